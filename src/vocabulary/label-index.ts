import type { Concept, ConceptScheme } from "./vocabulary.ts";
import { toLabelKey, toSingularKey } from "./label-key.ts";

/** Looks up the concepts of one scheme by what people write. */
export interface LabelIndex {
  /** The concepts that `text` may mean: those of the strongest kind of match only. Empty when there is none. */
  find(text: string): readonly Concept[];
  /** Every label with its concept, retired ones left out. */
  readonly labels: readonly { readonly label: string; readonly concept: Concept }[];
}

/**
 * Ids and URIs stand before preferred labels, those before synonyms, those before hidden ones, and all of these
 * before the same in the singular. A retired concept is only meant where no living one is.
 */
export function createLabelIndex(scheme: ConceptScheme): LabelIndex {
  const levels = Array.from({ length: 6 }, () => new Map<string, Concept[]>());
  const add = (level: number, key: string, concept: Concept): void => {
    const concepts = levels[level]?.get(key) ?? [];
    if (!concepts.includes(concept)) concepts.push(concept);
    levels[level]?.set(key, concepts);
  };
  const labels: { readonly label: string; readonly concept: Concept }[] = [];
  for (const concept of scheme.concepts.values()) {
    add(0, concept.id, concept);
    add(0, concept.uri, concept);
    add(1, toLabelKey(concept.id), concept);
    for (const { label, level } of labelsOf(concept)) {
      const key = toLabelKey(label);
      add(level, key, concept);
      add(5, toSingularKey(key), concept);
      if (level < 4 && !concept.deprecated) labels.push({ label, concept });
    }
  }

  return {
    labels,
    find(text) {
      const key = toLabelKey(text);
      const keys = [text.trim(), key, key, key, key, toSingularKey(key)];
      for (const [level, concepts] of levels.entries()) {
        const found = concepts.get(keys[level] ?? "") ?? [];
        const living = found.filter((concept) => !concept.deprecated);
        if (living.length > 0) return living;
        if (found.length > 0 && !livesElsewhere(levels, keys)) return found;
      }
      return [];
    },
  };
}

function labelsOf(concept: Concept): readonly { readonly label: string; readonly level: number }[] {
  return [[concept.prefLabel], concept.altLabels, concept.hiddenLabels].flatMap((labels, kind) =>
    labels.map((label) => ({ label, level: kind + 2 })),
  );
}

function livesElsewhere(
  levels: readonly ReadonlyMap<string, readonly Concept[]>[],
  keys: readonly string[],
): boolean {
  return levels.some(
    (concepts, level) =>
      level > 1 && (concepts.get(keys[level] ?? "") ?? []).some((concept) => !concept.deprecated),
  );
}
