import type { ManifestModel } from "../manifest/model.ts";
import type { Program } from "./entry.ts";

/** What a list shows of a program, and where it comes from. */
export type Description = Pick<Program, "title" | "summary" | "titleFrom" | "summaryFrom" | "listed">;

export const MAX_SUMMARY = 160;

/**
 * Title and summary of an entry: the author's own when there are any, else what the manifest says of its
 * executable, else the name of the folder or of the repository.
 */
export function describe(model: ManifestModel, place: { repository: string; folder: string }): Description {
  const { discovery, executable } = model;
  const byAuthor = text(discovery?.title);
  const byManifest = text(discovery?.name) ?? text(executable.name);
  const own = text(discovery?.summary) ?? firstSentence(discovery?.description);
  const told = firstSentence(executable.description);
  return {
    title: byAuthor ?? byManifest ?? lastSegment(place.folder) ?? lastSegment(place.repository) ?? "Untitled",
    titleFrom: byAuthor !== undefined ? "author" : byManifest !== undefined ? "manifest" : "repository",
    summary: own ?? told,
    summaryFrom: own !== undefined ? "author" : told !== undefined ? "manifest" : undefined,
    listed: discovery?.listed ?? true,
  };
}

function text(value: string | undefined): string | undefined {
  const trimmed = value?.replace(/\s+/g, " ").trim();
  return trimmed === undefined || trimmed === "" ? undefined : trimmed;
}

/** The first sentence of a longer text, cut at a word when it is too long for a list. */
function firstSentence(value: string | undefined): string | undefined {
  const whole = text(value?.replace(/^#+\s.*$/gm, ""));
  if (whole === undefined) return undefined;
  const sentence = /^.*?[.!?](?=\s|$)/u.exec(whole)?.[0] ?? whole;
  if (sentence.length <= MAX_SUMMARY) return sentence;
  const cut = sentence.slice(0, MAX_SUMMARY - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), MAX_SUMMARY / 2)).trimEnd()}…`;
}

function lastSegment(path: string): string | undefined {
  return text(path.slice(path.lastIndexOf("/") + 1));
}
