import type { CurationFinding } from "../../curation/curated.ts";
import type { ConcernedEntries, CurationPreview } from "../../curation/desk.ts";
import type { MergeConflict } from "../../curation/repository.ts";
import { numberText } from "../format.ts";
import { entryHref } from "../links.ts";
import { type DiffModel, toDiff } from "./diff.ts";

/** Entries that a change concerns, the first by name. */
export interface ConcernedModel {
  readonly text: string;
  readonly entries: readonly { readonly title: string; readonly path: string; readonly href: string }[];
  readonly more: string | null;
}

export interface FindingModel {
  readonly severity: string;
  readonly place: string;
  readonly sentence: string;
  readonly hint: string | null;
}

/** What a change would do, with a form that makes it: the fields as they were sent. */
export interface PreviewModel {
  readonly concerned: ConcernedModel;
  readonly diff: readonly DiffModel[];
  readonly findings: readonly FindingModel[];
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly button: string;
}

export interface ConflictModel {
  readonly place: string;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

type Ready = Extract<CurationPreview, { readonly state: "ready" }>;

export function toPreview(
  { concerned, diff, findings }: Ready,
  form: { readonly action: string; readonly fields: ReadonlyMap<string, string>; readonly button: string },
): PreviewModel {
  const fields = [...form.fields].filter(([name]) => name !== "preview");
  return {
    concerned: toConcerned(concerned),
    diff: toDiff(diff),
    findings: findings.map(toFinding),
    action: form.action,
    fields: fields.map(([name, value]) => ({ name, value })),
    button: form.button,
  };
}

export function toConcerned({ count, first }: ConcernedEntries): ConcernedModel {
  const rest = count - first.length;
  return {
    text:
      count === 0
        ? "No entry changes."
        : count === 1
          ? "This entry changes:"
          : `These ${numberText(count)} entries change:`,
    entries: first.map(({ path, title }) => ({ path, title, href: entryHref(path) })),
    more: rest > 0 ? `and ${numberText(rest)} more` : null,
  };
}

export function toFinding({ severity, path, line, column, sentence, hint }: CurationFinding): FindingModel {
  return { severity, place: `${path}:${line}:${column}`, sentence, hint: hint ?? null };
}

/** The twin of a preview. */
export function toPreviewJson({ concerned, diff, findings }: Ready): Readonly<Record<string, unknown>> {
  return { concerned, diff, findings: findings.map((one) => ({ ...one, hint: one.hint ?? null })) };
}

export function toConflicts(conflicts: readonly MergeConflict[]): readonly ConflictModel[] {
  return conflicts.map(({ path, place, base, ours, theirs }) => ({
    place: [path, ...place].join(" › "),
    base: base ?? null,
    ours: ours ?? null,
    theirs: theirs ?? null,
  }));
}
