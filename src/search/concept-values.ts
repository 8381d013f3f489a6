import { everyLabelOf } from "../vocabulary/label-index.ts";
import { toLabelKey } from "../vocabulary/label-key.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";
import type { FacetDefinition } from "./facets.ts";
import type { FacetCounts, FacetValue } from "./search-service.ts";

/** A concept with its depth in the tree. */
interface PlacedConcept {
  readonly concept: Concept;
  readonly depth: number;
}

/** Puts labels and an order on the counted values of facets. */
export interface FacetLabeller {
  toCounts(
    facet: Exclude<FacetDefinition, { kind: "number" }>,
    counts: ReadonlyMap<string, number>,
    selected: readonly string[],
  ): FacetCounts;
  /** Ids of the concepts of which some label holds the text: in any case, with hyphens or spaces. */
  conceptsWith(scheme: string, text: string): readonly string[];
}

/** Prepares the trees of the vocabularies. */
export function createFacetLabeller(vocabularies: Vocabularies): FacetLabeller {
  const trees = new Map<string, readonly PlacedConcept[]>();
  for (const scheme of vocabularies.schemes.keys()) trees.set(scheme, placeConcepts(vocabularies, scheme));
  return {
    toCounts(facet, counts, selected) {
      const chosen = new Set(selected);
      const values =
        facet.kind === "concept"
          ? conceptValues(trees.get(facet.scheme) ?? [], counts, chosen)
          : plainValues(facet.names, counts, chosen);
      return { key: facet.key, label: facet.label, kind: facet.kind, values };
    },
    conceptsWith(scheme, text) {
      const wanted = toLabelKey(text);
      return (trees.get(scheme) ?? [])
        .filter(({ concept }) => everyLabelOf(concept).some((label) => toLabelKey(label).includes(wanted)))
        .map(({ concept }) => concept.id);
    },
  };
}

/**
 * Depth first from the top. A concept with several broader ones stands once, below the last of them to come, so
 * that all its parents precede it.
 */
function placeConcepts(vocabularies: Vocabularies, schemeId: string): readonly PlacedConcept[] {
  const scheme = vocabularies.schemes.get(schemeId);
  const placed: PlacedConcept[] = [];
  const waiting = new Map<string, number>();
  const stack: PlacedConcept[] = [];
  const push = (concepts: readonly Concept[], depth: number): void => {
    for (const concept of [...concepts].reverse()) stack.push({ concept, depth });
  };
  const tops = (scheme?.topConcepts ?? []).flatMap((id) => vocabularies.findConcept(schemeId, id) ?? []);
  push(tops, 0);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { concept, depth } = next;
    const left = (waiting.get(concept.id) ?? Math.max(new Set(concept.broader).size, 1)) - 1;
    waiting.set(concept.id, left);
    if (left > 0) continue;
    placed.push(next);
    push(vocabularies.narrower(concept), depth + 1);
  }
  return placed;
}

function conceptValues(
  tree: readonly PlacedConcept[],
  counts: ReadonlyMap<string, number>,
  chosen: ReadonlySet<string>,
): readonly FacetValue[] {
  const values: FacetValue[] = [];
  const unknown = new Set(chosen);
  for (const { concept, depth } of tree) {
    const count = counts.get(concept.id) ?? 0;
    const selected = unknown.delete(concept.id);
    if (count > 0 || selected)
      values.push({ value: concept.id, label: concept.prefLabel, count, selected, depth });
  }
  for (const value of unknown) {
    values.push({ value, label: value, count: counts.get(value) ?? 0, selected: true, depth: 0 });
  }
  return values;
}

function plainValues(
  names: ReadonlyMap<string, string>,
  counts: ReadonlyMap<string, number>,
  chosen: ReadonlySet<string>,
): readonly FacetValue[] {
  return [...new Set([...counts.keys(), ...chosen])]
    .map((value) => ({
      value,
      label: names.get(value) ?? value,
      count: counts.get(value) ?? 0,
      selected: chosen.has(value),
      depth: 0,
    }))
    .sort((one, other) => other.count - one.count || (one.label < other.label ? -1 : 1));
}
