import { everyLabelOf } from "./label-index.ts";
import { toLabelKey, toLooseKey } from "./label-key.ts";
import type { Concept, ConceptScheme, Vocabularies } from "./vocabulary.ts";

/**
 * Living concepts of a facet's vocabulary that a text comes near to, the nearest first: by letters that they share,
 * and by words. None for a text that is like nothing.
 */
export function nearestConcepts(
  vocabularies: Vocabularies,
  { facet, text }: { readonly facet: string; readonly text: string },
  limit: number,
): readonly Concept[] {
  const schemeId = vocabularies.facets.find(({ key }) => key === facet)?.scheme;
  const scheme = schemeId === undefined ? undefined : vocabularies.schemes.get(schemeId);
  const wanted = toParts(text.slice(0, MAX_LENGTH));
  const scored: { readonly concept: Concept; readonly score: number }[] = [];
  for (const { concept, labels } of scheme === undefined ? [] : partsOf(scheme)) {
    const score = Math.max(...labels.map((label) => likeness(wanted, label)));
    if (score >= LEAST_LIKE) scored.push({ concept, score });
  }
  return scored
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ concept }) => concept);
}

const MAX_LENGTH = 200;
/** Below this, what two texts share is chance: found by looking at the words of astronomers and of the other science. */
const LEAST_LIKE = 0.3;

interface Parts {
  readonly words: ReadonlySet<string>;
  readonly pairs: ReadonlySet<string>;
}

interface ConceptParts {
  readonly concept: Concept;
  readonly labels: readonly Parts[];
}

/** Schemes are immutable, and taking thousands of labels apart takes longer than to compare them. */
const KNOWN = new WeakMap<ConceptScheme, readonly ConceptParts[]>();

function partsOf(scheme: ConceptScheme): readonly ConceptParts[] {
  const known = KNOWN.get(scheme);
  if (known !== undefined) return known;
  const parts = [...scheme.concepts.values()]
    .filter(({ deprecated }) => !deprecated)
    .map((concept) => ({ concept, labels: everyLabelOf(concept).map(toParts) }));
  KNOWN.set(scheme, parts);
  return parts;
}

/** Words in one spelling, and pairs of neighbouring letters. */
function toParts(text: string): Parts {
  const key = toLabelKey(text);
  const pairs = new Set<string>();
  for (const word of key.split(" ")) {
    const padded = ` ${word} `;
    for (let at = 0; at < padded.length - 1; at += 1) pairs.add(padded.slice(at, at + 2));
  }
  return { words: new Set(key.split(" ").map(toLooseKey)), pairs };
}

function likeness(one: Parts, other: Parts): number {
  return 0.5 * shared(one.words, other.words) + 0.5 * shared(one.pairs, other.pairs);
}

/** The share of both that both have, from 0 to 1 (Dice). */
function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const part of one) if (other.has(part)) common += 1;
  return (2 * common) / (one.size + other.size || 1);
}
