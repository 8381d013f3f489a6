import type { Problem, Range, Severity } from "./problems.ts";

/** A finding before its place in the text is looked up. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly pointer: string;
  /** Whether the key or the value is marked; a value that does not exist is marked at its nearest parent. */
  readonly at?: "key" | "value" | undefined;
  readonly sentence: string;
  readonly hint?: string | undefined;
  readonly fix?: string | undefined;
}

/** Where a finding is: its file, its document's number there, its range. */
export interface Place {
  readonly file: string;
  readonly document: number | undefined;
  readonly range: Range;
}

/** The start of a file, where findings about its bytes are reported. */
export const FILE_START: Range = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Longest part of a value that a sentence quotes. */
const QUOTED_LENGTH = 60;
const MAX_READ = 1000;

export function toProblem(finding: Finding, place: Place): Problem {
  const { line, column, endLine, endColumn } = place.range;
  return {
    rule: finding.rule,
    severity: finding.severity,
    pointer: finding.pointer,
    ...(place.document === undefined ? {} : { document: place.document }),
    file: place.file,
    line,
    column,
    endLine,
    endColumn,
    sentence: finding.sentence,
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    ...(finding.fix === undefined ? {} : { fix: finding.fix }),
  };
}

/** A value as sentences quote it: on one line, without control characters, shortened. */
export function quote(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  // Of a text of a megabyte the ends are looked at; what is between is not shown anyway.
  const ends = text.length > 2 * MAX_READ ? text.slice(0, MAX_READ) + text.slice(-MAX_READ) : text;
  const line = ends.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ");
  return `"${line.length > QUOTED_LENGTH ? shorten(line) : line}"`;
}

/** Of an address the end says most. */
function shorten(text: string): string {
  if (!/^(?:https?|uri):/iu.test(text) || /\s/u.test(text)) return `${text.slice(0, QUOTED_LENGTH)}…`;
  return `${text.slice(0, 16)}…${text.slice(16 - QUOTED_LENGTH)}`;
}

/** A JSON pointer (RFC 6901) made longer by one key. */
export function joinPointer(pointer: string, key: string | number): string {
  // Every node of a document comes by here, and hardly any key has a sign to escape.
  if (typeof key === "number" || !/[~/]/u.test(key)) return `${pointer}/${key}`;
  return `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The keys of a JSON pointer. */
export function splitPointer(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** True for places whose values no finding shows: a secret may stand there. */
export function isMasked(pointer: string): boolean {
  return /(?:^|\/)environment\//u.test(pointer) && !pointer.startsWith("/discovery/");
}

/** A pointer as sentences name it: `compute.volumes[0].path`. */
export function describePointer(pointer: string): string {
  const path = splitPointer(pointer)
    .map((key) => (/^\d+$/u.test(key) ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./u, "");
  return path === "" ? "the document" : quote(path);
}

/**
 * The first of very many findings, with one more that says how many are not listed: at the place of the first of them,
 * and as grave as the gravest.
 */
export function listFirst<T extends Pick<Finding, "rule" | "severity" | "sentence" | "hint" | "fix">>(
  findings: readonly T[],
  most: number,
): readonly T[] {
  const first = findings[most];
  if (first === undefined) return findings;
  const rest = findings.slice(most);
  const severities = new Set(rest.map(({ severity }) => severity));
  const severity =
    (["error", "warning", "hint"] as const).find((one) => severities.has(one)) ?? first.severity;
  const more: T = {
    ...first,
    rule: "shape/too-many",
    severity,
    sentence: `There are ${rest.length} more findings of this sort, which are not listed.`,
    hint: "Mend those that are listed and check again.",
    fix: undefined,
  };
  return [...findings.slice(0, most), more];
}

/** Findings in the order of the text; of those at one place, the graver first. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const rank = { error: 0, warning: 1, hint: 2 } as const;
  return [...problems].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      rank[a.severity] - rank[b.severity] ||
      compare(a.rule, b.rule) ||
      compare(a.pointer, b.pointer),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
