import type { Finding } from "../finding.ts";
import type { Subject } from "./rule.ts";
import { RULES } from "./rules.ts";

/** Findings of one rule that are listed for a document. */
const MAX_FINDINGS = 100;

const CHECKED = RULES.filter((rule) => rule.check !== undefined);

/** Runs every rule that looks at what a document means. Pointers are those of dialect D. */
export function runRules(subject: Subject): Finding[] {
  const findings: Finding[] = [];
  for (const { id, severity, check } of CHECKED) {
    let count = 0;
    for (const found of check?.(subject) ?? []) {
      if (++count > MAX_FINDINGS) {
        findings.push({
          rule: id,
          severity,
          pointer: "",
          at: "key",
          sentence: "There are more findings of this rule, which are not listed.",
        });
        break;
      }
      findings.push({ rule: id, severity, ...found });
    }
  }
  return findings;
}
