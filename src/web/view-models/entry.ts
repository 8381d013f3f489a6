import type { Entry } from "../../catalogue/entry.ts";
import { emitRequest } from "../../manifest/emit.ts";
import { brokersThatRefuse } from "../../manifest/rules/brokers/brokers.ts";
import { numberText, toTime } from "../format.ts";
import type { LayerFacts } from "../layer-facts.ts";
import { entryHref, repositoryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toCurated } from "./curated.ts";
import { toAskForm, type EntryState } from "./ask-form.ts";
import { toExecution } from "./execution.ts";
import { toDescription, toDescriptionJson } from "./entry-description.ts";
import { toInputs, toTermGroups } from "./entry-terms.ts";
import { toLayers, toLayersJson } from "./layers.ts";
import { toLines } from "./lines.ts";
import { problemsText, toProblem } from "./problem.ts";
import { runningPath, toVersions, toVersionsJson } from "./versions.ts";

/** Another entry, by name. */
export interface NamedEntry {
  readonly path: string;
  readonly title: string;
}

interface PageState extends EntryState {
  /** Whether the reader may change what the catalogue says of it. */
  readonly mayCurate: boolean;
  /** Other entries that run the same image. */
  readonly sameImage: readonly NamedEntry[];
}

/** Everything that the page of an entry prints. */
export function toEntry(services: WebServices, entry: Entry, state: PageState): object {
  const now = services.now();
  const { program, document, repository, source } = entry;
  const { whole, inherited } = state.layers;
  const problems = [...entry.problems, ...state.layers.problems];
  const href = entryHref(program.path);
  return {
    ...toDescription(whole, inherited),
    layers: toLayers(services, state.layers, state.mayCurate),
    versions: toVersions(entry, now),
    path: program.path,
    href,
    documentHref: `${entryHref(runningPath(entry))}/document`,
    requestHref: `${entryHref(runningPath(entry))}/document?dialect=D`,
    withdrawn: toWithdrawal(entry, now),
    layer: document.layer,
    derivedFrom: document.derivedFrom ?? null,
    derivedFromHref: derivedHref(document.derivedFrom),
    curated: toCurated(services, entry, state.mayCurate),
    terms: toTermGroups(services, whole, inherited),
    inputs: toInputs(services, whole),
    execution: toExecution(entry.runs.model),
    sameImage: state.sameImage.map(({ path, title }) => ({ title, href: entryHref(path) })),
    refusals: brokersThatRefuse(entry.runs.model),
    origin: {
      repositoryHref: repositoryHref(repository.id),
      repository: `${repository.host}/${repository.path}`,
      webHref: safeHref(repository.webUrl),
      source: source.label ?? source.key,
      archived: repository.facts?.archived === true,
      stars: repository.facts?.stars === undefined ? null : numberText(repository.facts.stars),
      file: entry.runs.file,
      commit: entry.runs.commit.slice(0, 12),
      dialect: entry.runs.dialect,
      published: toTime(document.publishedAt, now),
      seen: toTime(document.lastSeenAt, now),
      updated: toTime(program.updatedAt, now),
    },
    problemsText: problemsText(problems),
    hasErrors: entry.problems.some(({ severity }) => severity === "error"),
    problems: problems.map((problem) => toProblem(problem, lineAnchor(entry, problem.file))),
    manifest: toLines(decode(entry.runs.bytes), [], "L"),
    request: requestText(services, entry, state),
    run: program.state === "withdrawn" ? null : toAskForm(services, entry, state),
  };
}

export function toEntryJson(
  services: WebServices,
  entry: Entry,
  layers: LayerFacts,
  asker: { readonly mayUseShared: boolean },
): Readonly<Record<string, unknown>> {
  const { bytes: _bytes, discoveryBytes: _discoveryBytes, facts: _facts, ...document } = entry.document;
  const { forgeId: _forgeId, url: _url, ...repository } = entry.repository;
  return {
    program: entry.program,
    href: entryHref(entry.program.path),
    documentHref: `${entryHref(runningPath(entry))}/document`,
    described: toDescriptionJson(layers.whole, layers.inherited),
    document,
    terms: entry.terms,
    curated: toCuratedJson(entry),
    problems: [...entry.problems, ...layers.problems],
    layers: toLayersJson(services, layers),
    ...toVersionsJson(entry),
    repository,
    source: { key: entry.source.key, kind: entry.source.kind, label: entry.source.label ?? null },
    form: entry.program.state === "withdrawn" ? null : services.asks.form(entry, asker),
  };
}

function toCuratedJson({ curated }: Entry): object | null {
  if (curated === undefined) return null;
  const { overlay, hidden, vettedIn, before, isOvertaken } = curated;
  const added = overlay === undefined ? {} : Object.fromEntries(overlay.addTerms);
  return {
    overlay: overlay === undefined ? null : { ...overlay, addTerms: added, hideTerms: undefined },
    hidden,
    vettedIn,
    author: before ?? null,
    overtaken: isOvertaken,
  };
}

function toWithdrawal(entry: Entry, now: Date): object | null {
  const { state, withdrawal } = entry.program;
  if (state !== "withdrawn") return null;
  return {
    at: toTime(withdrawal?.at, now),
    reason: withdrawal?.reason ?? "No reason was kept.",
    commit: withdrawal?.commit?.slice(0, 12) ?? null,
  };
}

/** Findings are about the head, which may be newer than the text on the page: a line is linked when it is the same. */
function lineAnchor(entry: Entry, file: string): string | undefined {
  const { runs, repository } = entry;
  const same = file === runs.file && repository.headSeen === runs.commit;
  return same ? "L" : undefined;
}

function derivedHref(derivedFrom: string | undefined): string | null {
  if (derivedFrom === undefined) return null;
  return (
    safeHref(derivedFrom) ?? (/^[\w.-]+\/[\w./@~+-]+$/.test(derivedFrom) ? entryHref(derivedFrom) : null)
  );
}

/** The request that the form's values make; the manifest's own, placeholders and all, while values are missing. */
function requestText(services: WebServices, entry: Entry, state: EntryState): string {
  const form = services.asks.form(entry, state);
  const wishes = { ...form.defaults, ...Object.fromEntries(state.values) };
  const preview =
    entry.program.state === "withdrawn" ? { problems: [] } : services.asks.preview(entry, wishes);
  if ("request" in preview) return indented(preview.request);
  return JSON.stringify(emitRequest(entry.runs.model), undefined, 2);
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}

/** The checker has read these bytes as UTF-8 before they were kept. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
