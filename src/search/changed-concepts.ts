import type { ConceptName } from "../catalogue/term-store.ts";
import { everyLabelOf } from "../vocabulary/label-index.ts";
import type { Concept, Vocabularies } from "../vocabulary/vocabulary.ts";

/**
 * The concepts that a program's document may not show as before: those that are new or gone, that are called or stand
 * otherwise, that were retired or taken back, and all those below them. What only a concept's page shows does not count.
 */
export function changedConcepts(before: Vocabularies, next: Vocabularies): readonly ConceptName[] {
  const changed: ConceptName[] = [];
  for (const scheme of new Set([...before.schemes.keys(), ...next.schemes.keys()])) {
    const old = textsOf(before, scheme);
    const now = textsOf(next, scheme);
    for (const id of new Set([...old.keys(), ...now.keys()])) {
      if (old.get(id) !== now.get(id)) changed.push({ scheme, id });
    }
  }
  return changed;
}

/** For each concept of a scheme a text that holds all that documents have of it. */
function textsOf(vocabularies: Vocabularies, scheme: string): ReadonlyMap<string, string> {
  const concepts = [...(vocabularies.schemes.get(scheme)?.concepts.values() ?? [])];
  const own = new Map(concepts.map((concept) => [concept.id, ownText(concept)]));
  return new Map(
    concepts.map((concept) => {
      const broader = vocabularies.ancestors(concept).map(({ id }) => own.get(id));
      return [concept.id, [own.get(concept.id), ...broader].join("\n")];
    }),
  );
}

/** On one line. */
function ownText(concept: Concept): string {
  const { id, prefLabel, deprecated, replacedBy } = concept;
  return JSON.stringify([id, prefLabel, everyLabelOf(concept), deprecated, replacedBy]);
}
