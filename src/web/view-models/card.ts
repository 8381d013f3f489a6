import type { Highlight } from "../../search/search-engine.ts";
import type { SearchedCard } from "../../search/search-service.ts";
import { countText, kindLabel, toTime } from "../format.ts";
import { entryHref } from "../links.ts";
import { claimWord } from "./layers.ts";

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
    summaryFrom: fromName(card.summaryFrom),
    passage: description === undefined ? null : pieces(description, description.text),
    terms: card.terms.map(({ label, facet }) => ({ label, facet })),
    kind: kindLabel(card.kind),
    license: card.license ?? null,
    version: card.version ?? null,
    pinned: card.pinned === true,
    unpinned: card.pinned === false,
    warnings: card.warnings === 0 ? null : countText(card.warnings, "warning"),
    updated: toTime(card.updatedAt, now),
    also: card.also.map(({ path, title, layer }) => ({
      href: entryHref(path),
      label: `${layer}’s document`,
      title,
    })),
    claims: toClaims(card),
  };
}

/** The author's word, wherever it stands in the manifest, has no mark. */
function fromName(from: SearchedCard["summaryFrom"]): string | null {
  return from === undefined || from.kind === "author" || from.kind === "manifest" ? null : from.name;
}

/** A claim that nobody has recognised stands at the one who makes it. */
function toClaims({ claims, layer }: SearchedCard): object | null {
  if (claims === undefined) return null;
  return {
    href: entryHref(claims.path),
    title: claims.title,
    does: claimWord(layer),
    state: claims.refused ? "not recognised" : "unverified",
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
