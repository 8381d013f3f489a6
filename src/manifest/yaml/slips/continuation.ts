import { indentationOf } from "../masking.ts";
import { nextLine, readLine } from "./line.ts";
import { following } from "./lines.ts";
import type { LineEdit } from "./slip.ts";

export interface Continuation {
  /** Leave out the lines on which the value goes on; none where those lines may be keys that are indented too far. */
  readonly edits: readonly LineEdit[];
}

/**
 * The lines on which the value of a line goes on: those below that are indented deeper than its key. A value with
 * such lines is not mended by what is done to its first line.
 */
export function findContinuation(lines: readonly string[], at: number): Continuation | undefined {
  const { key, start, indentation } = readLine(lines[at] ?? "");
  const depth = key === undefined ? indentation : start;
  const next = nextLine(lines, at);
  if (next === undefined || indentationOf(lines[next] ?? "") <= depth) return undefined;
  const looksLikeKey = /^\w[\w-]*$/u.test(readLine(lines[next] ?? "").key ?? "");
  const below = looksLikeKey ? [] : following(lines, at, (one) => one > depth);
  return {
    edits: below.map((line) => ({ line, from: 0, to: (lines[line] ?? "").trimEnd().length, text: "" })),
  };
}
