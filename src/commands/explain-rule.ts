import { ExecatError } from "../errors.ts";
import type { Severity } from "../manifest/problems.ts";
import type { Rule } from "../manifest/rules/rule.ts";
import { findRule, RULES } from "../manifest/rules/rules.ts";
import { nearest } from "../nearest.ts";
import type { CommandOutput, ExitCode } from "./command-context.ts";

const MEANINGS: Readonly<Record<Severity, string>> = {
  error: "the document is not published; the last good version stays",
  warning: "the document is published with a mark",
  hint: "it could be better",
};

/**
 * `execat explain RULE`: why a finding matters and how the mended text looks; without a rule the list of all.
 * Throws `NOT_FOUND` for a rule that there is not.
 */
export function explainRule(id: string | undefined, { write }: CommandOutput): ExitCode {
  if (id === undefined) {
    const width = Math.max(...RULES.map((rule) => rule.id.length));
    for (const rule of RULES) write(`${rule.id.padEnd(width)}  ${rule.severity}`);
    return 0;
  }
  const rule = findRule(id);
  if (rule === undefined) throw unknownRule(id);
  for (const line of linesOf(rule)) write(line);
  return 0;
}

function* linesOf({ id, severity, explanation, bad, good }: Rule): Generator<string> {
  yield `${id} (${severity}: ${MEANINGS[severity]})`;
  yield "";
  yield explanation;
  for (const [title, text] of [["Instead of", bad] as const, ["write", good] as const]) {
    if (text === undefined) continue;
    yield "";
    yield title;
    yield "";
    for (const line of visible(text).split("\n")) yield `    ${line}`.trimEnd();
  }
}

/** Signs that a terminal would not show. */
function visible(text: string): string {
  return text
    .trimEnd()
    .replaceAll("\u0000", "\\0")
    .replaceAll("\uFEFF", "\\uFEFF")
    .replaceAll("\r\n", "\\r\\n\n")
    .replaceAll("\u00A0", "\\u00A0")
    .replaceAll("\t", "→");
}

function unknownRule(id: string): ExecatError {
  const near = nearest(
    id,
    RULES.map((rule) => rule.id),
  );
  return new ExecatError("NOT_FOUND", `There is no rule "${id.slice(0, 80)}".`, {
    hint: near === undefined ? "`execat explain` lists them all." : `Did you mean "${near}"?`,
  });
}
