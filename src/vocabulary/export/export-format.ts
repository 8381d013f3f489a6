import type { Triple } from "../rdf-words.ts";

/** The formats of RDF that vocabularies are given in: the name in an address, the media type, the ending. */
export const EXPORT_FORMATS = [
  { name: "turtle", label: "Turtle", type: "text/turtle", extension: "ttl" },
  { name: "jsonld", label: "JSON-LD", type: "application/ld+json", extension: "jsonld" },
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Writes triples in a format. The libraries are imported when they are needed. */
export async function writeTriples(format: ExportFormat, triples: Iterable<Triple>): Promise<string> {
  return format.name === "turtle"
    ? (await import("./write-turtle.ts")).writeTurtle(triples)
    : (await import("./write-jsonld.ts")).writeJsonLd(triples);
}
