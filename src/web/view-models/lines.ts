import { columnsOfAll, indentationOf } from "../../manifest/yaml/masking.ts";
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
  const lines = maskSecrets(all.slice(0, MAX_LINES), all, secrets).map((line, index) => {
    const found = byLine.get(index + 1) ?? [];
    return {
      id: `${prefix}${index + 1}`,
      number: index + 1,
      parts:
        found.length === 0 ? [{ text: line, severity: null }] : split(line, found, shownOf(line, all[index])),
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
 * `all` are the lines and those that are left out: a finding in one of these hides the same name here.
 */
function maskSecrets(
  lines: readonly string[],
  all: readonly string[],
  secrets: readonly Problem[],
): readonly string[] {
  if (secrets.length === 0) return lines;
  const shown = new ShownColumns(lines);
  for (const { endLine, endColumn } of secrets) shown.hide(endLine - 1, endColumn - 1);
  for (const name of namesOf(all, secrets)) {
    for (const [row, text] of lines.entries()) {
      const at = text.indexOf(name);
      if (at !== -1) shown.hide(row, at + name.length);
    }
  }
  // A fault elsewhere may keep the checker from all places: what looks like a secret is hidden for that alone.
  const columns = columnsOfAll(lines, new Set(secrets.map(({ endLine }) => endLine - 1)));
  for (const [row, text] of lines.entries()) {
    const most = columns[row] ?? 0;
    if (most < Math.min(text.length, shown.of(row))) shown.hide(row, most);
  }
  return lines.map((line, row) => (shown.isHidden(row) ? `${line.slice(0, shown.of(row))}${MASK}` : line));
}

/** The texts that the findings point at, each once. */
function namesOf(lines: readonly string[], secrets: readonly Problem[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { line, column, endLine, endColumn } of secrets) {
    const name = line === endLine ? (lines[line - 1] ?? "").slice(column - 1, endColumn - 1) : "";
    if (name !== "") names.add(name);
  }
  return names;
}

/** How much of each line may be seen. A line that is hidden takes those along that belong to it. */
class ShownColumns {
  readonly #lengths: readonly number[];
  readonly #indentations: readonly number[];
  readonly #columns: number[];
  readonly #taken = new Set<number>();

  constructor(lines: readonly string[]) {
    this.#lengths = lines.map(({ length }) => length);
    this.#indentations = lines.map(indentationOf);
    this.#columns = lines.map(() => Number.POSITIVE_INFINITY);
  }

  isHidden(row: number): boolean {
    return this.of(row) < Number.POSITIVE_INFINITY;
  }

  /** Infinite for a line that is shown as it is. */
  of(row: number): number {
    return this.#columns[row] ?? 0;
  }

  /** Several secrets of one line are hidden from the first on. What belongs to a line is looked for once. */
  hide(row: number, from: number): void {
    if (this.#columns[row] !== undefined) this.#columns[row] = Math.min(from, this.of(row));
    if (this.#taken.has(row)) return;
    this.#taken.add(row);
    const indentation = this.#indentations[row] ?? 0;
    for (let next = row + 1; this.#belongs(next, indentation); next += 1) this.#columns[next] = 0;
  }

  /** Blank lines belong to whatever stands above them. */
  #belongs(row: number, above: number): boolean {
    const indentation = this.#indentations[row];
    return indentation !== undefined && (indentation > above || indentation === this.#lengths[row]);
  }
}
