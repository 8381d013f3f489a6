import type { Excerpt, Problem, Severity } from "../../manifest/problems.ts";
import { countText } from "../format.ts";
import { ruleHref } from "../links.ts";

const SEVERITY_LABELS: Readonly<Record<Severity, string>> = {
  error: "Error",
  warning: "Warning",
  hint: "Hint",
};
const ORDER: readonly Severity[] = ["error", "warning", "hint"];

/** A finding as pages print it. `lineHref` leads to the line where the page shows the text itself. */
export interface ProblemModel {
  readonly severity: Severity;
  readonly severityLabel: string;
  readonly rule: string;
  readonly ruleHref: string;
  readonly sentence: string;
  readonly hint: string | null;
  /** What to write in place of what is marked; `null` when there is no one answer, or it is to be removed. */
  readonly fix: string | null;
  readonly removes: boolean;
  readonly place: string;
  readonly lineHref: string | null;
  /** The line itself, where the page does not show the text. */
  readonly excerpt: (Excerpt & { readonly suggestion: string | null }) | null;
}

export function toProblem(problem: Problem, linePrefix: string | undefined): ProblemModel {
  const { fix, excerpt: quoted } = problem;
  const excerpt = linePrefix === undefined && quoted !== undefined ? toExcerpt(quoted, problem) : null;
  return {
    severity: problem.severity,
    severityLabel: SEVERITY_LABELS[problem.severity],
    rule: problem.rule,
    ruleHref: ruleHref(problem.rule),
    sentence: problem.sentence,
    hint: problem.hint ?? null,
    // The suggestion below the line says it already.
    fix: fix === undefined || fix === "" || (excerpt?.suggestion ?? null) !== null ? null : fix,
    removes: fix === "",
    place: `${problem.file}:${problem.line}:${problem.column}`,
    lineHref: linePrefix === undefined ? null : `#${linePrefix}${problem.line}`,
    excerpt,
  };
}

/** The line with the fix in it, where both are whole and stand in one line. */
function toExcerpt(excerpt: Excerpt, { fix, line, endLine }: Problem): ProblemModel["excerpt"] {
  const { before, marked, after } = excerpt;
  const whole = `${before}${marked}${after}`;
  const isPlain = fix !== undefined && line === endLine && marked !== "" && !/[\n…•]/u.test(`${whole}${fix}`);
  return { ...excerpt, suggestion: isPlain ? `${before}${fix}${after}` : null };
}

/** `2 errors, 1 warning`; `null` when nothing was found. */
export function problemsText(problems: readonly Problem[]): string | null {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of problems) counts[severity] += 1;
  return countsText(counts);
}

/** The same of counts. */
export function countsText(counts: Readonly<Record<Severity, number>>): string | null {
  const parts = ORDER.filter((severity) => counts[severity] > 0).map((severity) =>
    countText(counts[severity], severity),
  );
  return parts.length === 0 ? null : parts.join(", ");
}
