import type { WrittenTerm } from "../catalogue/term-store.ts";
import { sharedLabels, type SharedLabel } from "../vocabulary/check-labels.ts";
import { toLabelKey } from "../vocabulary/label-key.ts";
import type { Concept, ConceptScheme, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { SettledTerm } from "./edits.ts";

/** A concept that this many entries have says little about each: more than this share, and at least so many. */
const OVERLOADED_SHARE = 1 / 3;
const LEAST_OVERLOADED = 20;

export interface HealthInput {
  readonly scheme: ConceptScheme;
  readonly vocabularies: Vocabularies;
  readonly written: readonly WrittenTerm[];
  readonly settled: readonly SettledTerm[];
  /** For each facet of the scheme: concept → entries, narrower concepts included. */
  readonly counts: readonly ReadonlyMap<string, number>[];
  /** How many entries there are. */
  readonly entries: number;
}

export interface VocabularyHealth {
  /** Living concepts that no entry has, nor any below them. */
  readonly unused: readonly Concept[];
  /** Concepts without narrower ones that too many entries have, the most used first. */
  readonly overloaded: readonly CountedConcept[];
  /** Authors' terms that nobody knows, or that may mean several concepts, the oldest first. */
  readonly waiting: readonly WrittenTerm[];
  /** Synonyms that several concepts share. */
  readonly shared: readonly SharedLabel[];
  /** Deprecated concepts that authors still write, with the texts by which they do; the most written first. */
  readonly deprecated: readonly DeprecatedInUse[];
}

export interface CountedConcept {
  readonly concept: Concept;
  readonly entries: number;
}

export interface DeprecatedInUse extends CountedConcept {
  readonly texts: readonly string[];
}

/** What a curator should look at in a vocabulary. Pure. */
export function vocabularyHealth(input: HealthInput): VocabularyHealth {
  const { scheme, vocabularies, counts, entries } = input;
  const living = [...scheme.concepts.values()].filter(({ deprecated }) => !deprecated);
  const countOf = ({ id }: Concept): number => Math.max(0, ...counts.map((count) => count.get(id) ?? 0));
  const isLeaf = (concept: Concept): boolean =>
    vocabularies.narrower(concept).every(({ deprecated }) => deprecated);
  const most = Math.max(LEAST_OVERLOADED - 1, entries * OVERLOADED_SHARE);
  return {
    unused: living.filter((concept) => countOf(concept) === 0),
    overloaded: living
      .filter((concept) => isLeaf(concept) && countOf(concept) > most)
      .map((concept) => ({ concept, entries: countOf(concept) }))
      .sort((one, other) => other.entries - one.entries),
    shared: sharedLabels(scheme),
    ...termsOf(input),
  };
}

function termsOf({
  scheme,
  vocabularies,
  written,
  settled,
}: HealthInput): Pick<VocabularyHealth, "waiting" | "deprecated"> {
  const facets = new Set(vocabularies.facets.filter((one) => one.scheme === scheme.id).map(({ key }) => key));
  const keyOf = (facet: string, text: string): string => JSON.stringify([facet, toLabelKey(text)]);
  const aside = new Set(settled.map(({ facet, text }) => keyOf(facet, text)));
  const waiting: WrittenTerm[] = [];
  const deprecated = new Map<string, DeprecatedInUse>();
  for (const term of written) {
    if (!facets.has(term.facet) || term.origin !== "author" || term.programs === 0) continue;
    const resolution = vocabularies.resolve(term.facet, term.text);
    if (resolution.state === "resolved") {
      const { deprecated: old } = resolution;
      if (old === undefined) continue;
      const known = deprecated.get(old.id) ?? { concept: old, entries: 0, texts: [] };
      deprecated.set(old.id, {
        concept: old,
        entries: known.entries + term.programs,
        texts: [...known.texts, term.text],
      });
    } else if (!aside.has(keyOf(term.facet, term.text))) {
      waiting.push(term);
    }
  }
  return {
    waiting: waiting.sort((one, other) => compare(one.since, other.since) || compare(one.text, other.text)),
    deprecated: [...deprecated.values()].sort((one, other) => other.entries - one.entries),
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
