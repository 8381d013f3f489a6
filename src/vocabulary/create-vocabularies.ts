import type {
  Concept,
  ConceptFacet,
  ConceptScheme,
  Resolution,
  SettledText,
  Vocabularies,
} from "./vocabulary.ts";
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

interface SettledReason {
  readonly reason: string | undefined;
}

/** Puts checked schemes and facets together. */
export function createVocabularies(
  schemes: ReadonlyMap<string, ConceptScheme>,
  facets: readonly ConceptFacet[],
  hash: string,
  settled: readonly SettledText[] = [],
): Vocabularies {
  const reasons = new Map(settled.map((one) => [settledKey(one.facet, one.text), { reason: one.reason }]));
  const rooms = new Map<string, Room>();
  for (const scheme of schemes.values()) {
    let index: LabelIndex | undefined;
    rooms.set(scheme.id, {
      tree: createConceptTree(scheme),
      index: () => (index ??= createLabelIndex(scheme)),
    });
  }
  let labels: Vocabularies["labels"] | undefined;
  const suggestions = createSuggestions();
  return {
    schemes,
    facets,
    hash,
    settled,
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
      const written = withoutFacet(text, facetKey, scheme);
      const resolution = resolveIn(scheme, index, written);
      if (resolution !== undefined) return resolution;
      const reason = reasons.get(settledKey(facetKey, text));
      const find = (): Concept | undefined => suggestions(scheme, written, () => suggest(index, written));
      return toUnknown(find, severalIn(written, index), reason);
    },
  };
}

/** Texts that are remembered; all are forgotten beyond that, since they come from strangers. */
const MOST_SUGGESTIONS = 20_000;

/** A change of a vocabulary asks for what every unknown term of the catalogue may have meant, several times over. */
function createSuggestions(): (
  scheme: ConceptScheme,
  text: string,
  find: () => Concept | undefined,
) => Concept | undefined {
  const known = new Map<string, Concept | undefined>();
  return (scheme, text, find) => {
    const key = `${scheme.id} ${text}`;
    if (known.has(key)) return known.get(key);
    if (known.size >= MOST_SUGGESTIONS) known.clear();
    const concept = find();
    known.set(key, concept);
    return concept;
  };
}

function settledKey(facet: string, text: string): string {
  return `${facet} ${toLabelKey(text)}`;
}

/** `input:image` means what `data:image` means where the facet's key is not the scheme's id. */
function withoutFacet(text: string, facetKey: string, scheme: ConceptScheme): string {
  const prefix = `${facetKey}:`;
  return text.trimStart().startsWith(prefix) ? `${scheme.id}:${text.trimStart().slice(prefix.length)}` : text;
}

/** What was meant is looked for when somebody asks: it takes longer than all else, and most never do. */
function toUnknown(
  find: () => Concept | undefined,
  several: readonly Concept[],
  reason: SettledReason | undefined,
): Resolution {
  let found: { readonly concept: Concept | undefined } | undefined;
  return {
    state: "unknown",
    get suggestion() {
      return (found ??= { concept: find() }).concept;
    },
    several,
    ...(reason === undefined ? {} : { settled: reason }),
  };
}

/** Nobody writes more terms than these in one text. */
const MOST_IN_A_TEXT = 12;

/** What an author meant who wrote several terms in one text, with commas or semicolons between them. */
function severalIn(text: string, index: LabelIndex): readonly Concept[] {
  const terms = text.split(/[,;]/u, MOST_IN_A_TEXT + 1);
  if (terms.length === 1 || terms.length > MOST_IN_A_TEXT) return [];
  const concepts = new Set<Concept>();
  for (const term of terms) {
    const [concept, ...others] = index.find(term);
    if (concept === undefined || others.length > 0) return [];
    concepts.add(concept);
  }
  return [...concepts];
}

/** `undefined` for a text that means nothing in the scheme. */
function resolveIn(scheme: ConceptScheme, index: LabelIndex, text: string): Resolution | undefined {
  const found = index.find(text);
  const [first] = found;
  if (first === undefined) return undefined;
  // Where a concept was merged into one that is retired by now, both have the label and lead to the same one.
  const successors = first.deprecated
    ? [...new Set(found.flatMap((concept) => findSuccessors(scheme, concept)))]
    : [];
  const choices = successors.length > 0 ? successors : found;
  const [concept = first] = choices;
  if (choices.length > 1) return { state: "ambiguous", choices };
  return first.deprecated
    ? { state: "resolved", concept, deprecated: first }
    : { state: "resolved", concept };
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
