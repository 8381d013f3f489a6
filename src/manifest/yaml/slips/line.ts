/** A line of YAML as people see it: indentation, hyphens, key, value, comment. Columns count from 0. */
export interface Line {
  readonly indentation: number;
  /** Where the key stands, or what stands in its place. */
  readonly start: number;
  /** Absent when the line has no colon that YAML takes for one. */
  readonly key: string | undefined;
  readonly valueFrom: number;
  readonly valueTo: number;
  /** Without the comment and the blanks around it. */
  readonly value: string;
}

const LINE = /^(\s*)((?:-\s+)*)(?:("[^"]*"|'[^']*'|[^\s#"'[\]{},:][^#:]*?)\s*:(?=\s|$))?(.*)$/su;
const MAX_LENGTH = 2000;

/** A text in quotes at the start of a value. */
export const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/u;

export function readLine(text: string): Line {
  const [, space = "", hyphens = "", key, rest = ""] = LINE.exec(text.slice(0, MAX_LENGTH)) ?? [];
  const valueFrom = text.slice(0, MAX_LENGTH).length - rest.trimStart().length;
  const value = withoutComment(rest.trimStart()).trimEnd();
  return {
    indentation: space.length,
    start: space.length + hyphens.length,
    key: key?.replaceAll(/^["']|["']$/gu, ""),
    valueFrom,
    valueTo: valueFrom + value.length,
    value,
  };
}

/** The next line that is neither empty nor a comment. */
export function nextLine(lines: readonly string[], at: number): number | undefined {
  return search(lines, at + 1, 1);
}

/** The line before that is neither empty nor a comment. */
export function lineBefore(lines: readonly string[], at: number): number | undefined {
  return search(lines, at - 1, -1);
}

/** A text as YAML writes it in quotes. */
export function inQuotes(text: string): string {
  if (!/["\\]/u.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** Names the key rather than quoting the value, which may be a secret. */
export function nameOf({ key }: Line): string {
  return key === undefined ? "The value" : `The value of "${key.slice(0, 60)}"`;
}

function search(lines: readonly string[], start: number, step: 1 | -1): number | undefined {
  for (let index = start; index >= 0 && index < lines.length; index += step) {
    if (/^\s*[^\s#]/u.test(lines[index] ?? "")) return index;
  }
  return undefined;
}

/** A comment begins at a # with a blank before it, outside of quotes that are closed. */
function withoutComment(text: string): string {
  const quoted = QUOTED.exec(text)?.[0] ?? "";
  const comment = /(?:^|\s)#/u.exec(text.slice(quoted.length));
  return comment === null ? text : text.slice(0, quoted.length + comment.index);
}
