import { toLabelKey, toLooseKey } from "../vocabulary/label-key.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { SearchAnswer } from "./search-service.ts";

/**
 * Finds the words of a query that are labels of concepts: the longest first; of labels that share a word and are as
 * long, that of the facet which comes first, since facets are in the order in which people ask.
 */
export interface Understanding {
  read(text: string): SearchAnswer["understood"];
}

/** Words of a query, from and to an offset, that are a label. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** In words. */
  readonly length: number;
  readonly concepts: ReadonlyMap<string, Concept>;
  /** The place of the first facet that has such a concept. */
  readonly rank: number;
}

/** Prepares the labels for look-up; what comes back names each facet that the concept may be chosen in. */
export function createUnderstanding(vocabularies: Vocabularies): Understanding {
  const keys = new Set([...vocabularies.labels.keys()].map(toKey));
  const longest = Math.max(1, ...[...keys].map((key) => key.split(" ").length));
  const conceptsOf = (words: string): ReadonlyMap<string, Concept> => {
    const found = new Map<string, Concept>();
    // What no concept carries would be looked for among all the misspellings, facet by facet.
    if (!keys.has(toKey(words))) return found;
    for (const facet of vocabularies.facets) {
      const resolution = vocabularies.resolve(facet.key, words);
      if (resolution.state === "resolved") found.set(facet.key, resolution.concept);
    }
    return found;
  };
  const order = new Map(vocabularies.facets.map(({ key }, place) => [key, place]));
  const findSpans = (text: string): readonly Span[] => {
    const words = [...text.matchAll(/[^\s,;.!?"'()_-]+/gu)].map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
    }));
    const spans: Span[] = [];
    for (const [first, { from }] of words.entries()) {
      for (const [more, { to }] of words.slice(first, first + longest).entries()) {
        const concepts = conceptsOf(text.slice(from, to));
        const [facet] = concepts.keys();
        if (facet === undefined) continue;
        spans.push({ from, to, length: more + 1, concepts, rank: order.get(facet) ?? 0 });
      }
    }
    return spans;
  };
  return {
    read(text) {
      const taken: Span[] = [];
      const spans = [...findSpans(text)].sort(
        (one, other) => other.length - one.length || one.rank - other.rank,
      );
      for (const span of spans) {
        if (taken.every((other) => span.to <= other.from || span.from >= other.to)) taken.push(span);
      }
      return taken
        .sort((one, other) => one.from - other.from)
        .flatMap(({ from, to, concepts }) =>
          [...concepts].map(([facet, { id, prefLabel }]) => ({
            words: text.slice(from, to),
            facet,
            value: id,
            label: prefLabel,
          })),
        );
    },
  };
}

function toKey(text: string): string {
  return toLooseKey(toLabelKey(text));
}
