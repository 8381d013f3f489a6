import { toLabelKey, toLooseKey } from "../vocabulary/label-key.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { Meaning } from "./search-engine.ts";
import type { Understood } from "./search-service.ts";

/**
 * Finds the words of a query that are labels of concepts: the longest first; of labels that share a word and are as
 * long, that of the facet which comes first, since facets are in the order in which people ask.
 */
export interface Understanding {
  read(text: string): Reading;
}

/** What a query's words name, for readers and for the engine. */
export interface Reading {
  readonly understood: readonly Understood[];
  /**
   * The words with the labels of their concepts. Every program with a concept or a narrower one is indexed with its
   * labels, so that it is found by whatever the vocabularies take for it: another spelling, a retired label.
   */
  readonly meanings: readonly Meaning[];
}

/** Words of a query, from and to an offset, that are a label. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** In words. */
  readonly length: number;
  /** By facet. */
  readonly named: ReadonlyMap<string, Named>;
  /** The place of the first facet that has such a concept. */
  readonly rank: number;
}

interface Named {
  readonly concepts: readonly Concept[];
  readonly state: Understood["state"];
}

/** Prepares the labels for look-up; what comes back names each facet that a concept may be chosen in. */
export function createUnderstanding(vocabularies: Vocabularies): Understanding {
  const findSpans = createSpanFinder(vocabularies);
  const countNarrower = createNarrowerCount(vocabularies);
  return {
    read(text) {
      const taken: Span[] = [];
      const spans = [...findSpans(text)].sort(
        (one, other) => other.length - one.length || one.rank - other.rank,
      );
      for (const span of spans) {
        if (taken.every((other) => span.to <= other.from || span.from >= other.to)) taken.push(span);
      }
      taken.sort((one, other) => one.from - other.from);
      return {
        understood: taken.flatMap(({ from, to, named }) => {
          const words = text.slice(from, to);
          return [...named].flatMap(([facet, { concepts, state }]) =>
            concepts.map((concept) => ({
              words,
              facet,
              value: concept.id,
              label: concept.prefLabel,
              narrower: countNarrower(concept),
              state,
            })),
          );
        }),
        meanings: taken.map(({ from, to, named }) => ({
          words: text.slice(from, to),
          phrases: phrasesOf([...named.values()]),
        })),
      };
    },
  };
}

/** Each concept's own label before the other ones: an engine that can follow one only follows the first. */
function phrasesOf(named: readonly Named[]): readonly string[] {
  const concepts = named.flatMap((one) => one.concepts);
  const labels = concepts.map(({ prefLabel }) => prefLabel);
  return [...new Set([...labels, ...concepts.flatMap(({ altLabels }) => altLabels)])];
}

function createSpanFinder(vocabularies: Vocabularies): (text: string) => readonly Span[] {
  const keys = new Set([...vocabularies.labels.keys()].map(toKey));
  const longest = Math.max(1, ...[...keys].map((key) => key.split(" ").length));
  const order = new Map(vocabularies.facets.map(({ key }, place) => [key, place]));
  const findNamed = (words: string): ReadonlyMap<string, Named> => {
    const found = new Map<string, Named>();
    // What no concept carries would be looked for among all the misspellings, facet by facet.
    if (!keys.has(toKey(words))) return found;
    for (const { key } of vocabularies.facets) {
      const named = toNamed(vocabularies, key, words);
      if (named !== undefined) found.set(key, named);
    }
    return found;
  };
  return (text) => {
    const words = [...text.matchAll(/[^\s,;.!?"'()_-]+/gu)].map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
    }));
    const spans: Span[] = [];
    for (const [first, { from }] of words.entries()) {
      for (const [more, { to }] of words.slice(first, first + longest).entries()) {
        const named = findNamed(text.slice(from, to));
        const [facet] = named.keys();
        if (facet === undefined) continue;
        spans.push({ from, to, length: more + 1, named, rank: order.get(facet) ?? 0 });
      }
    }
    return spans;
  };
}

function toNamed(vocabularies: Vocabularies, facet: string, words: string): Named | undefined {
  const resolution = vocabularies.resolve(facet, words);
  if (resolution.state === "ambiguous") return { concepts: resolution.choices, state: "one-of" };
  if (resolution.state !== "resolved") return undefined;
  const { concept, deprecated } = resolution;
  const state = concept.deprecated ? "retired" : deprecated === undefined ? "sure" : "replaced";
  return { concepts: [concept], state };
}

/** Counted once for each concept that somebody asks for: a top concept may have thousands below it. */
function createNarrowerCount(vocabularies: Vocabularies): (concept: Concept) => number {
  const counts = new Map<Concept, number>();
  return (concept) => {
    let count = counts.get(concept);
    if (count === undefined) counts.set(concept, (count = countBelow(vocabularies, concept)));
    return count;
  };
}

function countBelow(vocabularies: Vocabularies, top: Concept): number {
  const seen = new Set([top]);
  // A Set goes on to what is added to it meanwhile.
  for (const concept of seen) for (const below of vocabularies.narrower(concept)) seen.add(below);
  seen.delete(top);
  return [...seen].filter(({ deprecated }) => !deprecated).length;
}

function toKey(text: string): string {
  return toLooseKey(toLabelKey(text));
}
