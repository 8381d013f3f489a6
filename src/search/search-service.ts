import type { DescribedFrom } from "../catalogue/described.ts";
import type { Layer } from "../catalogue/entry.ts";
import type { Highlight, NumberRange } from "./search-engine.ts";

/** A search as an address says it, checked. */
export interface SearchRequest {
  readonly text: string;
  /** facet → values, in the order of the address. */
  readonly filters: ReadonlyMap<string, readonly string[]>;
  readonly ranges: ReadonlyMap<string, NumberRange>;
  readonly sort: "relevance" | "newest";
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** What a card in a list of hits shows; kept as JSON in the index. */
export interface Card {
  readonly path: string;
  readonly title: string;
  readonly summary: string | undefined;
  readonly summaryFrom: DescribedFrom | undefined;
  /** Labels of the program's own terms by facet, in the order of the facets. */
  readonly terms: readonly { readonly facet: string; readonly value: string; readonly label: string }[];
  /** Canonical name of the kind of executable. */
  readonly kind: string;
  readonly license: string | undefined;
  readonly version: string | undefined;
  readonly pinned: boolean | undefined;
  readonly warnings: number;
  readonly updatedAt: string;
  readonly layer: Layer;
  /** Other documents of the same program, from the developer's on; the card is that of the latest. */
  readonly also: readonly LayerLink[];
  /** What the document says that it is derived from, without anybody having recognised that. */
  readonly claims: (LayerLink & { readonly refused: boolean }) | undefined;
}

/** Another document, for a link to it. */
export interface LayerLink {
  readonly path: string;
  readonly title: string;
  readonly layer: Layer;
}

export interface SearchedCard extends Card {
  readonly highlights: readonly Highlight[];
}

export interface FacetValue {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly selected: boolean;
  /** Depth in the concept tree, from 0; 0 for facets without one. */
  readonly depth: number;
}

export interface FacetCounts {
  readonly key: string;
  readonly label: string;
  readonly kind: "concept" | "value";
  /** Concepts in tree order, other values by count; selected ones stay at zero. Never cut in silence. */
  readonly values: readonly FacetValue[];
}

export interface NumberFacet {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly range: NumberRange;
}

export interface SearchAnswer {
  readonly request: SearchRequest;
  readonly total: number;
  readonly pages: number;
  readonly hits: readonly SearchedCard[];
  readonly facets: readonly FacetCounts[];
  readonly numbers: readonly NumberFacet[];
  /** What the words of the query were understood as, for instance `source finder` → source extraction. */
  readonly understood: readonly Understood[];
}

/** Words of a query that are a label, with a concept that they name and a facet in which it may be chosen. */
export interface Understood {
  readonly words: string;
  readonly facet: string;
  readonly value: string;
  readonly label: string;
  /** How many living concepts are below it, all the way down, each counted once. */
  readonly narrower: number;
  /**
   * `one-of`: the words name several concepts, which stand one after the other. `replaced`: they name a retired one, and
   * this is what took its place. `retired`: nothing did, and this is the retired one itself.
   */
  readonly state: "sure" | "one-of" | "replaced" | "retired";
}

/** Searches the catalogue and puts labels on what comes back. */
export interface SearchService {
  /**
   * Reads a search from an address.
   * Throws `INVALID_QUERY` for an unknown parameter (with the nearest facet), a malformed number, or text over 500 characters.
   */
  parse(parameters: URLSearchParams): SearchRequest;
  /** The address of a search, for links: only what differs from the default, in a stable order. */
  format(request: SearchRequest): URLSearchParams;
  /** Throws `INVALID_QUERY` for a page beyond the end, `ENGINE_UNAVAILABLE` when the engine cannot be reached. */
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Values of a facet whose label or synonyms hold `text`, under the request's other filters. */
  searchValues(request: SearchRequest, facet: string, text: string): Promise<readonly FacetValue[]>;
  /** How many programs each concept of a facet has, narrower ones included, with no filter. For trees. */
  countConcepts(facet: string): Promise<ReadonlyMap<string, number>>;
}
