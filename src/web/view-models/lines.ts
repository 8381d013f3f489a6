import { columnsToShow } from "../../manifest/yaml/masking.ts";
import type { Problem } from "../../manifest/problems.ts";

const MAX_LINES = 3000;
const MASK = " ••••••";

/** A text with numbered lines, and what was found in each. */
export interface LinesModel {
  readonly lines: readonly {
    readonly id: string;
    readonly number: number;
    readonly before: string;
    readonly marked: string | null;
    readonly after: string;
    readonly severity: string | null;
    readonly sentences: readonly string[];
  }[];
  /** How many lines are left out, in words; `null` when all are here. */
  readonly cut: string | null;
}

/** Marks the place of each line's first finding; what stands behind a secret's name is replaced, as everywhere. */
export function toLines(text: string, problems: readonly Problem[], prefix: string): LinesModel {
  const all = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  const byLine = new Map<number, Problem[]>();
  for (const problem of problems) {
    byLine.set(problem.line, [...(byLine.get(problem.line) ?? []), problem]);
  }
  const secrets = problems.filter(({ rule }) => rule.startsWith("secret/"));
  const lines = maskSecrets(all, secrets)
    .slice(0, MAX_LINES)
    .map((line, index) => {
      const found = byLine.get(index + 1) ?? [];
      return {
        id: `${prefix}${index + 1}`,
        number: index + 1,
        ...split(line, index + 1, found[0]),
        severity: found[0]?.severity ?? null,
        sentences: found.map(({ sentence }) => sentence),
      };
    });
  return { lines, cut: all.length > MAX_LINES ? `${all.length - MAX_LINES} more lines` : null };
}

function split(
  line: string,
  number: number,
  problem: Problem | undefined,
): { readonly before: string; readonly marked: string | null; readonly after: string } {
  if (problem === undefined) return { before: line, marked: null, after: "" };
  const start = Math.min(problem.column - 1, line.length);
  const end = problem.endLine > number ? line.length : Math.min(problem.endColumn - 1, line.length);
  const marked = line.slice(start, Math.max(start, end));
  if (marked === "") return { before: line, marked: null, after: "" };
  return { before: line.slice(0, start), marked, after: line.slice(Math.max(start, end)) };
}

/**
 * A finding about a secret points at its name: the rest of the line, and lines that belong to it, hold the value.
 * The same name elsewhere is hidden as well, since of a key that stands twice the finding knows one place only.
 */
function maskSecrets(lines: readonly string[], secrets: readonly Problem[]): readonly string[] {
  const masked = [...lines];
  /** Row → how much of it is shown. */
  const shown = new Map<number, number>();
  const hide = (row: number, from: number): void => {
    const line = lines[row] ?? "";
    // Several secrets of one line are hidden from the first on.
    const first = Math.min(from, shown.get(row) ?? from);
    shown.set(row, first);
    masked[row] = `${line.slice(0, first)}${MASK}`;
    for (let next = row + 1; next < lines.length && belongsTo(lines[next] ?? "", line); next += 1) {
      shown.set(next, 0);
      masked[next] = MASK;
    }
  };
  for (const { line, column, endLine, endColumn } of secrets) {
    hide(endLine - 1, endColumn - 1);
    const name = line === endLine ? (lines[line - 1] ?? "").slice(column - 1, endColumn - 1) : "";
    if (name === "") continue;
    for (const [row, text] of lines.entries()) {
      const at = text.indexOf(name);
      if (at !== -1) hide(row, at + name.length);
    }
  }
  // A fault elsewhere may keep the checker from all places: what looks like a secret is hidden for that alone.
  const hidden = new Set(secrets.map(({ endLine }) => endLine - 1));
  for (const [row, text] of secrets.length === 0 ? [] : lines.entries()) {
    const columns = columnsToShow(lines, row, hidden);
    if (columns < Math.min(text.length, shown.get(row) ?? text.length)) hide(row, columns);
  }
  return masked;
}

function belongsTo(line: string, above: string): boolean {
  return line.trim() === "" || indentation(line) > indentation(above);
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}
