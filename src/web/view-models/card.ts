import type { Highlight } from "../../search/search-engine.ts";
import type { SearchedCard } from "../../search/search-service.ts";
import { countText, kindLabel, toTime } from "../format.ts";
import { entryHref } from "../links.ts";

interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** One hit of a search. */
export function toCard(card: SearchedCard, now: Date): object {
  const field = (name: Highlight["field"]): Highlight | undefined =>
    card.highlights.find((highlight) => highlight.field === name);
  const description = field("description");
  return {
    href: entryHref(card.path),
    path: card.path,
    title: pieces(field("title"), card.title),
    summary: card.summary === undefined ? null : pieces(field("summary"), card.summary),
    summaryFromRepository: card.summaryFrom === "repository",
    passage: description === undefined ? null : pieces(description, description.text),
    terms: card.terms.map(({ label, facet }) => ({ label, facet })),
    kind: kindLabel(card.kind),
    license: card.license ?? null,
    version: card.version ?? null,
    pinned: card.pinned === true,
    unpinned: card.pinned === false,
    warnings: card.warnings === 0 ? null : countText(card.warnings, "warning"),
    updated: toTime(card.updatedAt, now),
  };
}

/** Cuts a text where it matches. Ranges that do not fit the text are left unmarked. */
export function pieces(highlight: Highlight | undefined, whole: string): readonly Piece[] {
  if (highlight === undefined) return [{ text: whole, hit: false }];
  const { text } = highlight;
  const result: Piece[] = [];
  let at = 0;
  for (const { start, end } of highlight.ranges.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > text.length) continue;
    if (start > at) result.push({ text: text.slice(at, start), hit: false });
    result.push({ text: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length || result.length === 0) result.push({ text: text.slice(at), hit: false });
  return result;
}
