import {
  NAMESPACES,
  type NamespacePrefix,
  type RdfObject,
  shortName,
  type Triple,
  TYPE,
  uriOf,
} from "../rdf-words.ts";

const PREFIXES: readonly NamespacePrefix[] = ["skos", "dcterms", "owl", "xsd", "vann", "prov"];
const STRING = uriOf("xsd", "string");

/** Triples without blank nodes as JSON-LD: one object a subject, with a context that needs no fetching. */
export function writeJsonLd(triples: Iterable<Triple>): string {
  const nodes = new Map<string, Map<string, unknown[]>>();
  for (const { subject, predicate, object } of triples) {
    const node = nodes.get(subject) ?? new Map<string, unknown[]>();
    nodes.set(subject, node);
    const key = predicate === TYPE ? "@type" : shortName(predicate);
    const value = predicate === TYPE ? shortName(object.value) : toValue(object);
    node.set(key, [...(node.get(key) ?? []), value]);
  }
  const graph = [...nodes].map(([id, node]) => ({ "@id": id, ...Object.fromEntries(node) }));
  const context = Object.fromEntries(PREFIXES.map((prefix) => [prefix, NAMESPACES[prefix]]));
  return `${JSON.stringify({ "@context": context, "@graph": graph }, undefined, 1)}\n`;
}

function toValue(object: RdfObject): object {
  if (object.kind !== "text") return { "@id": object.value };
  if (object.language !== "") return { "@value": object.value, "@language": object.language };
  return object.datatype === STRING
    ? { "@value": object.value }
    : { "@value": object.value, "@type": shortName(object.datatype) };
}
