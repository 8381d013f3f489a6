import type { Concept, ConceptFacet, ConceptScheme, Resolution, Vocabularies } from "./vocabulary.ts";
import { createConceptTree, type ConceptTree } from "./concept-tree.ts";
import { createLabelIndex, everyLabelOf, type LabelIndex } from "./label-index.ts";
import { findNearest } from "../nearest.ts";
import { toLabelKey } from "./label-key.ts";

/** What is known of a scheme besides its concepts. */
interface Room {
  readonly tree: ConceptTree;
  /** Made when the first term is looked up in it, since that takes longer than all else. */
  readonly index: () => LabelIndex;
}

/** Puts checked schemes and facets together. */
export function createVocabularies(
  schemes: ReadonlyMap<string, ConceptScheme>,
  facets: readonly ConceptFacet[],
  hash: string,
): Vocabularies {
  const rooms = new Map<string, Room>();
  for (const scheme of schemes.values()) {
    let index: LabelIndex | undefined;
    rooms.set(scheme.id, {
      tree: createConceptTree(scheme),
      index: () => (index ??= createLabelIndex(scheme)),
    });
  }
  let labels: Vocabularies["labels"] | undefined;
  return {
    schemes,
    facets,
    hash,
    get labels() {
      return (labels ??= collectLabels(schemes));
    },
    findConcept: (scheme, id) => schemes.get(scheme)?.concepts.get(id),
    ancestors: (concept) => rooms.get(concept.scheme)?.tree.ancestors(concept.id) ?? [],
    narrower: (concept) => rooms.get(concept.scheme)?.tree.narrower(concept.id) ?? [],
    resolve(facetKey, text) {
      const facet = facets.find((candidate) => candidate.key === facetKey);
      const scheme = facet === undefined ? undefined : schemes.get(facet.scheme);
      const index = facet === undefined ? undefined : rooms.get(facet.scheme)?.index();
      if (scheme === undefined || index === undefined) {
        return { state: "unknown-facet", suggestion: findNearest(facetKey, facets, (one) => one.key)?.key };
      }
      return resolveIn(scheme, index, withoutFacet(text, facetKey, scheme));
    },
  };
}

/** `input:image` means what `data:image` means where the facet's key is not the scheme's id. */
function withoutFacet(text: string, facetKey: string, scheme: ConceptScheme): string {
  const prefix = `${facetKey}:`;
  return text.trimStart().startsWith(prefix) ? `${scheme.id}:${text.trimStart().slice(prefix.length)}` : text;
}

function resolveIn(scheme: ConceptScheme, index: LabelIndex, text: string): Resolution {
  const found = index.find(text);
  const [first] = found;
  if (first === undefined) return { state: "unknown", suggestion: suggest(index, text) };
  if (found.length > 1) return { state: "ambiguous", choices: found };
  if (!first.deprecated) return { state: "resolved", concept: first };
  const successors = findSuccessors(scheme, first);
  const [successor] = successors;
  if (successors.length > 1) return { state: "ambiguous", choices: successors };
  return { state: "resolved", concept: successor ?? first, deprecated: first };
}

/** The living concepts at the end of the chains of `replacedBy`. */
function findSuccessors(scheme: ConceptScheme, concept: Concept): readonly Concept[] {
  const living = new Set<Concept>();
  const seen = new Set<string>([concept.id]);
  const waiting = [...concept.replacedBy];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const next = scheme.concepts.get(id);
    if (next === undefined || seen.has(id)) continue;
    seen.add(id);
    if (next.deprecated) waiting.push(...next.replacedBy);
    else living.add(next);
  }
  return [...living];
}

/** A misspelt label, else the concept with the longest label whose words all stand in the text. */
function suggest(index: LabelIndex, text: string): Concept | undefined {
  const key = toLabelKey(text);
  const near = findNearest(key, index.labels, (one) => one.key);
  if (near !== undefined || key.length > 200) return near?.concept;
  const words = new Set(key.split(" "));
  let best: { readonly length: number; readonly concept: Concept } | undefined;
  for (const { label, words: wanted, concept } of index.labels) {
    if (label.length <= (best?.length ?? 3) || !wanted.every((word) => words.has(word))) continue;
    best = { length: label.length, concept };
  }
  return best?.concept;
}

function collectLabels(schemes: ReadonlyMap<string, ConceptScheme>): ReadonlyMap<string, readonly Concept[]> {
  const labels = new Map<string, Concept[]>();
  for (const scheme of schemes.values()) {
    for (const concept of scheme.concepts.values()) {
      for (const label of new Set(everyLabelOf(concept).map((text) => text.toLowerCase()))) {
        labels.set(label, [...(labels.get(label) ?? []), concept]);
      }
    }
  }
  return labels;
}
