import { JsonLdParser } from "jsonld-streaming-parser";
import { NAMESPACES, type Triple } from "../rdf-words.ts";
import { importError, toSentence } from "./failures.ts";
import type { ReadFormat } from "./import-format.ts";
import { isRecord, readJson } from "./read-json.ts";
import { type ParsedQuad, toTriple } from "./to-triple.ts";

/** Under these addresses a document may mean SKOS itself; the context that it then gets is the one below. */
const SKOS_CONTEXTS: ReadonlySet<string> = new Set([
  "http://www.w3.org/2004/02/skos/core",
  "http://www.w3.org/2004/02/skos/core#",
  "https://www.w3.org/2004/02/skos/core",
  "https://www.w3.org/2009/08/skos-reference/skos.jsonld",
]);

const LINKS = [
  "broader",
  "narrower",
  "related",
  "inScheme",
  "hasTopConcept",
  "topConceptOf",
  "exactMatch",
  "closeMatch",
  "broadMatch",
  "narrowMatch",
  "relatedMatch",
  "member",
];

const SKOS_CONTEXT = {
  ...NAMESPACES,
  "@vocab": NAMESPACES.skos,
  id: "@id",
  type: "@type",
  uri: "@id",
  graph: "@graph",
  ...Object.fromEntries(LINKS.map((link) => [link, { "@id": NAMESPACES.skos + link, "@type": "@id" }])),
};

/**
 * JSON-LD. Contexts are never fetched: one that is named by its address is refused, but that of SKOS itself, which
 * is built in.
 */
export const readJsonLd: ReadFormat = async (text, { name, base }) => {
  const document = readJson(text, name);
  refuseRemoteContexts(document, name);
  const parser = new JsonLdParser({
    baseIRI: base,
    documentLoader: { load: () => Promise.resolve({ "@context": SKOS_CONTEXT }) },
  });
  const triples: Triple[] = [];
  parser.on("data", (quad: ParsedQuad) => triples.push(toTriple(quad)));
  await new Promise<void>((resolve, reject) => {
    parser.on("error", (error: unknown) => reject(importError(name, undefined, toSentence(error))));
    parser.on("end", resolve);
    parser.end(text);
  });
  return { triples, leftOut: new Map() };
};

/** Looks at all levels without recursion; how deep they are was looked at before. */
function refuseRemoteContexts(document: unknown, name: string): void {
  const waiting = [document];
  for (let value = waiting.pop(); value !== undefined || waiting.length > 0; value = waiting.pop()) {
    if (Array.isArray(value)) for (const item of value) waiting.push(item);
    if (!isRecord(value)) continue;
    for (const context of [value["@context"]].flat(3)) refuseRemote(context, name);
    waiting.push(...Object.values(value));
  }
}

function refuseRemote(context: unknown, name: string): void {
  const imported = isRecord(context) ? context["@import"] : context;
  if (typeof imported !== "string" || SKOS_CONTEXTS.has(imported)) return;
  throw importError(
    name,
    undefined,
    `It names the context "${imported.slice(0, 200)}", and contexts are not fetched.`,
    "Put the context itself in the place of its address, or give the vocabulary as Turtle.",
  );
}
