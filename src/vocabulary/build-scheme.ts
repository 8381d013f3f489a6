import type { Concept, ConceptScheme, ExampleQuestion } from "./vocabulary.ts";
import type { VocabularyFile } from "./read-file.ts";

interface RawConcept {
  readonly prefLabel: string;
  readonly altLabel?: readonly string[];
  readonly hiddenLabel?: readonly string[];
  readonly broader?: readonly string[];
  readonly related?: readonly string[];
  readonly definition?: string;
  readonly exactMatch?: readonly string[];
  readonly closeMatch?: readonly string[];
  readonly deprecated?: boolean;
  readonly replacedBy?: readonly string[];
}

interface RawQuestion {
  readonly text: string;
  readonly query?: string;
  readonly filters?: Readonly<Record<string, readonly string[]>>;
}

interface RawScheme {
  readonly scheme: {
    readonly title: string;
    readonly description?: string;
    readonly license?: string;
    readonly source?: string;
    readonly namespace?: string;
  };
  readonly examples?: readonly RawQuestion[];
  readonly concepts: Readonly<Record<string, RawConcept>>;
}

/** The scheme that a file of the right shape describes; what its concepts name is not checked here. */
export function toConceptScheme(id: string, file: VocabularyFile): ConceptScheme {
  // The schema has checked the shape.
  const raw = file.value as RawScheme;
  const namespace = raw.scheme.namespace ?? `/vocabularies/${id}/`;
  const concepts = new Map<string, Concept>();
  for (const key of file.keysAt(["concepts"])) {
    const concept = raw.concepts[key];
    if (concept !== undefined) concepts.set(key, toConcept(id, key, namespace, concept));
  }
  return {
    id,
    title: raw.scheme.title,
    description: raw.scheme.description,
    license: raw.scheme.license,
    source: raw.scheme.source,
    namespace,
    exampleQuestions: (raw.examples ?? []).map(toQuestion),
    concepts,
    topConcepts: [...concepts.values()]
      .filter((concept) => concept.broader.length === 0)
      .map((concept) => concept.id),
  };
}

function toConcept(scheme: string, id: string, namespace: string, raw: RawConcept): Concept {
  return {
    scheme,
    id,
    uri: namespace + id,
    prefLabel: raw.prefLabel.trim(),
    altLabels: (raw.altLabel ?? []).map((label) => label.trim()),
    hiddenLabels: (raw.hiddenLabel ?? []).map((label) => label.trim()),
    broader: raw.broader ?? [],
    related: raw.related ?? [],
    definition: raw.definition?.trim(),
    exactMatch: raw.exactMatch ?? [],
    closeMatch: raw.closeMatch ?? [],
    deprecated: raw.deprecated ?? false,
    replacedBy: raw.replacedBy ?? [],
  };
}

function toQuestion(raw: RawQuestion): ExampleQuestion {
  return {
    text: raw.text.trim(),
    query: raw.query?.trim() ?? "",
    filters: new Map(Object.entries(raw.filters ?? {})),
  };
}
