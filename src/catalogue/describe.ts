import { firstSentence } from "../first-sentence.ts";
import type { ManifestModel } from "../manifest/model.ts";
import type { DocumentFacts } from "./document-facts.ts";
import type { Program, WordFrom } from "./entry.ts";
import type { Repository } from "./sources.ts";

/** What a list shows of a program, and where it comes from. */
export type Description = Pick<Program, "title" | "summary" | "titleFrom" | "summaryFrom" | "listed">;

/** What is known of a program besides its manifest. */
export interface Surroundings {
  readonly repository: Pick<Repository, "path" | "facts">;
  /** The manifest's, inside the repository; empty at its top. */
  readonly folder: string;
  readonly facts: DocumentFacts | undefined;
}

/**
 * Title and summary of an entry: the author's own when there are any, else what the files of the repository say, then
 * its forge. A name in the manifest, of the folder or of the repository stands in for a title; the executable's
 * description is the author's word and stands before the files'.
 */
export function describe(model: ManifestModel, { repository, folder, facts }: Surroundings): Description {
  const { discovery, executable } = model;
  const title = firstOf([
    ["author", discovery?.title],
    [facts?.title?.from.kind, facts?.title?.value],
    ["manifest", text(discovery?.name) ?? executable.name],
    ["repository", lastSegment(folder) ?? lastSegment(repository.path)],
  ]);
  const summary = firstOf([
    ["author", text(discovery?.summary) ?? firstSentence(discovery?.description)],
    ["manifest", firstSentence(executable.description)],
    [facts?.summary?.from.kind, facts?.summary?.value],
    ["forge", firstSentence(repository.facts?.description)],
  ]);
  return {
    title: title?.value ?? "Untitled",
    titleFrom: title?.from ?? "repository",
    summary: summary?.value,
    summaryFrom: summary?.from,
    listed: discovery?.listed ?? true,
  };
}

function firstOf(
  sayings: readonly (readonly [WordFrom | undefined, string | undefined])[],
): { readonly value: string; readonly from: WordFrom } | undefined {
  for (const [from, said] of sayings) {
    const value = text(said);
    if (from !== undefined && value !== undefined) return { value, from };
  }
  return undefined;
}

function text(value: string | undefined): string | undefined {
  const trimmed = value?.replace(/\s+/g, " ").trim();
  return trimmed === undefined || trimmed === "" ? undefined : trimmed;
}

function lastSegment(path: string): string | undefined {
  return text(path.slice(path.lastIndexOf("/") + 1));
}
