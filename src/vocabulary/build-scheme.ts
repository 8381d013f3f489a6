import type { VocabularyFile } from "./read-file.ts";
import type { Concept, ConceptScheme, ExampleQuestion, SchemeFacet } from "./vocabulary.ts";
import { toOwnWords, toWordsByLanguage, type OneOrMore, type RawWords } from "./words-by-language.ts";

interface RawConcept extends RawWords {
  readonly broader?: OneOrMore;
  readonly related?: OneOrMore;
  readonly exactMatch?: readonly string[];
  readonly closeMatch?: readonly string[];
  readonly broadMatch?: readonly string[];
  readonly uri?: string;
  readonly deprecated?: boolean;
  readonly replacedBy?: OneOrMore;
  readonly since?: string | number;
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
    readonly uri?: string;
    readonly language?: string;
    readonly facet?: Partial<SchemeFacet> | false;
  };
  readonly examples?: readonly RawQuestion[];
  readonly concepts: Readonly<Record<string, RawConcept>>;
}

/** The scheme that a file of the right shape describes; what its concepts name is not checked here. */
export function toConceptScheme(id: string, file: VocabularyFile): ConceptScheme {
  // The schema has checked the shape.
  const raw = file.value as RawScheme;
  const namespace = raw.scheme.namespace ?? `/vocabularies/${id}/`;
  const language = raw.scheme.language ?? "en";
  const concepts = new Map<string, Concept>();
  for (const key of file.keysAt(["concepts"])) {
    const concept = raw.concepts[key];
    if (concept !== undefined)
      concepts.set(key, toConcept(concept, { scheme: id, key, namespace, language }));
  }
  return {
    id,
    title: raw.scheme.title,
    description: raw.scheme.description,
    license: raw.scheme.license,
    source: raw.scheme.source,
    namespace,
    uri: raw.scheme.uri ?? namespace.replace(/[#/]$/u, ""),
    language,
    facet: toFacet(id, raw.scheme.title, raw.scheme.facet),
    exampleQuestions: (raw.examples ?? []).map(toQuestion),
    concepts,
    topConcepts: [...concepts.values()]
      .filter((concept) => concept.broader.length === 0)
      .map((concept) => concept.id),
  };
}

function toFacet(
  id: string,
  title: string,
  wish: Partial<SchemeFacet> | false | undefined,
): SchemeFacet | undefined {
  if (wish === false) return undefined;
  return {
    key: wish?.key ?? id,
    label: (wish?.label ?? title).trim(),
    order: wish?.order,
    multiple: wish?.multiple ?? true,
  };
}

interface Place {
  readonly scheme: string;
  readonly key: string;
  readonly namespace: string;
  readonly language: string;
}

function toConcept(raw: RawConcept, { scheme, key, namespace, language }: Place): Concept {
  const own = toOwnWords(raw, language);
  return {
    scheme,
    id: key,
    uri: raw.uri ?? namespace + key,
    ...own,
    prefLabel: own.prefLabel ?? key,
    broader: toList(raw.broader),
    related: toList(raw.related),
    exactMatch: raw.exactMatch ?? [],
    closeMatch: raw.closeMatch ?? [],
    broadMatch: raw.broadMatch ?? [],
    deprecated: raw.deprecated ?? false,
    replacedBy: toList(raw.replacedBy),
    since: raw.since === undefined ? undefined : String(raw.since),
    byLanguage: toWordsByLanguage(raw, language),
  };
}

function toList(value: OneOrMore | undefined): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}

function toQuestion(raw: RawQuestion): ExampleQuestion {
  return {
    text: raw.text.trim(),
    query: raw.query?.trim() ?? "",
    filters: new Map(Object.entries(raw.filters ?? {})),
  };
}
