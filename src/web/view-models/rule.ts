import type { Severity } from "../../manifest/problems.ts";
import type { Rule } from "../../manifest/rules/rule.ts";
import { ruleHref } from "../links.ts";

const MEANINGS: Readonly<Record<Severity, string>> = {
  error: "The document is not published; the last good version stays.",
  warning: "Published, with a mark.",
  hint: "Published; it could be better.",
};
const LABELS: Readonly<Record<Severity, string>> = { error: "Error", warning: "Warning", hint: "Hint" };

export function toRule(rule: Rule): object {
  return {
    id: rule.id,
    href: ruleHref(rule.id),
    severity: rule.severity,
    severityLabel: LABELS[rule.severity],
    meaning: MEANINGS[rule.severity],
    explanation: rule.explanation,
    bad: rule.bad ?? null,
    good: rule.good ?? null,
  };
}

export function toRuleJson(rule: Rule): object {
  const { id, severity, explanation, bad, good } = rule;
  return { id, severity, explanation, bad: bad ?? null, good: good ?? null };
}
