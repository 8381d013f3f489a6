import { ExecatError } from "../../errors.ts";
import { collectScheme } from "./collect-scheme.ts";
import { detectFormat } from "./detect-format.ts";
import type { ImportFormat, ReadFormat } from "./import-format.ts";
import { nameConcepts } from "./name-concepts.ts";
import { partLabels } from "./part-labels.ts";
import { createTally } from "./tally.ts";
import { writeYaml } from "./write-yaml.ts";

/** Larger files are refused before they are read. */
export const MOST_IMPORT_BYTES = 50_000_000;

export interface ImportOptions {
  /** The file's path or address, as it is named in messages. */
  readonly name: string;
  /** The id of the scheme that is made. */
  readonly as: string;
  readonly format?: ImportFormat | undefined;
  /** What stands before an id in a URI, for formats that do not say it. */
  readonly namespace?: string | undefined;
  readonly scheme?: string | undefined;
  readonly language?: string | undefined;
}

export interface ImportedVocabulary {
  readonly format: ImportFormat;
  /** The text of the vocabulary's file. */
  readonly yaml: string;
  readonly concepts: number;
  readonly languages: readonly string[];
  /** What had no place in the file, by what it is, with how often it was there. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * Makes a vocabulary's file from SKOS, from an IVOA list or from the UAT's JSON. URIs, hierarchy, labels, notes,
 * matches, deprecations and replacements are kept, in all languages.
 *
 * Throws `VOCABULARY_INVALID`, with the line where the parser knows it, and `TOO_LARGE` beyond 50 MB. Whether the
 * file is a sound vocabulary is for the check to say.
 */
export async function importVocabulary(
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<ImportedVocabulary> {
  refuseSize(bytes.length, options.name);
  const text = decode(bytes, options.name);
  const format = options.format ?? detectFormat(text, options.name);
  const read = await readerOf(format);
  const namespace = options.namespace ?? `http://www.ivoa.net/rdf/${stemOf(options.name)}#`;
  // For files whose URIs are relative, and say relative to what by nothing.
  const base = /^https?:/u.test(options.name) ? options.name : `urn:execat:${options.as}/`;
  const { triples, leftOut } = await read(text, { name: options.name, base, namespace });
  const tally = createTally();
  for (const [name, count] of leftOut) tally.add(name, count);
  const scheme = partLabels(collectScheme(triples, options, tally), tally);
  const names = nameConcepts({ ...scheme, namespace: options.namespace ?? scheme.namespace });
  const yaml = writeYaml(scheme, names, { title: options.as, origin: options.name.replaceAll(/\s+/gu, " ") });
  const labels = scheme.concepts.flatMap(({ prefLabel, altLabel }) => [...prefLabel, ...altLabel]);
  return {
    format,
    yaml,
    concepts: scheme.concepts.length,
    languages: [...new Set([scheme.language, ...labels.map(({ language }) => language)])],
    leftOut: tally.counts,
  };
}

/** Throws `TOO_LARGE` for more bytes than are read. */
export function refuseSize(bytes: number, name: string): void {
  if (bytes <= MOST_IMPORT_BYTES) return;
  throw new ExecatError("TOO_LARGE", `"${name}" has ${bytes} bytes; at most ${MOST_IMPORT_BYTES} are read.`, {
    hint: "Take only the part of it that the catalogue needs.",
  });
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ExecatError("VOCABULARY_INVALID", `"${name}" is not UTF-8.`, {
      hint: "Save it as UTF-8, uncompressed.",
      cause,
    });
  }
}

/** `product-type` of `…/product-type.csv`. */
function stemOf(name: string): string {
  const last =
    name
      .replace(/[?#].*$/u, "")
      .split(/[/\\]/u)
      .findLast((part) => part !== "") ?? "";
  return last.replace(/\.[A-Za-z0-9]+$/u, "").replaceAll(/[^A-Za-z0-9._-]+/gu, "-") || "vocabulary";
}

/** The parsers are imported when they are needed: a command reads one format, and they take time to load. */
async function readerOf(format: ImportFormat): Promise<ReadFormat> {
  switch (format) {
    case "turtle":
      return (await import("./read-turtle.ts")).readTurtle;
    case "ntriples":
      return (await import("./read-turtle.ts")).readNTriples;
    case "rdfxml":
      return (await import("./read-rdfxml.ts")).readRdfXml;
    case "jsonld":
      return (await import("./read-jsonld.ts")).readJsonLd;
    case "ivoa-csv":
      return (await import("./read-ivoa-csv.ts")).readIvoaCsv;
    case "ivoa-desise":
      return (await import("./read-desise.ts")).readDesise;
    case "uat-json":
      return (await import("./read-uat.ts")).readUat;
  }
}
