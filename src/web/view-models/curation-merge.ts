import type { CurationFinding } from "../../curation/curated.ts";
import type { MergeConflict, OpenMerge } from "../../curation/repository.ts";
import { toConflicts, toFinding } from "./change-preview.ts";
import { mergeHref, mergeText } from "./curation.ts";

export type MergeChoice = "ours" | "theirs" | "edited";

/** A file that both sides have changed in the same place. `undefined` where it is to go. */
export interface MergedPath {
  readonly path: string;
  readonly conflicts: readonly MergeConflict[];
  /** The sum of both, with our word where they differ, and with theirs. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** What a curator has chosen for a file, and the text in its field. */
export interface MergeDecision {
  readonly choice: MergeChoice | undefined;
  readonly text: string;
}

export interface MergeState {
  readonly decisions: ReadonlyMap<string, MergeDecision>;
  readonly problem: { readonly message: string; readonly hint: string | undefined } | undefined;
  readonly findings: readonly CurationFinding[];
}

export function toMerge(merge: OpenMerge, paths: readonly MergedPath[], state: MergeState): object {
  const { problem } = state;
  const isShipped = merge.from === "shipped";
  return {
    title: isShipped ? "Merge what came with the program" : "Merge what was pushed",
    text: `${mergeText(merge)}, and both sides have changed the same places. Neither is lost until you decide.`,
    action: mergeHref(merge.theirs),
    head: merge.head,
    theirs: merge.theirs.slice(0, 7),
    problem: problem === undefined ? null : { message: problem.message, hint: problem.hint ?? null },
    findings: state.findings.map(toFinding),
    alsoChanged: [...merge.changes.keys()].filter((path) => !paths.some((one) => one.path === path)),
    files: paths.map((file, index) => toFile(file, index, state.decisions.get(file.path), isShipped)),
  };
}

function toFile(
  file: MergedPath,
  index: number,
  decision: MergeDecision | undefined,
  isShipped: boolean,
): object {
  const choice = decision?.choice ?? "ours";
  const options: readonly (readonly [MergeChoice, string])[] = [
    ["ours", file.ours === undefined ? "Ours: the file goes" : "Ours, with what else they changed"],
    ["theirs", file.theirs === undefined ? "Theirs: the file goes" : "Theirs, with what else we changed"],
    ["edited", "As it stands below"],
  ];
  return {
    id: `file-${index}`,
    path: file.path,
    pathName: `path.${index}`,
    choiceName: `choice.${index}`,
    textName: `text.${index}`,
    options: options.map(([value, label]) => ({
      value,
      label,
      id: `file-${index}-${value}`,
      checked: value === choice,
    })),
    text: decision?.text ?? file.ours ?? file.theirs ?? "",
    conflicts: toConflicts(file.conflicts),
    oursLabel: "Ours",
    theirsLabel: isShipped ? "With the program" : "Theirs",
  };
}

export function toMergeJson(
  merge: OpenMerge,
  paths: readonly MergedPath[],
): Readonly<Record<string, unknown>> {
  return {
    from: merge.from,
    theirs: merge.theirs,
    head: merge.head,
    files: paths.map(({ path, conflicts, ours, theirs }) => ({
      path,
      ours: ours ?? null,
      theirs: theirs ?? null,
      conflicts: conflicts.map((one) => ({
        place: one.place,
        base: one.base ?? null,
        ours: one.ours ?? null,
        theirs: one.theirs ?? null,
      })),
    })),
  };
}
