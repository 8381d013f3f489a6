import type { Problem } from "../../manifest/problems.ts";
import { messageOf, portablePath, problemsOf, summaryOf, type Report } from "./report.ts";

const COMMANDS = { error: "error", warning: "warning", hint: "notice" } as const;

/** Annotations of GitHub Actions, which shows each beside its line. */
export function* toGithub(report: Report): Generator<string> {
  for (const problem of problemsOf(report)) yield annotation(problem);
  yield summaryOf(report);
}

function annotation(problem: Problem): string {
  const { file, line, column, endLine, endColumn, rule, severity } = problem;
  const properties = [
    ["file", portablePath(file)],
    ["line", line],
    ["endLine", endLine],
    // Columns are understood within one line only.
    ...(line === endLine
      ? ([
          ["col", column],
          ["endColumn", endColumn],
        ] as const)
      : []),
    ["title", rule],
  ].map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${properties.join(",")}::${escapeData(messageOf(problem))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
