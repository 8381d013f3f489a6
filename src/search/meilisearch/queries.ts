import type { MultiSearchQuery } from "meilisearch";
import type { SearchQuery } from "../search-engine.ts";
import { aboutName } from "./about.ts";
import { LOOSE_ATTRIBUTES, STRICT_ATTRIBUTES } from "./index-settings.ts";
import { toLooseText, toStrictText } from "./indexed-text.ts";
import { numberAttribute, toCondition, valuesAttribute } from "./names.ts";
import type { TextQuery } from "../text-query.ts";

/** A query with what an adapter knows about it. */
export interface AskedQuery {
  readonly indexName: string;
  readonly query: SearchQuery;
  readonly text: TextQuery | undefined;
  /** Facets of the index whose values are counted; others are not asked for. */
  readonly valueFacets: ReadonlySet<string>;
  /** Words as they are spelt, or near spellings. */
  readonly spelling: "strict" | "loose";
}

/** Which facets one search of a page counts. */
export interface PlannedSearch {
  readonly search: MultiSearchQuery;
  readonly counts: readonly string[];
}

const SHOWN = ["id", "card", "shownTitle", "shownSummary", "shownDescription"];

/**
 * What is asked for a page in one round trip: its hits with the counts of all facets without a filter, then, for each
 * facet with one, its counts without it.
 */
export function planSearches(asked: AskedQuery): readonly PlannedSearch[] {
  const { query, valueFacets } = asked;
  const isActive = (facet: string): boolean => (query.filters.get(facet) ?? []).length > 0;
  const known = query.facets.filter((facet) => valueFacets.has(facet));
  const idle = known.filter((facet) => !isActive(facet));
  const hits = { ...toSearch(asked, undefined), ...toPage(query), ...toOrder(asked), facets: toFacets(idle) };
  return [
    { search: hits, counts: idle },
    ...known.filter(isActive).map((facet) => ({
      search: { ...toSearch(asked, facet), ...NO_HITS, facets: toFacets([facet]) },
      counts: [facet],
    })),
  ];
}

/** How many documents hold the words as they are spelt, whatever is filtered. */
export function planTextAlone(asked: AskedQuery): MultiSearchQuery {
  const query: SearchQuery = { ...asked.query, filters: new Map(), ranges: new Map() };
  return { ...toSearch({ ...asked, query, spelling: "strict" }, undefined), ...NO_HITS };
}

/** Asks which generation answers. */
export function planGeneration(indexName: string): MultiSearchQuery {
  return { indexUid: aboutName(indexName), q: "", limit: 1, attributesToRetrieve: ["generation"] };
}

const NO_HITS = { hitsPerPage: 0, page: 1 };

function toSearch(
  { indexName, query, text, spelling }: AskedQuery,
  but: string | undefined,
): MultiSearchQuery {
  const filter = toFilter(query, but);
  const isStrict = spelling === "strict";
  return {
    indexUid: indexName,
    q: text === undefined ? "" : isStrict ? toStrictText(text) : toLooseText(text),
    matchingStrategy: "all",
    attributesToSearchOn: [...(isStrict ? STRICT_ATTRIBUTES : LOOSE_ATTRIBUTES)],
    ...(filter.length === 0 ? {} : { filter: [...filter] }),
  };
}

/** AND of what stands in the list; each of it OR. */
function toFilter(query: SearchQuery, but: string | undefined): readonly (string | string[])[] {
  const filter: (string | string[])[] = [];
  for (const [facet, values] of query.filters) {
    if (facet === but || values.length === 0) continue;
    const attribute = valuesAttribute(facet);
    filter.push(values.map((value) => toCondition(attribute, value)));
  }
  for (const [facet, { min, max }] of query.ranges) {
    if (min !== undefined) filter.push(`${numberAttribute(facet)} >= ${min}`);
    if (max !== undefined) filter.push(`${numberAttribute(facet)} <= ${max}`);
  }
  return filter;
}

/** By pages where that is possible: Meilisearch promises exact totals there only. */
function toPage({ offset, limit }: SearchQuery): Partial<MultiSearchQuery> {
  if (limit <= 0) return NO_HITS;
  return offset % limit === 0 ? { page: offset / limit + 1, hitsPerPage: limit } : { offset, limit };
}

function toOrder({ query, text, spelling }: AskedQuery): Partial<MultiSearchQuery> {
  const order: Partial<MultiSearchQuery> = { attributesToRetrieve: SHOWN };
  if (spelling === "loose") order.showMatchesPosition = true;
  if (query.sort === "newest") order.sort = ["updated:desc", "key:asc"];
  else if (text === undefined) order.sort = ["key:asc"];
  return order;
}

function toFacets(facets: readonly string[]): string[] {
  return facets.map(valuesAttribute);
}
