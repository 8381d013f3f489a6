import type { ConceptFacet, Vocabularies } from "../vocabulary.ts";
import type { DescribingWord, Evidence, FoundEvidence } from "./find-evidence.ts";
import type { LabelWords } from "./label-words.ts";
import type { SuggestedTerm } from "./suggested-term.ts";

const MOST_OF_A_FACET = 5;
/** What a word adds by standing somewhere in what describes the program, when most of a label does. */
const SCATTERED = { weight: 0.45, leastShare: 0.5 } as const;
const DEFINITION = { weight: 0.12, most: 0.35 } as const;
/** A second finding of the same concept says less than the first. */
const AGAIN = 0.7;
/** Of what a broader concept was found by, this much speaks for the narrower one that was found too. */
const FROM_BROADER = 0.35;
/** Where a scheme stands behind two facets and no word says which is meant. */
const UNSAID_SIDE = 0.5;
const LEAST_OF_BROADER = 0.5;
const LEAST_SCORE = 0.2;
const CLEAR = { score: 1.35, ahead: 1.6 } as const;

interface Candidate {
  readonly concept: number;
  readonly score: number;
  readonly words: string;
  readonly likely: boolean;
  /** True when its words stand together where the program is described, in a README's beginning too. */
  readonly isDescribed: boolean;
  /** True when a label stands in what was written to say what the program is. */
  readonly isNamed: boolean;
  /** True when a label stands anywhere: then little evidence is enough to ask. */
  readonly isWritten: boolean;
}

/** Puts the evidence together: in each facet the concepts by how much speaks for them, and whether one stands out. */
export function rankTerms(
  { phrases, described }: FoundEvidence,
  index: LabelWords,
  vocabularies: Vocabularies,
): readonly SuggestedTerm[] {
  const defined = weighDefinitions(described, index);
  const all = [...phrases, ...findScattered(described, index)];
  return vocabularies.facets.flatMap((facet) => {
    const own = all.flatMap((it) => ofFacet(it, facet, { index, vocabularies }) ?? []);
    const found = sumUp(own, defined).filter(({ score, isWritten }) => isWritten || score >= LEAST_SCORE);
    const candidates = settleBroader(found, index).toSorted(byScore);
    const clear = findClear(candidates, index);
    return candidates.slice(0, MOST_OF_A_FACET).flatMap((candidate) => {
      const concept = index.concepts[candidate.concept];
      if (concept === undefined) return [];
      const { words, score, likely } = candidate;
      return [{ facet: facet.key, concept, words, score, likely, clear: candidate === clear }];
    });
  });
}

/** The evidence as far as it speaks for a term of this facet. */
function ofFacet(
  evidence: Evidence,
  facet: ConceptFacet,
  { index, vocabularies }: { readonly index: LabelWords; readonly vocabularies: Vocabularies },
): (Evidence & { readonly isSaid: boolean }) | undefined {
  const scheme = index.concepts[evidence.concept]?.scheme;
  if (scheme !== facet.scheme) return undefined;
  const keys = vocabularies.facets.filter((other) => other.scheme === scheme).map(({ key }) => key);
  if (keys.length === 1) return { ...evidence, isSaid: true };
  // Scattered words stand on no side.
  if (evidence.kind === "scattered") return undefined;
  const meant = evidence.side === "given" && keys.includes("output") ? "output" : "input";
  if (facet.key !== (keys.includes(meant) ? meant : keys[0])) return undefined;
  return evidence.side === undefined
    ? { ...evidence, weight: evidence.weight * UNSAID_SIDE, isSaid: false }
    : { ...evidence, isSaid: true };
}

