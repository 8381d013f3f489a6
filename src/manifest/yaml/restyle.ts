import type { Problem } from "../problems.ts";

/** Texts that are the same with and without quotes, in lists in brackets as well, to readers of YAML 1.1 too. */
const PLAIN =
  /^(?![Yy](?:es)?$|[Nn]o?$|[Oo](?:n|ff)$|[Tt]rue$|[Ff]alse$|[Nn]ull$)[A-Za-z](?:[\w.+/@-]|:(?=[\w/]))*$/u;
const DIGEST = /^sha\d+:[0-9a-f]*[a-f][0-9a-f]*$/u;

/** Writes a fix without quotes, or with single ones, where the author does so and it means the same. */
export function restyle(problem: Problem, text: string | undefined): Problem {
  const { fix, line, column, endLine, endColumn } = problem;
  if (fix === undefined || text === undefined || line !== endLine || !fix.startsWith('"')) return problem;
  const written = lineOf(text, line).slice(column - 1, endColumn - 1);
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

function lineOf(text: string, line: number): string {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const next = text.indexOf("\n", start);
    if (next === -1) return "";
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return end === -1 ? text.slice(start) : text.slice(start, end);
}
