import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";

/** A concept in a tree, with what stands below it. Recursive: printed by a partial that calls itself. */
export interface ConceptNode {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly definition: string | null;
  readonly counts: readonly ConceptCount[];
  readonly children: readonly ConceptNode[];
}

export interface ConceptCount {
  /** `null` where only one facet uses the scheme, and nothing has to be told apart. */
  readonly label: string | null;
  readonly count: number;
  readonly text: string;
  readonly href: string;
}

export interface TreeOptions {
  readonly hrefOf: (concept: Concept) => string;
  readonly countsOf: (concept: Concept) => readonly ConceptCount[];
}

/** The whole scheme as trees of its top concepts. A concept with two parents stands below both. */
export function toConceptTree(
  vocabularies: Vocabularies,
  scheme: ConceptScheme,
  options: TreeOptions,
): readonly ConceptNode[] {
  const toNode = (concept: Concept, above: ReadonlySet<string>): ConceptNode => {
    const path = new Set([...above, concept.id]);
    const narrower = vocabularies
      .narrower(concept)
      .filter(({ id, deprecated }) => !path.has(id) && !deprecated);
    return {
      id: concept.id,
      label: concept.prefLabel,
      href: options.hrefOf(concept),
      definition: concept.definition ?? null,
      counts: options.countsOf(concept),
      children: narrower.map((child) => toNode(child, path)),
    };
  };
  const tops = scheme.topConcepts.map((id) => scheme.concepts.get(id));
  return tops
    .filter((concept) => concept !== undefined && !concept.deprecated)
    .map((top) => toNode(top!, new Set()));
}
