const SKOS = "http://www.w3.org/2004/02/skos/core#";
const DCTERMS = "http://purl.org/dc/terms/";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/** The namespaces that vocabularies are written with, by the prefix that they have in text. */
export const NAMESPACES = {
  skos: SKOS,
  dcterms: DCTERMS,
  dc: "http://purl.org/dc/elements/1.1/",
  rdf: RDF,
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  owl: "http://www.w3.org/2002/07/owl#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  vann: "http://purl.org/vocab/vann/",
  prov: "http://www.w3.org/ns/prov#",
  skosxl: "http://www.w3.org/2008/05/skos-xl#",
  ivoasem: "http://www.ivoa.net/rdf/ivoasem#",
} as const;

export type NamespacePrefix = keyof typeof NAMESPACES;

/** The URI of a name with one of our prefixes. */
export function uriOf(prefix: NamespacePrefix, name: string): string {
  return NAMESPACES[prefix] + name;
}

/** `skos:notation` for its URI; the URI itself where no prefix of ours fits. */
export function shortName(uri: string): string {
  for (const [prefix, namespace] of Object.entries(NAMESPACES)) {
    if (uri.startsWith(namespace)) return `${prefix}:${uri.slice(namespace.length)}`;
  }
  return uri;
}

export const TYPE = uriOf("rdf", "type");
export const CONCEPT = uriOf("skos", "Concept");
export const CONCEPT_SCHEME = uriOf("skos", "ConceptScheme");

/** The datatype of a notation that is a concept's id in a catalogue. */
export const CONCEPT_ID = "urn:execat:concept-id";

/** The object of a triple. A text without language has `""`. */
export type RdfObject =
  | { readonly kind: "uri" | "blank"; readonly value: string }
  | {
      readonly kind: "text";
      readonly value: string;
      readonly language: string;
      readonly datatype: string;
    };

/** A statement; a blank subject begins with `_:`. */
export interface Triple {
  readonly subject: string;
  readonly predicate: string;
  readonly object: RdfObject;
}

const STRING = uriOf("xsd", "string");
const LANGUAGE_STRING = uriOf("rdf", "langString");

export function uriObject(value: string): RdfObject {
  return { kind: "uri", value };
}

/** A text in a language, or in none when that is `""`. */
export function textObject(value: string, language = ""): RdfObject {
  return { kind: "text", value, language, datatype: language === "" ? STRING : LANGUAGE_STRING };
}

export function typedObject(value: string, datatype: string): RdfObject {
  return { kind: "text", value, language: "", datatype };
}
