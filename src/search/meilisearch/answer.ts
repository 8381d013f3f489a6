import type { Hit, MatchesPosition, MultiSearchResult } from "meilisearch";
import { createHighlighter } from "../highlight.ts";
import type { Highlight, SearchHit, SearchResult } from "../search-engine.ts";
import type { TextQuery } from "../text-query.ts";
import { decodeName, valuesAttribute } from "./names.ts";
import type { PlannedSearch } from "./queries.ts";
import type { StoredRow } from "./rows.ts";

type FoundRow = Hit<StoredRow & Record<string, unknown>>;
export type Found = MultiSearchResult<StoredRow & Record<string, unknown>>;

/** Puts the answers to `planSearches` together. */
export function toResult(
  planned: readonly PlannedSearch[],
  found: readonly Found[],
  text: TextQuery | undefined,
): SearchResult {
  const counts = new Map<string, ReadonlyMap<string, number>>();
  for (const [index, { counts: facets }] of planned.entries()) {
    for (const facet of facets) counts.set(facet, toCounts(found[index], facet));
  }
  const [page] = found;
  return { total: totalOf(page), hits: (page?.hits ?? []).map((row) => toHit(row, text)), counts };
}

export function totalOf(found: Found | undefined): number {
  return found?.totalHits ?? found?.estimatedTotalHits ?? 0;
}

function toCounts(found: Found | undefined, facet: string): ReadonlyMap<string, number> {
  const counted = Object.entries(found?.facetDistribution?.[valuesAttribute(facet)] ?? {});
  return new Map(counted.map(([name, count]) => [decodeName(name), count]));
}

function toHit(row: FoundRow, text: TextQuery | undefined): SearchHit {
  if (text === undefined) return { id: row.id, card: row.card, highlights: [] };
  const highlighter = createHighlighter(text);
  const title = highlighter("title", row.shownTitle) ?? near("title", row.shownTitle, row, "shownTitle");
  const summary =
    highlighter("summary", row.shownSummary) ?? near("summary", row.shownSummary, row, "shownSummary");
  const highlights = [title, summary, highlighter("description", row.shownDescription)];
  return {
    id: row.id,
    card: row.card,
    highlights: highlights.filter((highlight) => highlight !== undefined),
  };
}

/** Where Meilisearch found near spellings, which only it knows. */
function near(
  field: Highlight["field"],
  text: string,
  { _matchesPosition }: FoundRow,
  attribute: keyof StoredRow,
): Highlight | undefined {
  const matches = _matchesPosition?.[attribute] ?? [];
  return matches.length === 0 ? undefined : { field, text, ranges: toRanges(text, matches) };
}

type Match = NonNullable<MatchesPosition<StoredRow>[keyof StoredRow]>[number];

/** Meilisearch counts bytes of UTF-8; readers' programs count UTF-16 units. */
export function toRanges(
  text: string,
  matches: readonly Pick<Match, "start" | "length">[],
): Highlight["ranges"] {
  const bytes = Buffer.from(text);
  const unitsBefore = (byte: number): number => bytes.toString("utf8", 0, byte).length;
  return matches
    .map(({ start, length }) => ({ start: unitsBefore(start), end: unitsBefore(start + length) }))
    .sort((one, other) => one.start - other.start);
}
