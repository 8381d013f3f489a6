/** A facet as an engine sees it: a key whose values it counts, or a number whose range it filters. */
export interface SearchFacet {
  readonly key: string;
  readonly kind: "values" | "number";
}

/** What is indexed of a program. One document a program: counts count programs. */
export interface SearchDocument {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Labels and synonyms of the program's concepts and of their broader ones. */
  readonly terms: readonly string[];
  readonly keywords: readonly string[];
  /** Names of people, repository, path. */
  readonly names: readonly string[];
  readonly description: string;
  /** facet → values; of concepts also the broader ones, so that a broader concept finds its narrower ones. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly numbers: ReadonlyMap<string, number>;
  /** UTC ISO 8601; "newest first" sorts by it. */
  readonly updatedAt: string;
  /** JSON that comes back with the hit: what a card shows. The engine does not look into it. */
  readonly card: string;
}

export interface NumberRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Words of a query's text, as typed, with phrases that mean the same: what is known of this query, not of all. */
export interface Meaning {
  readonly words: string;
  readonly phrases: readonly string[];
}

export interface SearchQuery {
  /** As typed. Empty matches everything. The last word matches as a prefix. */
  readonly text: string;
  /** Documents that hold one of the phrases are found like those that hold the words. None when absent. */
  readonly meanings?: readonly Meaning[] | undefined;
  /** OR within a facet, AND between facets. */
  readonly filters: ReadonlyMap<string, readonly string[]>;
  readonly ranges: ReadonlyMap<string, NumberRange>;
  readonly sort: "relevance" | "newest";
  readonly offset: number;
  /** 0 for counts only. */
  readonly limit: number;
  /** The facets to count. */
  readonly facets: readonly string[];
}

/** Where a field matches, in UTF-16 units: never HTML. */
export interface Highlight {
  readonly field: "title" | "summary" | "description";
  /** The field's text, or for a long description the passage around the best match. */
  readonly text: string;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

export interface SearchHit {
  readonly id: string;
  readonly card: string;
  readonly highlights: readonly Highlight[];
}

export interface SearchResult {
  readonly total: number;
  readonly hits: readonly SearchHit[];
  /** facet → value → count; values that count nothing are left out. A `Map`: values come from strangers. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Phrases (lower case) that mean the same; a query that holds one also finds documents that hold another. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

/** A document as the index has it: enough to tell whether it is the one that the store would give now. */
export interface ListedDocument {
  readonly id: string;
  /** What `hashDocument` said when it was written. */
  readonly hash: string;
}

export interface IndexSettings {
  readonly facets: readonly SearchFacet[];
  readonly synonyms: Synonyms;
}

/**
 * Answers faceted queries over the documents it was given.
 *
 * The contract, checked for every adapter by `test/conformance/search-engine.ts`:
 * - a write is visible to the next search (adapters that index asynchronously wait);
 * - a facet's own filter is ignored when its values are counted, so that a reader sees what choosing another
 *   value would give; filters on other facets, ranges and text apply;
 * - hits of equal rank come in `id` order, so that pages never overlap;
 * - `replaceAll` fills a new generation beside the old one and swaps: readers see the old whole or the new whole;
 * - `updateSettings` is done when `describe` gives back its hash: until then, and when it fails, it can be done again;
 * - synonyms and meanings apply to the words of the query, meanings first; a title's match ranks above a term's,
 *   above a summary's, above a description's.
 *
 * Fails with `ENGINE_UNAVAILABLE` when the engine cannot be reached, and with nothing else: an unknown facet
 * key counts nothing, and filters to nothing.
 */
export interface SearchEngine {
  readonly name: string;
  /** Whether other processes may write to the same index. */
  readonly isShared: boolean;
  /** How many documents there are, and the hash of the settings they were indexed with. */
  describe(): Promise<{ readonly documents: number; readonly settingsHash: string | undefined }>;
  /** Replaces everything, settings too; `settingsHash` is kept and given back by `describe`. */
  replaceAll(
    documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>,
    settings: IndexSettings,
    settingsHash: string,
  ): Promise<void>;
  /**
   * Takes other synonyms; the documents stay. False, and nothing is changed, when the facets are not just those that
   * the index has, or when it was never filled: then `replaceAll` is what does it. Waits for one that is under way.
   */
  updateSettings(settings: IndexSettings, settingsHash: string): Promise<boolean>;
  upsert(documents: readonly SearchDocument[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Up to `limit` documents after `afterId`, by id. */
  list(afterId: string | undefined, limit: number): Promise<readonly ListedDocument[]>;
  search(query: SearchQuery): Promise<SearchResult>;
  /** Values of one facet under the query (its own filter ignored) whose key is among `among`, with counts. */
  countValues(
    query: SearchQuery,
    facet: string,
    among: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
