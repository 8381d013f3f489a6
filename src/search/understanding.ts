import { toLabelKey, toSingularKey } from "../vocabulary/label-key.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { SearchAnswer } from "./search-service.ts";

/** Finds the words of a query that are labels of concepts, the longest first from the left. */
export interface Understanding {
  read(text: string): SearchAnswer["understood"];
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
  return {
    read(text) {
      const words = [...text.matchAll(/[^\s,;.!?"'()_-]+/gu)];
      const understood: SearchAnswer["understood"][number][] = [];
      for (let start = 0; start < words.length;) {
        let length = Math.min(longest, words.length - start);
        for (; length > 0; length -= 1) {
          const last = words[start + length - 1];
          const from = words[start]?.index ?? 0;
          const phrase = text.slice(from, (last?.index ?? 0) + (last?.[0].length ?? 0));
          const concepts = conceptsOf(phrase);
          for (const [facet, { id, prefLabel }] of concepts) {
            understood.push({ words: phrase, facet, value: id, label: prefLabel });
          }
          if (concepts.size > 0) break;
        }
        start += Math.max(length, 1);
      }
      return understood;
    },
  };
}

function toKey(text: string): string {
  return toSingularKey(toLabelKey(text));
}
