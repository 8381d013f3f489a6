import type { CheckedFile } from "../../catalogue/checker.ts";
import { toLines } from "./lines.ts";
import { problemsText, toProblem } from "./problem.ts";

/** The form, and below it what was found in the text that was sent. */
export function toCheck(checked: CheckedFile | undefined, text: string): object {
  return { text, result: checked === undefined ? null : toResult(checked, text) };
}

function toResult(checked: CheckedFile, text: string): object {
  const publishable = checked.documents.filter((document) => document.publishable).length;
  return {
    verdict: verdict(checked, publishable),
    good: checked.problems.length === 0,
    blocked: publishable === 0,
    summary: problemsText(checked.problems),
    problems: checked.problems.map((problem) => toProblem(problem, "L")),
    lines: toLines(text, checked.problems, "L"),
  };
}

function verdict(checked: CheckedFile, publishable: number): string {
  const all = checked.documents.length;
  if (publishable === 0) return "This would not be published.";
  if (publishable < all) return `${publishable} of ${all} documents would be published.`;
  return checked.problems.length === 0
    ? "This would be published, and nothing was found wrong."
    : "This would be published, with remarks.";
}

export function toCheckJson(checked: CheckedFile | undefined): Readonly<Record<string, unknown>> {
  if (checked === undefined) return { usage: 'POST a manifest as application/yaml, or {"text": "…"}.' };
  return {
    publishable: checked.documents.some((document) => document.publishable),
    problems: checked.problems,
    documents: checked.documents.map(({ number, dialect, model, publishable, terms }) => ({
      number,
      dialect: dialect ?? null,
      name: model?.discovery?.name ?? null,
      title: model?.discovery?.title ?? null,
      publishable,
      terms,
    })),
  };
}
