import type { Problem } from "../problems.ts";
import { TEXT_MENDS } from "./text-mends.ts";

export interface FixedText {
  readonly text: string;
  /** The findings whose fixes are in the text. */
  readonly applied: readonly Problem[];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly problem: Problem;
  readonly fix: string;
}

/** True for a finding that `applyFixes` mends, if its place allows. */
export function isMendable({ fix, rule }: Problem): boolean {
  return fix !== undefined || TEXT_MENDS.has(rule);
}

/**
 * Puts the fixes of findings in their places, mends what is about the text as a whole, and touches nothing else. Of
 * fixes that overlap the first one in the text is applied; findings without a fix, or with a place that the text does
 * not have, are passed over.
 */
export function applyFixes(text: string, problems: readonly Problem[]): FixedText {
  // A byte order mark is no part of the first line to those who count columns.
  const starts = lineStarts(text).with(0, text.startsWith("\uFEFF") ? 1 : 0);
  const edits = problems
    .flatMap((problem) => toEdit(problem, starts, text.length))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const applied: Problem[] = [];
  const parts: string[] = [];
  let done = 0;
  let last: Edit | undefined;
  for (const edit of edits) {
    const repeated = last?.from === edit.from && last.to === edit.to && last.fix === edit.fix;
    if (repeated) applied.push(edit.problem);
    if (repeated || edit.from < done) continue;
    parts.push(text.slice(done, edit.from), edit.fix);
    done = edit.to;
    applied.push(edit.problem);
    last = edit;
  }
  return mendWhole(parts.join("") + text.slice(done), applied, problems);
}

/** Comes after the fixes, whose places are those of the text as it was. */
function mendWhole(text: string, applied: readonly Problem[], problems: readonly Problem[]): FixedText {
  let mended = text;
  const also: Problem[] = [];
  for (const problem of problems) {
    const next = problem.fix === undefined ? (TEXT_MENDS.get(problem.rule)?.(mended) ?? mended) : mended;
    if (next !== mended) also.push(problem);
    mended = next;
  }
  return { text: mended, applied: [...applied, ...also] };
}

function toEdit(problem: Problem, starts: readonly number[], length: number): readonly Edit[] {
  const { fix, line, column, endLine, endColumn } = problem;
  const start = starts[line - 1];
  const end = starts[endLine - 1];
  if (fix === undefined || start === undefined || end === undefined) return [];
  const from = start + column - 1;
  const to = end + endColumn - 1;
  return from <= to && to <= length ? [{ from, to, problem, fix }] : [];
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
