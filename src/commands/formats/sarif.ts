import type { Problem } from "../../manifest/problems.ts";
import { findRule } from "../../manifest/rules/rules.ts";
import { messageOf, portablePath, problemsOf, type Report } from "./report.ts";

const LEVELS = { error: "error", warning: "warning", hint: "note" } as const;
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** SARIF 2.1.0, which editors and forges show beside the text. */
export function* toSarif(report: Report): Generator<string> {
  const problems = problemsOf(report);
  const ids = [...new Set(problems.map(({ rule }) => rule))];
  const run = {
    tool: { driver: { name: "execat", rules: ids.map(toRule) } },
    columnKind: "utf16CodeUnits",
    results: problems.map((problem) => toResult(problem, ids.indexOf(problem.rule))),
  };
  yield JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2);
}

function toRule(id: string): object {
  const rule = findRule(id);
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: rule.explanation },
    help: { text: helpOf(rule.explanation, rule.bad, rule.good) },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

function helpOf(explanation: string, bad: string | undefined, good: string | undefined): string {
  const parts = [explanation];
  if (bad !== undefined) parts.push(`Instead of\n\n${bad.trimEnd()}`);
  if (good !== undefined) parts.push(`write\n\n${good.trimEnd()}`);
  return parts.join("\n\n");
}

function toResult(problem: Problem, ruleIndex: number): object {
  const { rule, severity, pointer, fix } = problem;
  const artifactLocation = { uri: uriOf(problem.file) };
  const region = regionOf(problem);
  const location = {
    physicalLocation: { artifactLocation, region },
    ...(pointer === "" ? {} : { logicalLocations: [{ fullyQualifiedName: pointer }] }),
  };
  const replacement = { deletedRegion: region, insertedContent: { text: fix ?? "" } };
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: messageOf(problem) },
    locations: [location],
    ...(fix === undefined
      ? {}
      : { fixes: [{ artifactChanges: [{ artifactLocation, replacements: [replacement] }] }] }),
  };
}

function regionOf({ line, column, endLine, endColumn }: Problem): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A path as the relative reference of a URI. */
function uriOf(file: string): string {
  const path = portablePath(file);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${encoded}` : encoded;
}