/** Labels of which most words stand somewhere in what describes the program: the best of each concept. */
function findScattered(
  described: ReadonlyMap<number, DescribingWord>,
  index: LabelWords,
): readonly Evidence[] {
  const found = new Map<number, Evidence>();
  const rarityOf = (word: number): number => index.rarity[word] ?? 0;
  const labels = new Set([...described.keys()].flatMap((word) => index.byWord.get(word) ?? []));
  for (const number of labels) {
    const label = index.labels[number];
    if (label === undefined || label.words.length < 2) continue;
    // Thousands of labels share a word with a text: nothing is made for those that are not found.
    let [whole, said] = [0, 0];
    for (const word of label.words) {
      whole += rarityOf(word);
      said += rarityOf(word) * (described.get(word)?.weight ?? 0);
    }
    const share = said / whole;
    const weight = share ** 2 * label.weight * SCATTERED.weight;
    if (share < SCATTERED.leastShare || weight <= (found.get(label.concept)?.weight ?? 0)) continue;
    const there = label.words.flatMap((word) => described.get(word)?.written ?? []);
    const words = [...new Set(there)].join(" … ");
    found.set(label.concept, {
      concept: label.concept,
      words,
      weight,
      kind: "scattered",
      names: false,
      describes: true,
      side: undefined,
    });
  }
  return [...found.values()];
}

/** What the words of definitions add, for what is found by a label as well. */
function weighDefinitions(
  described: ReadonlyMap<number, DescribingWord>,
  index: LabelWords,
): ReadonlyMap<number, number> {
  const defined = new Map<number, number>();
  for (const [word, { weight }] of described) {
    const own = (index.rarity[word] ?? 0) ** 2 * weight * DEFINITION.weight;
    for (const concept of index.byDefinition.get(word) ?? []) {
      defined.set(concept, Math.min(DEFINITION.most, (defined.get(concept) ?? 0) + own));
    }
  }
  return defined;
}

function sumUp(
  evidence: readonly (Evidence & { readonly isSaid: boolean })[],
  defined: ReadonlyMap<number, number>,
): readonly Candidate[] {
  const byConcept = new Map<number, (Evidence & { readonly isSaid: boolean })[]>();
  for (const one of evidence) {
    const all = byConcept.get(one.concept);
    if (all === undefined) byConcept.set(one.concept, [one]);
    else all.push(one);
  }
  return [...byConcept].map(([concept, all]) => {
    const sorted = all.toSorted((left, right) => right.weight - left.weight);
    let score = defined.get(concept) ?? 0;
    for (const [at, { weight }] of sorted.entries()) score += weight * AGAIN ** at;
    return {
      concept,
      score,
      words: sorted[0]?.words ?? "",
      likely: all.some(({ names, isSaid, kind }) => names && isSaid && kind !== "scattered"),
      isDescribed: all.some(({ describes, isSaid, kind }) => describes && isSaid && kind !== "scattered"),
      isWritten: all.some(({ kind }) => kind === "phrase"),
      isNamed: all.some(({ names, isSaid, kind }) => names && isSaid && kind === "phrase"),
    };
  });
}

/** Where a narrower concept was found too, it is meant: the broader one speaks for it and is left out. */
function settleBroader(candidates: readonly Candidate[], { above }: LabelWords): readonly Candidate[] {
  const isAbove = (broad: Candidate, narrow: Candidate): boolean =>
    above[narrow.concept]?.has(broad.concept) === true;
  const kept = candidates.filter(
    (broad) =>
      !candidates.some(
        (narrow) =>
          isAbove(broad, narrow) &&
          (narrow.isDescribed || !broad.isDescribed) &&
          narrow.score >= broad.score * LEAST_OF_BROADER,
      ),
  );
  return kept.map((narrow) => {
    if (!narrow.isDescribed) return narrow;
    const broader = candidates.filter((broad) => isAbove(broad, narrow)).map(({ score }) => score);
    return { ...narrow, score: narrow.score + FROM_BROADER * Math.max(0, ...broader) };
  });
}

function byScore(left: Candidate, right: Candidate): number {
  return (
    Number(right.isDescribed) - Number(left.isDescribed) ||
    right.score - left.score ||
    left.concept - right.concept
  );
}

/** The first, when it is named where the program is described and those of another branch stay far behind. */
function findClear(candidates: readonly Candidate[], { above }: LabelWords): Candidate | undefined {
  const [first] = candidates;
  if (first === undefined || !first.isNamed || first.score < CLEAR.score) return undefined;
  const rival = candidates.slice(1).find(({ concept }) => above[first.concept]?.has(concept) !== true);
  return rival === undefined || first.score >= rival.score * CLEAR.ahead ? first : undefined;
}
