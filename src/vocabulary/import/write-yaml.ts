import { Document, isMap, isSeq } from "yaml";
import type { ConceptNames } from "./name-concepts.ts";
import type { SkosConcept, SkosScheme, Told } from "./skos-scheme.ts";

export interface WriteOptions {
  /** The title of a scheme that has none. */
  readonly title: string;
  /** Said in the first line. */
  readonly origin: string;
}

/** The scheme as a file of `vocabularies/`, concepts in the order in which they were read. */
export function writeYaml(
  scheme: SkosScheme,
  { namespace, ids }: ConceptNames,
  options: WriteOptions,
): string {
  const { language } = scheme;
  const concepts = new Map<string, unknown>();
  for (const concept of scheme.concepts) {
    const id = ids.get(concept.uri);
    if (id !== undefined) concepts.set(id, toConcept(concept, { id, language, namespace, ids }));
  }
  const head = compact({
    title: scheme.title ?? options.title,
    description: scheme.description,
    license: scheme.license,
    source: scheme.source,
    namespace,
    uri: scheme.uri === namespace.replace(/[#/]$/u, "") ? undefined : scheme.uri,
    language: language === "en" ? undefined : language,
  });
  const document = new Document(
    new Map<string, unknown>([
      ["scheme", head],
      ["concepts", concepts],
    ]),
    {
      aliasDuplicateObjects: false,
    },
  );
  document.commentBefore = ` Imported from ${options.origin} by \`execat vocabulary import\`.`;
  flowLists(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Lists of ids, labels and matches stand in one line; examples are sentences and do not. */
function flowLists(document: Document): void {
  const concepts = document.get("concepts", true);
  for (const concept of isMap(concepts) ? concepts.items : []) {
    for (const { key, value } of isMap(concept.value) ? concept.value.items : []) {
      if (isSeq(value) && String(key) !== "example") value.flow = true;
    }
  }
}

interface Place {
  readonly id: string;
  readonly language: string;
  readonly namespace: string;
  readonly ids: ReadonlyMap<string, string>;
}

function toConcept(
  concept: SkosConcept,
  { id, language, namespace, ids }: Place,
): ReadonlyMap<string, unknown> {
  const named = (uris: readonly string[]): readonly string[] | undefined =>
    orNothing(uris.flatMap((uri) => ids.get(uri) ?? []));
  return compact({
    prefLabel: concept.prefLabel.length === 0 ? id : oneByLanguage(concept.prefLabel, language),
    altLabel: listByLanguage(concept.altLabel, language),
    hiddenLabel: listByLanguage(concept.hiddenLabel, language),
    broader: named(concept.broader),
    related: named(concept.related),
    definition: oneByLanguage(concept.definition, language),
    scopeNote: oneByLanguage(concept.scopeNote, language),
    example: listByLanguage(concept.example, language),
    exactMatch: orNothing(concept.exactMatch),
    closeMatch: orNothing(concept.closeMatch),
    broadMatch: orNothing(concept.broadMatch),
    uri: concept.uri === namespace + id ? undefined : concept.uri,
    deprecated: concept.deprecated ? true : undefined,
    replacedBy: named(concept.replacedBy),
    since: concept.since,
  });
}

function oneByLanguage(told: readonly Told[], language: string): unknown {
  const [first, second] = told;
  if (first === undefined || (second === undefined && first.language === language)) return first?.text;
  return new Map(ownFirst(told, language).map(({ language: own, text }) => [own, text]));
}

function listByLanguage(told: readonly Told[], language: string): unknown {
  if (told.every((one) => one.language === language)) return orNothing(told.map(({ text }) => text));
  const lists = new Map<string, string[]>();
  for (const { language: own, text } of ownFirst(told, language)) {
    lists.set(own, [...(lists.get(own) ?? []), text]);
  }
  return lists;
}

function ownFirst(told: readonly Told[], language: string): readonly Told[] {
  return [
    ...told.filter((one) => one.language === language),
    ...told.filter((one) => one.language !== language),
  ];
}

function orNothing(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function compact(record: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(record).filter(([, value]) => value !== undefined));
}
