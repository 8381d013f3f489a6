import {
  CONCEPT,
  CONCEPT_SCHEME,
  type RdfObject,
  textObject,
  type Triple,
  TYPE,
  typedObject,
  uriObject,
  uriOf,
} from "../rdf-words.ts";
import { importError } from "./failures.ts";
import type { ReadFormat } from "./import-format.ts";
import { isRecord, readJson } from "./read-json.ts";
import { createTally, type Tally } from "./tally.ts";

const LANGUAGE = "en";
const TEXTS: ReadonlyMap<string, string> = new Map([
  ["name", "prefLabel"],
  ["altLabels", "altLabel"],
  ["definition", "definition"],
  ["scopeNotes", "scopeNote"],
  ["examples", "example"],
]);

const LINKS: ReadonlyMap<string, string> = new Map([
  ["related", uriOf("skos", "related")],
  ["useInstead", uriOf("dcterms", "isReplacedBy")],
]);

/**
 * The Unified Astronomy Thesaurus as JSON: a tree in which a concept stands below each of its broader ones, told in
 * full every time, and a list of those that are deprecated.
 */
export const readUat: ReadFormat = (text, { name, namespace }) => {
  const document = readJson(text, name);
  if (!isRecord(document) || !Array.isArray(document["children"])) {
    throw importError(name, undefined, `It lacks "children", which the UAT's JSON has.`);
  }
  const reading: Reading = { name, triples: [], leftOut: createTally(), seen: new Set() };
  const waiting: Placed[] = [...listOf(document["children"]), ...listOf(document["deprecated"])]
    .map((node) => ({ node, parent: undefined }))
    .toReversed();
  for (let placed = waiting.pop(); placed !== undefined; placed = waiting.pop()) {
    const uri = readNode(reading, placed);
    const below = isRecord(placed.node) ? listOf(placed.node["children"]) : [];
    if (uri !== undefined) waiting.push(...below.map((node) => ({ node, parent: uri })).toReversed());
  }
  const scheme = schemeOf([...reading.seen], namespace);
  reading.triples.push(
    { subject: scheme, predicate: TYPE, object: uriObject(CONCEPT_SCHEME) },
    {
      subject: scheme,
      predicate: uriOf("dcterms", "title"),
      object: textObject("Unified Astronomy Thesaurus", LANGUAGE),
    },
  );
  return { triples: reading.triples, leftOut: reading.leftOut.counts };
};

interface Reading {
  readonly name: string;
  readonly triples: Triple[];
  readonly leftOut: Tally;
  readonly seen: Set<string>;
}

interface Placed {
  readonly node: unknown;
  readonly parent: string | undefined;
}

function schemeOf([first]: readonly string[], namespace: string): string {
  return (first?.slice(0, first.lastIndexOf("/")) ?? namespace).replace(/[#/]$/u, "");
}

/** The node's URI where what stands below it is still to be read. */
function readNode({ name, triples, leftOut, seen }: Reading, { node, parent }: Placed): string | undefined {
  const uri = isRecord(node) ? node["uri"] : undefined;
  if (!isRecord(node) || typeof uri !== "string") {
    throw importError(
      name,
      undefined,
      `A concept${parent === undefined ? "" : ` below "${parent}"`} has no "uri".`,
    );
  }
  const add = (predicate: string, object: RdfObject): void =>
    void triples.push({ subject: uri, predicate, object });
  if (parent !== undefined) add(uriOf("skos", "broader"), uriObject(parent));
  if (seen.has(uri)) return undefined;
  seen.add(uri);
  add(TYPE, uriObject(CONCEPT));
  for (const [key, value] of Object.entries(node)) {
    if (value === null || ["uri", "children"].includes(key)) continue;
    const objects = toObjects(key, value);
    if (objects === undefined) leftOut.add(key, listOf(value).length);
    else for (const object of objects) add(...object);
  }
  return uri;
}

/** What a key says of a concept; nothing when we have no word for it. */
function toObjects(key: string, value: unknown): readonly (readonly [string, RdfObject])[] | undefined {
  const text = TEXTS.get(key);
  if (text !== undefined) {
    const texts = listOf(value).filter((one) => typeof one === "string");
    return texts.map((one) => [uriOf("skos", text), textObject(one, LANGUAGE)]);
  }
  const link = LINKS.get(key);
  if (link !== undefined) return urisOf(value).map((one) => [link, uriObject(one)]);
  if (key === "status" && value === "deprecated") {
    return [[uriOf("owl", "deprecated"), typedObject("true", uriOf("xsd", "boolean"))]];
  }
  return undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function urisOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((one) => {
    const uri = isRecord(one) ? one["uri"] : one;
    return typeof uri === "string" ? [uri] : [];
  });
}
