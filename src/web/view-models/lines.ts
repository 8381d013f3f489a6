import { columnsToShow } from "../../manifest/yaml/masking.ts";
import type { Problem, Severity } from "../../manifest/problems.ts";

const MAX_LINES = 3000;
const MASK = " ••••••";

/** A text with numbered lines, and what was found in each. */
export interface LinesModel {
  readonly lines: readonly {
    readonly id: string;
    readonly number: number;
    /** The line in pieces; one that findings are about has the severity of the gravest. */
    readonly parts: readonly LinePart[];
    /** Of the gravest finding. */
    readonly severity: Severity | null;
    readonly remarks: readonly { readonly severity: Severity; readonly sentence: string }[];
  }[];
  /** How many lines are left out, in words; `null` when all are here. */
  readonly cut: string | null;
}

interface LinePart {
  readonly text: string;
  readonly severity: Severity | null;
}

const GRAVITY: readonly Severity[] = ["error", "warning", "hint"];

/** Marks the places of all findings; what stands behind a secret's name is replaced, as everywhere. */
export function toLines(text: string, problems: readonly Problem[], prefix: string): LinesModel {
  const all = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  const byLine = new Map<number, Problem[]>();
  for (const problem of problems) {
    const ofLine = byLine.get(problem.line);
    if (ofLine === undefined) byLine.set(problem.line, [problem]);
    else ofLine.push(problem);
  }
  const secrets = problems.filter(({ rule }) => rule.startsWith("secret/"));
  const lines = maskSecrets(all, secrets)
    .slice(0, MAX_LINES)
    .map((line, index) => {
      const found = byLine.get(index + 1) ?? [];
      return {
        id: `${prefix}${index + 1}`,
        number: index + 1,
        parts:
          found.length === 0
            ? [{ text: line, severity: null }]
            : split(line, found, shownOf(line, all[index])),
        severity: gravest(found),
        remarks: found.map(({ severity, sentence }) => ({ severity, sentence })),
      };
    });
  return { lines, cut: all.length > MAX_LINES ? `${all.length - MAX_LINES} more lines` : null };
}

/** How much of a line stands there as it was written: a mark on what is hidden would tell how long that is. */
function shownOf(line: string, written: string | undefined): number {
  return line === written ? line.length : line.length - MASK.length;
}

/** Cuts a line wherever a finding begins or ends; of one that goes on below, its first line is marked. */
function split(line: string, problems: readonly Problem[], shown: number): readonly LinePart[] {
  const marks = problems.map((problem) => {
    const start = Math.min(problem.column - 1, shown);
    const end = problem.endLine > problem.line ? shown : Math.min(problem.endColumn - 1, shown);
    return { start, end, problem };
  });
  const cuts = [
    ...new Set([0, line.length, ...marks.flatMap(({ start, end }) => [start, Math.max(start, end)])]),
  ];
  cuts.sort((a, b) => a - b);
  const parts: LinePart[] = [];
  for (const [at, from] of cuts.entries()) {
    const to = cuts[at + 1];
    if (to === undefined) break;
    const severity = gravest(
      marks.filter(({ start, end }) => start <= from && end >= to).map(({ problem }) => problem),
    );
    parts.push({ text: line.slice(from, to), severity });
  }
  return parts;
}

function gravest(problems: readonly Problem[]): Severity | null {
  return GRAVITY.find((severity) => problems.some((problem) => problem.severity === severity)) ?? null;
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
