import type { Problem, Severity } from "../../manifest/problems.ts";
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
  readonly fix: string | null;
  readonly place: string;
  readonly lineHref: string | null;
}

export function toProblem(problem: Problem, linePrefix: string | undefined): ProblemModel {
  return {
    severity: problem.severity,
    severityLabel: SEVERITY_LABELS[problem.severity],
    rule: problem.rule,
    ruleHref: ruleHref(problem.rule),
    sentence: problem.sentence,
    hint: problem.hint ?? null,
    fix: problem.fix ?? null,
    place: `${problem.file}:${problem.line}:${problem.column}`,
    lineHref: linePrefix === undefined ? null : `#${linePrefix}${problem.line}`,
  };
}

/** `2 errors, 1 warning`; `null` when nothing was found. */
export function problemsText(problems: readonly Problem[]): string | null {
  const parts = ORDER.map((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0 ? undefined : countText(count, severity);
  });
  const text = parts.filter((part) => part !== undefined).join(", ");
  return text === "" ? null : text;
}
