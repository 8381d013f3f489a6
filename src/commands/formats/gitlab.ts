import { createHash } from "node:crypto";
import type { Problem } from "../../manifest/problems.ts";
import { messageOf, portablePath, problemsOf, type Report } from "./report.ts";

const SEVERITIES = { error: "major", warning: "minor", hint: "info" } as const;

/** A code quality report of GitLab. */
export function* toGitlab(report: Report): Generator<string> {
  const seen = new Map<string, number>();
  const issues = problemsOf(report).map((problem) => {
    const fingerprint = fingerprintOf(problem);
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return toIssue(problem, before === 0 ? fingerprint : hash(`${fingerprint} ${before}`));
  });
  yield JSON.stringify(issues, null, 2);
}

function toIssue(problem: Problem, fingerprint: string): object {
  const { rule, severity, file, line, column, endLine, endColumn } = problem;
  return {
    type: "issue",
    check_name: rule,
    description: messageOf(problem),
    categories: ["Bug Risk"],
    severity: SEVERITIES[severity],
    fingerprint,
    location: {
      path: portablePath(file).replace(/^\.\//u, ""),
      lines: { begin: line, end: endLine },
      positions: { begin: { line, column }, end: { line: endLine, column: endColumn } },
    },
  };
}

/** Stays when lines above come and go, so that GitLab sees the same finding again. */
function fingerprintOf({ rule, file, document, pointer, sentence }: Problem): string {
  return hash(JSON.stringify([rule, portablePath(file), document ?? null, pointer, sentence]));
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}
