import type { NextLook } from "../../catalogue/next-look.ts";
import { relativeText, utcText } from "../format.ts";

/** What happens next, and when, in a sentence; `null` when nothing is planned. */
export function nextSentence(next: NextLook | undefined, now: Date): string | null {
  if (next === undefined) return null;
  const at = new Date(next.at);
  if (at.getTime() <= now.getTime()) {
    return next.kind === "crawl"
      ? "Its source is being crawled, or is the next."
      : "It is the next to be looked at.";
  }
  const when = `${relativeText(at, now)} (${utcText(at)})`;
  switch (next.kind) {
    case "look":
      return `It is looked at ${when}.`;
    case "crawl":
      return `It is looked at when its source is crawled, ${when}.`;
    case "deferred":
      return `It is looked at again ${relativeText(at, now)}, not before ${utcText(at)}.`;
  }
}
