import type { SearchHit, SearchQuery, SearchResult } from "../search-engine.ts";
import { andInto, countBits, type Bits } from "./bitset.ts";
import { createHighlighter, type Highlighter } from "../highlight.ts";
import { toCountedRows, type CountedRows } from "./columns.ts";
import type { IndexFile } from "./index-file.ts";
import { firstRows, rankRows } from "./ranking.ts";
import { matchText, type TextMatch } from "./text-match.ts";
import type { TextQuery } from "../text-query.ts";

/** What a query matches: by its text and ranges, and by each of its filters. */
interface Match {
  readonly text: TextMatch | undefined;
  readonly base: Bits;
  readonly filters: ReadonlyMap<string, Bits>;
}

/** Answers a query on one generation. */
export function searchFile(file: IndexFile, text: TextQuery | undefined, query: SearchQuery): SearchResult {
  const match = findMatch(file, text, query);
  const all = matchBut(match, undefined);
  const counted = toCountedRows(all);
  const countedBut = (facet: string): CountedRows =>
    match.filters.has(facet) ? toCountedRows(matchBut(match, facet)) : counted;
  const counts = new Map(query.facets.map((facet) => [facet, file.columns.count(facet, countedBut(facet))]));
  return { total: countBits(all), hits: hitsOf(file, text, query, { match, all }), counts };
}

/** Counts some values of one facet, whose own filter is ignored. */
export function countFacet(
  file: IndexFile,
  text: TextQuery | undefined,
  request: { readonly query: SearchQuery; readonly facet: string; readonly among: readonly string[] },
): ReadonlyMap<string, number> {
  const match = findMatch(file, text, request.query);
  return file.columns.count(request.facet, toCountedRows(matchBut(match, request.facet)), request.among);
}

function findMatch(file: IndexFile, text: TextQuery | undefined, query: SearchQuery): Match {
  const { columns } = file;
  const textMatch = text === undefined ? undefined : matchText(file.text, text);
  const base = textMatch?.levels.at(-1)?.slice() ?? columns.allRows();
  columns.applyRanges(base, query.ranges);
  const filters = new Map<string, Bits>();
  for (const [facet, values] of query.filters) {
    if (values.length > 0) filters.set(facet, columns.withValues(facet, values));
  }
  return { text: textMatch, base, filters };
}

function matchBut(match: Match, facet: string | undefined): Bits {
  const bits = match.base.slice();
  for (const [key, rows] of match.filters) if (key !== facet) andInto(bits, rows);
  return bits;
}

function hitsOf(
  file: IndexFile,
  text: TextQuery | undefined,
  query: SearchQuery,
  found: { readonly match: Match; readonly all: Bits },
): readonly SearchHit[] {
  const { columns } = file;
  const need = query.offset + query.limit;
  if (query.limit <= 0) return [];
  let rows: readonly number[];
  if (query.sort === "newest") rows = firstRows(columns, found.all, need, (row) => -columns.updatedOf(row));
  else if (found.match.text === undefined)
    rows = columns.firstById(found.all, need) ?? firstRows(columns, found.all, need, () => 0);
  else rows = rankRows(columns, found.match.text, found.all, need);
  const highlighter = text === undefined ? undefined : createHighlighter(text);
  return rows.slice(query.offset).flatMap((row) => toHit(file, row, highlighter));
}

function toHit(file: IndexFile, row: number, highlighter: Highlighter | undefined): readonly SearchHit[] {
  const hit = file.hit(row);
  if (hit === undefined) return [];
  const highlights =
    highlighter === undefined
      ? []
      : (["title", "summary", "description"] as const).map((field) => highlighter(field, hit[field]));
  return [
    {
      id: hit.id,
      card: hit.card,
      highlights: highlights.filter((highlight) => highlight !== undefined),
    },
  ];
}
