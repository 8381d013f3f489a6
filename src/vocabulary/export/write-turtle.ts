import { DataFactory, type Literal, type NamedNode, Writer } from "n3";
import { NAMESPACES, type NamespacePrefix, type RdfObject, type Triple } from "../rdf-words.ts";

const PREFIXES: readonly NamespacePrefix[] = ["skos", "dcterms", "owl", "xsd", "vann", "prov"];

/** Triples without blank nodes as Turtle, in the order in which they come. */
export function writeTurtle(triples: Iterable<Triple>): string {
  const writer = new Writer({
    prefixes: Object.fromEntries(PREFIXES.map((prefix) => [prefix, NAMESPACES[prefix]])),
  });
  for (const { subject, predicate, object } of triples) {
    writer.addQuad(
      DataFactory.quad(DataFactory.namedNode(subject), DataFactory.namedNode(predicate), toTerm(object)),
    );
  }
  let text = "";
  // Without an output of its own the writer calls back at once.
  writer.end((error: Error | null, result: string) => {
    if (error !== null && error !== undefined) throw error;
    text = result;
  });
  return text;
}

function toTerm(object: RdfObject): NamedNode | Literal {
  if (object.kind !== "text") return DataFactory.namedNode(object.value);
  const { value, language, datatype } = object;
  return DataFactory.literal(value, language === "" ? DataFactory.namedNode(datatype) : language);
}
