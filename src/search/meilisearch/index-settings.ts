import type { Settings } from "meilisearch";
import type { IndexSettings } from "../search-engine.ts";
import { toSynonymSettings } from "./indexed-text.ts";
import { numberAttribute, valuesAttribute } from "./names.ts";

/** The texts in which words are looked for as they are spelt, the best first. */
export const STRICT_ATTRIBUTES = ["title", "terms", "keywords", "names", "summary", "description"] as const;

/** The words that near spellings are looked for among. */
export const LOOSE_ATTRIBUTES = ["loose"] as const;

/** More than any catalogue holds: Meilisearch would otherwise cut totals at 1,000 and values at 100, in silence. */
const NO_LIMIT = 4_000_000_000;
/** It would otherwise answer with what it has after 1.5 s, ranked in part. The caller's deadline comes first. */
const CUTOFF_MS = 60_000;

/** The settings of an index, so that it answers as `SearchEngine` promises. The README says why each is there. */
export function toMeilisearchSettings({ facets, synonyms }: IndexSettings): Settings {
  return {
    searchableAttributes: [...STRICT_ATTRIBUTES, ...LOOSE_ATTRIBUTES],
    displayedAttributes: ["id", "hash", "card", "shownTitle", "shownSummary", "shownDescription"],
    filterableAttributes: [
      "key",
      ...facets.map(({ key, kind }) => (kind === "values" ? valuesAttribute(key) : numberAttribute(key))),
    ],
    sortableAttributes: ["updated", "key"],
    rankingRules: ["sort", "words", "typo", "attributeRank", "exactness", "titleWords:asc", "key:asc"],
    typoTolerance: { enabled: true, disableOnAttributes: [...STRICT_ATTRIBUTES], disableOnNumbers: true },
    synonyms: toSynonymSettings(synonyms),
    pagination: { maxTotalHits: NO_LIMIT },
    faceting: { maxValuesPerFacet: NO_LIMIT },
    searchCutoffMs: CUTOFF_MS,
    proximityPrecision: "byWord",
    facetSearch: false,
  };
}
