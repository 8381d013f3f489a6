import type { Entry } from "../../catalogue/entry.ts";
import type { CheckedManifest } from "../../catalogue/reconcile-input.ts";
import type { CheckedRepository } from "../../catalogue/repository-check.ts";
import type { ExecatError } from "../../errors.ts";
import { sortProblems } from "../../manifest/finding.ts";
import type { Problem } from "../../manifest/problems.ts";
import { countText } from "../format.ts";
import { safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toLines } from "./lines.ts";
import { previewJson, toPreview } from "./preview.ts";
import { problemsText, toProblem } from "./problem.ts";
import { suggestedFor, toSuggestions, toSuggestionsJson } from "./suggestions.ts";

/** What the form was sent with; empty when it was not. */
export interface CheckForm {
  readonly text: string;
  readonly url: string;
  /** What is wrong with the address. */
  readonly problem: ExecatError | undefined;
}

/** What came of it: a text that was sent, or a repository that was read. */
export interface CheckOutcome extends Pick<CheckedRepository, "manifests" | "entries" | "problems"> {
  /** Absent for a text. */
  readonly from: Pick<CheckedRepository, "repository" | "commit" | "branch"> | undefined;
}

/** The form, and below it what was found. */
export function toCheck(services: WebServices, form: CheckForm, outcome: CheckOutcome | undefined): object {
  return {
    text: form.text,
    url: form.url,
    problem: form.problem?.message ?? null,
    problemHint: form.problem?.hint ?? null,
    result: outcome === undefined ? null : toResult(services, outcome),
  };
}

function toResult(services: WebServices, outcome: CheckOutcome): object {
  const all = problemsOf(outcome);
  const several = outcome.manifests.length > 1;
  return {
    verdict: verdict(outcome, all),
    good: all.length === 0 && outcome.entries.length > 0,
    blocked: outcome.entries.length === 0,
    summary: problemsText(all),
    from: toOrigin(outcome),
    nothing: outcome.manifests.length === 0,
    notRead: outcome.problems.map((problem) => toProblem(problem, undefined)),
    files: outcome.manifests.map((manifest, at) => toFile(manifest, several ? `F${at + 1}L` : "L")),
    entries: outcome.entries.map((entry, at) => ({
      ...toPreview(services, entry, `entry-${at + 1}`),
      suggestions: toSuggestions(services, suggestedFor(entry.document, outcome.manifests)),
    })),
  };
}

function toFile({ file, bytes, discovery, checked }: CheckedManifest, prefix: string): object {
  const beside = discovery?.file;
  const shown = (problem: Problem): object =>
    toProblem(problem, problem.file === beside ? `B${prefix}` : prefix);
  const own = checked.problems.filter((problem) => problem.file !== beside);
  const ofBeside = checked.problems.filter((problem) => problem.file === beside);
  return {
    id: `${prefix}file`,
    file,
    summary: problemsText(checked.problems),
    problems: checked.problems.map(shown),
    texts: [
      // A file that was not read has no bytes here.
      ...(bytes.length === 0
        ? []
        : [{ label: `The text of ${file}`, file, ...toLines(decode(bytes), own, prefix) }]),
      ...(discovery === undefined
        ? []
        : [
            {
              label: `The text of ${discovery.file}`,
              file: discovery.file,
              ...toLines(decode(discovery.bytes), ofBeside, `B${prefix}`),
            },
          ]),
    ],
  };
}

function toOrigin({ from }: CheckOutcome): object | null {
  if (from === undefined) return null;
  const { repository, commit, branch } = from;
  return {
    name: `${repository.host}/${repository.path}`,
    href: safeHref(repository.webUrl),
    commit: commit.slice(0, 12),
    branch: branch ?? null,
  };
}

function verdict({ manifests, entries, from }: CheckOutcome, problems: readonly Problem[]): string {
  if (manifests.length === 0) return "Nothing would be published: the default branch holds no manifest.";
  const documents = manifests.reduce((sum, { checked }) => sum + Math.max(1, checked.documents.length), 0);
  if (entries.length === 0)
    return from === undefined ? "This would not be published." : "Nothing would be published.";
  if (entries.length < documents) return `${entries.length} of ${documents} documents would be published.`;
  const what = documents === 1 ? "This" : `All of ${countText(documents, "document")}`;
  return problems.length === 0
    ? `${what} would be published, and nothing was found wrong.`
    : `${what} would be published, with remarks.`;
}

function problemsOf({ manifests, problems }: CheckOutcome): readonly Problem[] {
  return sortProblems([...manifests.flatMap(({ checked }) => checked.problems), ...problems]);
}

export function toCheckJson(outcome: CheckOutcome | undefined): Readonly<Record<string, unknown>> {
  if (outcome === undefined) {
    return {
      usage: 'POST a manifest as application/yaml, {"text": "…"}, or {"url": "https://…"} of a repository.',
    };
  }
  const { manifests, entries, from } = outcome;
  return {
    publishable: entries.length > 0,
    repository:
      from === undefined
        ? null
        : {
            url: from.repository.url,
            host: from.repository.host,
            path: from.repository.path,
            commit: from.commit,
            branch: from.branch ?? null,
          },
    problems: problemsOf(outcome),
    documents: manifests.flatMap(({ file, checked, suggested }) =>
      checked.documents.map((one) => ({
        ...documentJson(file, one, entries),
        suggested: toSuggestionsJson(suggested?.get(one.number) ?? []),
      })),
    ),
  };
}

function documentJson(
  file: string,
  { number, dialect, discovery, terms }: CheckedManifest["checked"]["documents"][number],
  entries: readonly Entry[],
): object {
  const entry = entries.find(({ document }) => document.file === file && document.number === number);
  return {
    file,
    number,
    dialect: dialect ?? null,
    name: discovery?.name ?? null,
    title: discovery?.title ?? null,
    publishable: entry !== undefined,
    terms,
    entry: entry === undefined ? null : previewJson(entry),
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
