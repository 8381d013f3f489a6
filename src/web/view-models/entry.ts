import type { Entry } from "../../catalogue/entry.ts";
import { emitRequest } from "../../manifest/emit.ts";
import { brokersThatRefuse } from "../../manifest/rules/brokers/brokers.ts";
import { toTime } from "../format.ts";
import { entryHref, repositoryHref, safeHref } from "../links.ts";
import { renderMarkdown } from "../markdown.ts";
import type { WebServices } from "../services.ts";
import { toAskForm, type EntryState } from "./ask-form.ts";
import { toExecution } from "./execution.ts";
import { toInputs, toTermGroups } from "./entry-terms.ts";
import { toLines } from "./lines.ts";
import { problemsText, toProblem } from "./problem.ts";

/** Everything that the page of an entry prints. */
export function toEntry(services: WebServices, entry: Entry, state: EntryState): object {
  const now = services.now();
  const { program, document, repository, source } = entry;
  const discovery = document.model.discovery;
  const href = entryHref(program.path);
  return {
    title: program.title,
    summary: program.summary ?? null,
    fromRepository: program.titleFrom === "repository" || program.summaryFrom === "repository",
    path: program.path,
    href,
    documentHref: `${href}/document`,
    requestHref: `${href}/document?dialect=D`,
    withdrawn: toWithdrawal(entry, now),
    version: document.version ?? discovery?.version ?? null,
    layer: document.layer,
    derivedFrom: document.derivedFrom ?? null,
    derivedFromHref: derivedHref(document.derivedFrom),
    terms: toTermGroups(services, entry),
    inputs: toInputs(services, entry),
    description: discovery?.description === undefined ? null : renderMarkdown(discovery.description),
    execution: toExecution(document.model),
    refusals: brokersThatRefuse(document.model),
    license: discovery?.license ?? null,
    keywords: discovery?.keywords ?? [],
    links: toLinks(entry),
    authors: (discovery?.authors ?? []).map((author) => ({
      name: author.name,
      affiliation: author.affiliation ?? null,
      orcidHref: isOrcid(author.orcid) ? `https://orcid.org/${author.orcid}` : null,
    })),
    publications: toPublications(entry),
    origin: {
      repositoryHref: repositoryHref(repository.id),
      repository: `${repository.host}/${repository.path}`,
      webHref: safeHref(repository.webUrl),
      source: source.label ?? source.key,
      file: document.file,
      commit: document.commit.slice(0, 12),
      dialect: document.dialect,
      published: toTime(document.publishedAt, now),
      seen: toTime(document.lastSeenAt, now),
      updated: toTime(program.updatedAt, now),
    },
    problemsText: problemsText(entry.problems),
    hasErrors: entry.problems.some(({ severity }) => severity === "error"),
    problems: entry.problems.map((problem) => toProblem(problem, lineAnchor(entry, problem.file))),
    manifest: toLines(decode(document.bytes), [], "L"),
    request: requestText(services, entry, state),
    run: program.state === "withdrawn" ? null : toAskForm(services, entry, state),
  };
}

export function toEntryJson(services: WebServices, entry: Entry): Readonly<Record<string, unknown>> {
  const { bytes: _bytes, discoveryBytes: _discoveryBytes, ...document } = entry.document;
  const { forgeId: _forgeId, url: _url, ...repository } = entry.repository;
  return {
    program: entry.program,
    href: entryHref(entry.program.path),
    documentHref: `${entryHref(entry.program.path)}/document`,
    document,
    terms: entry.terms,
    problems: entry.problems,
    repository,
    source: { key: entry.source.key, kind: entry.source.kind, label: entry.source.label ?? null },
    form: entry.program.state === "withdrawn" ? null : services.asks.form(entry),
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
  const same = file === entry.document.file && entry.repository.headSeen === entry.document.commit;
  return same ? "L" : undefined;
}

function derivedHref(derivedFrom: string | undefined): string | null {
  if (derivedFrom === undefined) return null;
  return (
    safeHref(derivedFrom) ?? (/^[\w.-]+\/[\w./@~+-]+$/.test(derivedFrom) ? entryHref(derivedFrom) : null)
  );
}

/** An address that may not be followed is shown as text. */
function toLinks(entry: Entry): readonly object[] {
  const discovery = entry.document.model.discovery;
  const named: readonly (readonly [string, string | undefined])[] = [
    ["Homepage", discovery?.homepage],
    ["Documentation", discovery?.documentation],
    ["Source code", discovery?.repository],
    ["Issues", discovery?.issues],
  ];
  return named.flatMap(([label, url]) =>
    url === undefined ? [] : [{ label, text: url, href: safeHref(url) }],
  );
}

function toPublications(entry: Entry): readonly object[] {
  return (entry.document.model.discovery?.publications ?? []).map(({ doi, bibcode, url }) => {
    if (doi !== undefined) return { text: `doi:${doi}`, href: safeHref(`https://doi.org/${encodeURI(doi)}`) };
    if (bibcode !== undefined) {
      const href = `https://ui.adsabs.harvard.edu/abs/${encodeURIComponent(bibcode)}`;
      return { text: bibcode, href: safeHref(href) };
    }
    return { text: url ?? "", href: safeHref(url) };
  });
}

function isOrcid(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(text);
}

/** The request that the form's values make; the manifest's own, placeholders and all, while values are missing. */
function requestText(services: WebServices, entry: Entry, state: EntryState): string {
  const form = services.asks.form(entry);
  const wishes = { ...form.defaults, ...Object.fromEntries(state.values) };
  const preview =
    entry.program.state === "withdrawn" ? { problems: [] } : services.asks.preview(entry, wishes);
  if ("request" in preview) return indented(preview.request);
  return JSON.stringify(emitRequest(entry.document.model), undefined, 2);
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}

/** The checker has read these bytes as UTF-8 before they were kept. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
