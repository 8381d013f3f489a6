import type { Concept, ConceptScheme } from "./vocabulary.ts";

/** Who is above and below whom in one scheme; answers are kept, since a program asks for them by the thousand. */
export interface ConceptTree {
  ancestors(id: string): readonly Concept[];
  narrower(id: string): readonly Concept[];
}

/** Builds the tree of a scheme that holds no rings. */
export function createConceptTree(scheme: ConceptScheme): ConceptTree {
  const above = new Map<string, readonly Concept[]>();
  const below = new Map<string, Concept[]>();
  for (const concept of scheme.concepts.values()) {
    for (const id of concept.broader) {
      const list = below.get(id) ?? [];
      list.push(concept);
      below.set(id, list);
    }
  }
  return {
    ancestors(id) {
      let list = above.get(id);
      if (list === undefined) {
        list = collectAncestors(scheme, id);
        above.set(id, list);
      }
      return list;
    },
    narrower: (id) => below.get(id) ?? [],
  };
}

/** Breadth first, so that the nearest stand first; a concept that is reached twice stands where it is nearest. */
function collectAncestors(scheme: ConceptScheme, id: string): readonly Concept[] {
  const found = new Map<string, Concept>();
  let ids: readonly string[] = scheme.concepts.get(id)?.broader ?? [];
  while (ids.length > 0) {
    const next: string[] = [];
    for (const broader of ids) {
      const concept = scheme.concepts.get(broader);
      if (concept === undefined || broader === id || found.has(broader)) continue;
      found.set(broader, concept);
      next.push(...concept.broader);
    }
    ids = next;
  }
  return [...found.values()];
}
