import { Readable } from "node:stream";
import { RdfXmlParser } from "rdfxml-streaming-parser";
import type { Triple } from "../rdf-words.ts";
import { importError, lineAt, toSentence } from "./failures.ts";
import type { ReadFormat } from "./import-format.ts";
import { type ParsedQuad, toTriple } from "./to-triple.ts";

const MOST_LEVELS = 200;
/** How much text the entities of a file may become in all. */
const MOST_ENTITY_CHARS = 10_000_000;
const CHUNK_CHARS = 65_536;

/**
 * RDF/XML. Entities may stand for namespaces, as they do in ontologies; such as come from elsewhere, name each other
 * or would grow without measure are refused before anything is parsed.
 */
export const readRdfXml: ReadFormat = async (text, { name, base }) => {
  refuseEntities(text, name);
  refuseDepth(text, name);
  const parser = new RdfXmlParser({ baseIRI: base, trackPosition: true });
  const triples: Triple[] = [];
  parser.on("data", (quad: ParsedQuad) => triples.push(toTriple(quad)));
  await new Promise<void>((resolve, reject) => {
    parser.on("error", (error: unknown) => reject(toError(error, name)));
    parser.on("end", resolve);
    Readable.from(chunksOf(text)).pipe(parser);
  });
  return { triples, leftOut: new Map() };
};

function* chunksOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += CHUNK_CHARS) yield text.slice(at, at + CHUNK_CHARS);
}

function toError(error: unknown, name: string): Error {
  const sentence = toSentence(error);
  // The parser of XML writes `3:14: …`, that of RDF `Line 3 column 14: …`.
  const place = /^(?:Line )?(\d+)(?: column |:)(\d+): /u.exec(sentence);
  return importError(
    name,
    place === null ? undefined : Number(place[1]),
    sentence.slice(place?.[0].length ?? 0),
  );
}

function refuseEntities(text: string, name: string): void {
  const start = text.indexOf("<!DOCTYPE");
  if (start === -1) return;
  const refuse = (offset: number, sentence: string): never => {
    throw importError(name, lineAt(text, offset), sentence, "Write the text out in the place of the entity.");
  };
  const end = text.indexOf("]", start);
  const doctype = text.slice(start, end === -1 ? undefined : end);
  let size = 0;
  for (const found of doctype.matchAll(/<!ENTITY\s+(%\s+)?(\S+)\s+("[^"]*"|'[^']*'|\S+)/gu)) {
    const [, parameter, entity = "", value = ""] = found;
    const at = start + found.index;
    const quoted = value.startsWith('"') || value.startsWith("'");
    if (parameter !== undefined || !quoted) refuse(at, `The entity "${entity}" comes from elsewhere.`);
    if (/[&<%]/u.test(value)) refuse(at, `The entity "${entity}" holds more than plain text.`);
    size += (text.split(`&${entity};`).length - 1) * value.length;
    if (size > MOST_ENTITY_CHARS) refuse(at, `The entities become more than ${MOST_ENTITY_CHARS} signs.`);
  }
}

/** Counts tags that begin and end; the sign ">" within an attribute is rare, and shifts nothing. */
function refuseDepth(text: string, name: string): void {
  let depth = 0;
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", at + 1)) {
    const close = text.startsWith("<!--", at) ? "-->" : text.startsWith("<![CDATA[", at) ? "]]>" : ">";
    const end = text.indexOf(close, at);
    if (end === -1) return;
    const next = text.charAt(at + 1);
    if (next === "/") depth -= 1;
    else if (next !== "!" && next !== "?" && text.charAt(end - 1) !== "/") depth += 1;
    if (depth > MOST_LEVELS) {
      throw importError(name, lineAt(text, at), `More than ${MOST_LEVELS} elements stand inside each other.`);
    }
    at = end;
  }
}
