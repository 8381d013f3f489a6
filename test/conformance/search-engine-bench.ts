import { afterEach, beforeEach } from "vitest";
import type {
  IndexSettings,
  SearchDocument,
  SearchEngine,
  SearchQuery,
  SearchResult,
} from "../../src/search/search-engine.ts";

export type Parts = Partial<Omit<SearchDocument, "values" | "numbers">> & {
  readonly id: string;
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly numbers?: Readonly<Record<string, number>>;
};

/** A document of which only what matters is said. */
export function toDocument({ values, numbers, ...parts }: Parts): SearchDocument {
  return {
    title: "Untitled",
    summary: "",
    terms: [],
    keywords: [],
    names: [],
    description: "",
    updatedAt: "2026-01-01T00:00:00.000Z",
    card: JSON.stringify({ id: parts.id }),
    ...parts,
    values: new Map(Object.entries(values ?? {})),
    numbers: new Map(Object.entries(numbers ?? {})),
  };
}

export const SETTINGS: IndexSettings = {
  facets: [
    { key: "task", kind: "values" },
    { key: "input", kind: "values" },
    { key: "cores", kind: "number" },
  ],
  synonyms: new Map([
    ["source finder", ["source extraction", "object detection"]],
    ["source extraction", ["source finder", "object detection"]],
    ["object detection", ["source finder", "source extraction"]],
  ]),
};

export const EVERYTHING: SearchQuery = {
  text: "",
  filters: new Map(),
  ranges: new Map(),
  sort: "relevance",
  offset: 0,
  limit: 100,
  facets: [],
};

/** An engine for one test, with short words for what is asked of it. */
export interface Bench {
  readonly engine: SearchEngine;
  index(documents: readonly Parts[]): Promise<void>;
  search(query: Partial<SearchQuery>): Promise<SearchResult>;
  /** Ids of the hits. */
  find(text: string, query?: Partial<SearchQuery>): Promise<readonly string[]>;
}

/** What an adapter's test file gives: a new, empty engine that no other test uses. */
export type CreateEngine = () => Promise<SearchEngine>;

/** Makes an engine for each test of a `describe` and closes it; `bench()` is the one of the test that runs. */
export function useEngine(create: CreateEngine): () => Bench {
  let bench: Bench | undefined;
  beforeEach(async () => {
    bench = toBench(await create());
  });
  afterEach(() => bench?.engine.close());
  return () => {
    if (bench === undefined) throw new Error("There is no engine before the first test.");
    return bench;
  };
}

function toBench(engine: SearchEngine): Bench {
  const search = (query: Partial<SearchQuery>): Promise<SearchResult> =>
    engine.search({ ...EVERYTHING, ...query });
  return {
    engine,
    search,
    index: (documents) => engine.replaceAll(documents.map(toDocument), SETTINGS, "hash-1"),
    find: async (text, query = {}) => (await search({ ...query, text })).hits.map((hit) => hit.id),
  };
}
