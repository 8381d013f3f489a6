import { toLabelKey, toLooseKey } from "../vocabulary/label-key.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";

/** A term that the words of a text lead to. */
export interface ProposedTerm {
  readonly facet: string;
  readonly concept: Concept;
  /** The words that led to it. */
  readonly words: string;
  /** False when they stand far from where the program is described, or do not say which facet is meant. */
  readonly likely: boolean;
}

/** What the program is described by, and what else its README says. */
export interface ProgramTexts {
  readonly described: readonly string[];
  readonly mentioned: readonly string[];
}

const MOST_OF_A_FACET = 5;
const LOOKS_BACK_WORDS = 8;
/** English words that say on which side of the program what follows stands; the nearest one before it counts. */
const READ = new Set(["from", "in", "of", "on", "reads", "read", "takes", "take", "given", "input", "using"]);
const GIVEN = new Set(
  "gives give writes write makes make produces produce creates create returns generates output outputs into to as".split(
    " ",
  ),
);

/** Finds concepts by their labels in texts: the longest label first, narrower concepts instead of broader ones. */
export function proposeTerms(texts: ProgramTexts, vocabularies: Vocabularies): readonly ProposedTerm[] {
  const labels = indexLabels(vocabularies);
  const found = new Map<string, ProposedTerm>();
  const propose = (parts: readonly string[], likely: boolean): void => {
    const hits = parts.flatMap((text) => findLabels(text, labels));
    for (const term of hits.flatMap((hit) => toTerms(hit, likely, vocabularies))) {
      const key = `${term.facet} ${term.concept.id}`;
      const before = found.get(key);
      if (before === undefined || (term.likely && !before.likely)) found.set(key, term);
    }
  };
  propose(texts.described, true);
  propose(texts.mentioned, false);
  const narrowest = [...found.values()].filter(
    (term) => !hasNarrower(term, [...found.values()], vocabularies),
  );
  return vocabularies.facets.flatMap(({ key }) => {
    const ofFacet = narrowest.filter(({ facet }) => facet === key);
    return [...ofFacet.filter(({ likely }) => likely), ...ofFacet.filter(({ likely }) => !likely)].slice(
      0,
      MOST_OF_A_FACET,
    );
  });
}

interface Hit {
  readonly concept: Concept;
  readonly words: string;
  /** What stands before the words in the sentence, the nearest first. */
  readonly before: readonly string[];
}

function indexLabels(vocabularies: Vocabularies): ReadonlyMap<string, readonly Concept[]> {
  const index = new Map<string, Concept[]>();
  for (const [label, concepts] of vocabularies.labels) {
    const key = toLooseKey(toLabelKey(label));
    const living = concepts.filter(({ deprecated }) => !deprecated);
    index.set(key, [...new Set([...(index.get(key) ?? []), ...living])]);
  }
  return index;
}

function findLabels(text: string, labels: ReadonlyMap<string, readonly Concept[]>): readonly Hit[] {
  return text.split(/[.!?;:\n]+(?:\s|$)/u).flatMap((sentence) => findInSentence(sentence, labels));
}

function findInSentence(sentence: string, labels: ReadonlyMap<string, readonly Concept[]>): readonly Hit[] {
  const written = sentence.match(/[\p{L}\p{N}'+-]+/gu) ?? [];
  const hits: Hit[] = [];
  for (let start = 0; start < written.length;) {
    const length = longestLabel(written, start, labels);
    const words = written.slice(start, start + length).join(" ");
    const before = written
      .slice(Math.max(0, start - LOOKS_BACK_WORDS), start)
      .map((word) => word.toLowerCase())
      .reverse();
    for (const concept of length === 0 ? [] : (labels.get(keyOf(words)) ?? []))
      hits.push({ concept, words, before });
    start += Math.max(1, length);
  }
  return hits;
}

function longestLabel(
  words: readonly string[],
  start: number,
  labels: ReadonlyMap<string, readonly Concept[]>,
): number {
  for (let length = Math.min(5, words.length - start); length > 0; length -= 1) {
    if (labels.has(keyOf(words.slice(start, start + length).join(" ")))) return length;
  }
  return 0;
}

function keyOf(words: string): string {
  return toLooseKey(toLabelKey(words));
}

/** A scheme may stand behind several facets, of which the words before the label choose one. */
function toTerms(
  { concept, words, before }: Hit,
  likely: boolean,
  vocabularies: Vocabularies,
): readonly ProposedTerm[] {
  const facets = vocabularies.facets.filter(({ scheme }) => scheme === concept.scheme).map(({ key }) => key);
  const [first] = facets;
  if (first === undefined) return [];
  if (facets.length === 1) return [{ facet: first, concept, words, likely }];
  const side = before.find((word) => READ.has(word) || GIVEN.has(word));
  const facet = side !== undefined && GIVEN.has(side) ? "output" : "input";
  return facets.includes(facet) ? [{ facet, concept, words, likely: likely && side !== undefined }] : [];
}

function hasNarrower(term: ProposedTerm, all: readonly ProposedTerm[], vocabularies: Vocabularies): boolean {
  return all.some(
    ({ facet, concept, likely }) =>
      facet === term.facet &&
      (likely || !term.likely) &&
      vocabularies.ancestors(concept).includes(term.concept),
  );
}
