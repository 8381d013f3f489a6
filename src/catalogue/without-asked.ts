import type { Problem } from "../manifest/problems.ts";
import type { CheckedFile } from "./checker.ts";
import type { DocumentFacts } from "./document-facts.ts";

/** Hints that something is missing, with the field that a file may say in its place. */
const MISSING: ReadonlyMap<string, keyof DocumentFacts> = new Map([
  ["discovery/title-missing", "title"],
  ["discovery/summary-missing", "summary"],
]);

/** The findings without those that ask an author to write what a file of the repository says already. */
export function withoutAsked(
  { documents, problems }: CheckedFile,
  facts: { readonly [Key in keyof DocumentFacts]?: unknown } | undefined,
): CheckedFile {
  const isOpen = ({ rule }: Problem): boolean => {
    const field = MISSING.get(rule);
    return field === undefined || facts?.[field] === undefined;
  };
  return {
    documents: documents.map((document) => ({
      ...document,
      problems: document.problems.filter(isOpen),
    })),
    problems: problems.filter(isOpen),
  };
}
