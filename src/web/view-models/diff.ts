import type { FileDiff } from "../../curation/repository.ts";

const MOST_LINES = 400;

/** A changed file with its lines; the sign says what the colour says. */
export interface DiffModel {
  readonly path: string;
  readonly state: string;
  readonly lines: readonly { readonly kind: string; readonly sign: string; readonly text: string }[];
  /** How many lines are left out, in words. */
  readonly cut: string | null;
}

const STATES = { added: "new file", changed: "changed", removed: "removed" } as const;

export function toDiff(files: readonly FileDiff[]): readonly DiffModel[] {
  return files.map(({ path, state, text }) => {
    const all = text.split("\n");
    if (all.at(-1) === "") all.pop();
    return {
      path,
      state: STATES[state],
      lines: all.slice(0, MOST_LINES).map(toLine),
      cut: all.length > MOST_LINES ? `${all.length - MOST_LINES} more lines` : null,
    };
  });
}

function toLine(line: string): DiffModel["lines"][number] {
  if (line.startsWith("@@")) return { kind: "hunk", sign: "", text: line };
  if (line.startsWith("+")) return { kind: "added", sign: "+", text: line.slice(1) };
  if (line.startsWith("-")) return { kind: "removed", sign: "−", text: line.slice(1) };
  return { kind: "same", sign: "", text: line.replace(/^ /u, "") };
}
