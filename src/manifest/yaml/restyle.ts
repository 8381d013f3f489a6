import type { Problem } from "../problems.ts";

/** Texts that are the same with and without quotes, in lists in brackets as well, to readers of YAML 1.1 too. */
const PLAIN =
  /^(?![Yy](?:es)?$|[Nn]o?$|[Oo](?:n|ff)$|[Tt]rue$|[Ff]alse$|[Nn]ull$)[A-Za-z](?:[\w.+/@-]|:(?=[\w/]))*$/u;
const DIGEST = /^sha\d+:[0-9a-f]*[a-f][0-9a-f]*$/u;

/** A line of a file, from 1; nothing where the file has none or is no text. */
export type LineOf = (file: string, line: number) => string | undefined;

/** Looks lines up in texts by file; each text is taken apart once, when it is first asked for. */
export function createLineOf(texts: ReadonlyMap<string, string | undefined>): LineOf {
  const lines = new Map<string, readonly string[]>();
  return (file, line) => {
    const known = lines.get(file) ?? texts.get(file)?.split("\n") ?? [];
    lines.set(file, known);
    return known[line - 1];
  };
}

/** Writes a fix without quotes, or with single ones, where the author does so and it means the same. */
export function restyle(problem: Problem, lineOf: LineOf): Problem {
  const { fix, file, line, column, endLine, endColumn } = problem;
  if (fix === undefined || line !== endLine || !fix.startsWith('"')) return problem;
  const written = lineOf(file, line)?.slice(column - 1, endColumn - 1) ?? "";
  const value = valueOf(fix);
  if (value === undefined || written === "" || written.startsWith('"')) return problem;
  if (written.startsWith("'")) {
    return /[\\\n\r']/u.test(value) ? problem : { ...problem, fix: `'${value.replaceAll("'", "''")}'` };
  }
  // A fix that only adds the quotes is there for their sake.
  const isForQuotes = value === written || !(PLAIN.test(value) || DIGEST.test(value));
  return isForQuotes ? problem : { ...problem, fix: value };
}

function valueOf(fix: string): string | undefined {
  try {
    const value: unknown = JSON.parse(fix);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
