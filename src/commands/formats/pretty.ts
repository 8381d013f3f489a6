import { brokersThatRefuse } from "../../manifest/rules/brokers/brokers.ts";
import type { Problem, Severity } from "../../manifest/problems.ts";
import { listTaken } from "../words.ts";
import type { CheckedManifest, FormatOptions, Report } from "./report.ts";
import { summaryOf } from "./report.ts";

type Paint = (text: string, style: keyof typeof STYLES) => string;

const STYLES = {
  error: "31;1",
  warning: "33;1",
  hint: "36;1",
  quiet: "2",
  strong: "1",
  fix: "32",
} as const;

/** For people at a terminal: each finding with its line, the place marked, the hint and the fix. */
export function* toPretty(report: Report, { colour }: FormatOptions): Generator<string> {
  if (report.manifests.length === 0) return;
  const paint: Paint = (text, style) =>
    colour && text !== "" ? `\u001B[${STYLES[style]}m${text}\u001B[0m` : text;
  for (const manifest of report.manifests) {
    for (const problem of manifest.problems) yield* printProblem(problem, manifest, paint);
    yield* printTaken(manifest, paint);
    yield* printRefusals(manifest, paint);
  }
  yield summaryOf(report);
}

function* printProblem(problem: Problem, manifest: CheckedManifest, paint: Paint): Generator<string> {
  const { file, line, column, severity, sentence, rule, hint, fix } = problem;
  const place = paint(`${file}:${line}:${column}`, "strong");
  yield `${place} ${paint(severity, severity)} ${sentence} ${paint(`[${rule}]`, "quiet")}`;
  yield* printExcerpt(problem, manifest, paint, severity);
  if (hint !== undefined) yield `  ${hint}`;
  if (fix !== undefined) yield `  ${paint("--fix:", "fix")} ${fixWords(fix)}`;
}

function* printExcerpt(
  problem: Problem,
  { excerpts }: CheckedManifest,
  paint: Paint,
  severity: Severity,
): Generator<string> {
  const excerpt = excerpts.get(problem.file)?.of(problem);
  if (excerpt === undefined) return;
  const number = String(excerpt.line).padStart(5);
  const marks = "^".repeat(Math.max(1, widthOf(excerpt.marked)));
  yield `${paint(`${number} |`, "quiet")} ${excerpt.before}${paint(excerpt.marked, severity)}${excerpt.after}`;
  yield `${paint("      |", "quiet")} ${" ".repeat(widthOf(excerpt.before))}${paint(marks, severity)}`;
}

function fixWords(fix: string): string {
  if (fix === "") return "removes it";
  const [first = "", ...rest] = fix.split("\n");
  return `writes ${first}${rest.length > 0 ? " …" : ""}`;
}

/** What a catalogue takes from the files beside, so that nobody writes it twice. */
function* printTaken({ file, facts, documents }: CheckedManifest, paint: Paint): Generator<string> {
  const said = documents.length === 1 ? documents[0]?.discovery : undefined;
  const taken = listTaken((word) => {
    const own = said?.[word];
    return own !== undefined && own.length > 0 ? undefined : facts?.[word]?.from.file;
  });
  if (taken === "") return;
  yield `${paint(file, "strong")} ${paint("note", "quiet")} A catalogue takes from the files beside: ${taken}`;
}

/** Brokers' own demands, which are no findings about the document. */
function* printRefusals({ file, documents }: CheckedManifest, paint: Paint): Generator<string> {
  for (const { number, model } of documents) {
    if (model === undefined) continue;
    const which = documents.length > 1 ? `${file}, document ${number + 1}` : file;
    for (const { broker, reasons } of brokersThatRefuse(model)) {
      yield `${paint(which, "strong")} ${paint("note", "quiet")} Brokers that would refuse this today: ${broker}`;
      for (const reason of reasons) yield `  - ${reason}`;
    }
  }
}

/** Columns on a terminal, near enough: wide and combining signs are rare in manifests. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
