import { ExecatError } from "../errors.ts";
import { madeFrom, type LiveVocabularies } from "../vocabulary/live-vocabularies.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { createFacetLabeller, type FacetLabeller } from "./concept-values.ts";
import { listFacets, type FacetDefinition } from "./facets.ts";
import type { SearchEngine, SearchHit, SearchQuery } from "./search-engine.ts";
import { formatSearch, parseSearch, unknownFacet, type ValueReader } from "./search-parameters.ts";
import type {
  Card,
  FacetValue,
  SearchAnswer,
  SearchedCard,
  SearchRequest,
  SearchService,
} from "./search-service.ts";
import { createUnderstanding, type Understanding } from "./understanding.ts";

type ValueFacet = Exclude<FacetDefinition, { kind: "number" }>;

export interface SearchServiceOptions {
  readonly engine: SearchEngine;
  readonly vocabularies: Vocabularies;
}

/** Searches with any engine and puts the vocabularies' labels on what comes back. */
export function createSearchService({ engine, vocabularies }: SearchServiceOptions): SearchService {
  const facets = listFacets(vocabularies);
  const parts: Parts = {
    engine,
    facets,
    valueFacets: facets.filter((facet) => facet.kind !== "number"),
    labeller: createFacetLabeller(vocabularies),
    understanding: createUnderstanding(vocabularies),
  };
  const readValue = createValueReader(vocabularies);
  return {
    parse: (parameters) => parseSearch(parameters, facets, readValue),
    format: (request) => formatSearch(request, facets),
    search: (request) => search(parts, request),
    searchValues: (request, facet, text) => searchValues(parts, request, facet, text),
    async countConcepts(facet) {
      const { counts } = await engine.search({ ...EVERYTHING, facets: [facet] });
      return counts.get(facet) ?? new Map();
    },
  };
}

export interface LiveSearchServiceOptions {
  readonly engine: SearchEngine;
  readonly live: Pick<LiveVocabularies, "current">;
}

/** The same with the vocabularies of now. A search that is under way ends with those that it began with. */
export function createLiveSearchService({ engine, live }: LiveSearchServiceOptions): SearchService {
  const now = madeFrom(live, (vocabularies) => createSearchService({ engine, vocabularies }));
  return {
    parse: (parameters) => now().parse(parameters),
    format: (request) => now().format(request),
    search: async (request) => now().search(request),
    searchValues: async (...asked) => now().searchValues(...asked),
    countConcepts: async (facet) => now().countConcepts(facet),
  };
}

interface Parts {
  readonly engine: SearchEngine;
  readonly facets: readonly FacetDefinition[];
  readonly valueFacets: readonly ValueFacet[];
  readonly labeller: FacetLabeller;
  readonly understanding: Understanding;
}

const EVERYTHING: SearchQuery = {
  text: "",
  filters: new Map(),
  ranges: new Map(),
  sort: "relevance",
  offset: 0,
  limit: 0,
  facets: [],
};

async function search(parts: Parts, request: SearchRequest): Promise<SearchAnswer> {
  const { engine, facets, valueFacets, labeller } = parts;
  const { understood, meanings } = parts.understanding.read(request.text);
  const result = await engine.search({
    ...toQuery(request, meanings),
    offset: (request.page - 1) * request.pageSize,
    limit: request.pageSize,
    facets: valueFacets.map((facet) => facet.key),
  });
  const pages = Math.ceil(result.total / request.pageSize);
  if (request.page > Math.max(pages, 1)) throw beyondTheEnd(request.page, pages);
  return {
    request,
    total: result.total,
    pages,
    hits: result.hits.map(toSearchedCard),
    facets: valueFacets.map((facet) =>
      labeller.toCounts(
        facet,
        result.counts.get(facet.key) ?? new Map(),
        request.filters.get(facet.key) ?? [],
      ),
    ),
    numbers: facets
      .filter((facet) => facet.kind === "number")
      .map(({ key, label, unit }) => ({ key, label, unit, range: request.ranges.get(key) ?? {} })),
    understood,
  };
}

/** Concepts are found by all their labels, other values by what they are called; nothing is cut off. */
async function searchValues(
  parts: Parts,
  request: SearchRequest,
  key: string,
  text: string,
): Promise<readonly FacetValue[]> {
  const facet = parts.valueFacets.find((candidate) => candidate.key === key);
  if (facet === undefined) throw unknownFacet(key, parts.facets);
  const query = toQuery(request, parts.understanding.read(request.text).meanings);
  const selected = request.filters.get(key) ?? [];
  const wanted = text.trim();
  if (facet.kind === "concept") {
    const among = parts.labeller.conceptsWith(facet.scheme, wanted);
    const counts = await parts.engine.countValues(query, key, among);
    const chosen = selected.filter((value) => among.includes(value));
    return byCount(parts.labeller.toCounts(facet, counts, chosen).values);
  }
  const { counts } = await parts.engine.search({ ...query, facets: [key] });
  const { values } = parts.labeller.toCounts(facet, counts.get(key) ?? new Map(), selected);
  return values.filter(({ label, value }) =>
    [label, value].some((name) => name.toLowerCase().includes(wanted.toLowerCase())),
  );
}

function byCount(values: readonly FacetValue[]): readonly FacetValue[] {
  return [...values].sort((one, other) => other.count - one.count || (one.label < other.label ? -1 : 1));
}

function toQuery(
  { text, filters, ranges, sort }: SearchRequest,
  meanings: SearchQuery["meanings"],
): SearchQuery {
  return { ...EVERYTHING, text, meanings, filters, ranges, sort };
}

function toSearchedCard({ card, highlights }: SearchHit): SearchedCard {
  // `toSearchDocument` wrote it.
  return { ...(JSON.parse(card) as Card), highlights };
}

function beyondTheEnd(page: number, pages: number): ExecatError {
  const last = pages === 0 ? "Nothing was found." : `The last page is ${pages}.`;
  return new ExecatError("INVALID_QUERY", `There is no page ${page}. ${last}`, {
    hint: "Go back to the first page.",
    details: { parameter: "page", pages },
  });
}

/** A retired concept's id stands for its successor, so that old addresses go on to work. */
function createValueReader(vocabularies: Vocabularies): ValueReader {
  return (facet, value) => {
    if (facet.kind !== "concept") return value;
    if (vocabularies.findConcept(facet.scheme, value)?.deprecated !== true) return value;
    const resolution = vocabularies.resolve(facet.key, value);
    return resolution.state === "resolved" ? resolution.concept.id : value;
  };
}
