import type { Excerpt, Problem, Range } from "../problems.ts";
import { columnsToShow, indentationOf } from "./masking.ts";

/** Columns of a line that an excerpt shows at most. */
const MAX_WIDTH = 110;
const MASK = " ••••••";

/** Quotes lines of a text; values of the environment and what looks like a secret are never shown. */
export interface Excerpts {
  of(range: Range): Excerpt | undefined;
}

/** Makes the excerpts of one file. `problems` are all its findings: those about secrets say what to hide. */
export function createExcerpts(
  bytes: Uint8Array,
  problems: readonly Pick<Problem, "rule" | "line">[],
): Excerpts {
  const lines = new TextDecoder("utf-8").decode(bytes).split(/\r?\n/u);
  const secrets = problems.filter(({ rule }) => rule.startsWith("secret/"));
  const hidden = new Set(secrets.map(({ line }) => line - 1));
  return {
    of(range) {
      const line = lines[range.line - 1];
      if (line === undefined || line.trim() === "") return undefined;
      const to = range.endLine > range.line ? line.length : range.endColumn - 1;
      const shown = columnsToShow(lines, range.line - 1, hidden);
      if (shown === line.length) return cut(range.line, line, range.column - 1, to);
      // A mark behind what is hidden would tell how long it is.
      const from = Math.min(range.column - 1, indentationOf(line));
      return cut(range.line, `${line.slice(0, shown)}${MASK}`, from, Math.min(to, shown));
    },
  };
}

function cut(line: number, text: string, from: number, to: number): Excerpt {
  const start = Math.max(0, Math.min(from, text.length));
  const end = Math.max(start, Math.min(to, text.length));
  const skipped = start > MAX_WIDTH - 30 ? start - 30 : 0;
  const last = Math.min(text.length, skipped + MAX_WIDTH);
  return {
    line,
    before: `${skipped > 0 ? "…" : ""}${plain(text.slice(skipped, start))}`,
    marked: plain(text.slice(start, Math.min(end, last))),
    after: `${plain(text.slice(Math.min(end, last), last))}${last < text.length ? "…" : ""}`,
  };
}

/** Signs that would move the marks below a line, or the terminal's cursor. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, " ");
}
