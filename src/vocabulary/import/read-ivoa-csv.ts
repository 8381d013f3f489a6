import { parse } from "csv-parse/sync";
import {
  CONCEPT,
  CONCEPT_SCHEME,
  NAMESPACES,
  type RdfObject,
  textObject,
  type Triple,
  TYPE,
  typedObject,
  uriObject,
  uriOf,
} from "../rdf-words.ts";
import { importError, toSentence } from "./failures.ts";
import type { ReadFormat, ReadPlace } from "./import-format.ts";
import { createTally, type Tally } from "./tally.ts";

/** IVOA vocabularies are in English. */
const LANGUAGE = "en";

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * The IVOA's list: a line is `term;level;label;description;relations`, and a term belongs under the nearest one
 * before it that stands a level higher. What begins with `#` is a comment.
 */
export const readIvoaCsv: ReadFormat = (text, place) => {
  const scheme = place.namespace.replace(/[#/]$/u, "");
  const title = (scheme.split("/").at(-1) ?? place.name).replaceAll("-", " ");
  const triples: Triple[] = [
    { subject: scheme, predicate: TYPE, object: uriObject(CONCEPT_SCHEME) },
    {
      subject: scheme,
      predicate: uriOf("dcterms", "title"),
      object: textObject(title.charAt(0).toUpperCase() + title.slice(1), LANGUAGE),
    },
  ];
  const leftOut = createTally();
  const above: string[] = [];
  for (const row of readRows(text, place.name)) {
    const [term = "", level = "", label = "", description = "", ...relations] = row.cells;
    const depth = Number(level);
    if (term === "" || !/^\d+$/u.test(level) || depth < 1 || depth > above.length + 1) {
      throw importError(
        place.name,
        row.line,
        `"${term.slice(0, 80)}" has the level "${level.slice(0, 20)}", where 1 to ${above.length + 1} may stand.`,
      );
    }
    const subject = place.namespace + term;
    above.splice(depth - 1, above.length, subject);
    const add = (predicate: string, object: RdfObject): void =>
      void triples.push({ subject, predicate, object });
    add(TYPE, uriObject(CONCEPT));
    add(uriOf("skos", "inScheme"), uriObject(scheme));
    add(uriOf("skos", "prefLabel"), textObject(label || term, LANGUAGE));
    if (description !== "") add(uriOf("skos", "definition"), textObject(description, LANGUAGE));
    const parent = above[depth - 2];
    if (parent !== undefined) add(uriOf("skos", "broader"), uriObject(parent));
    for (const relation of readRelations(relations.join(" "), place, leftOut)) add(...relation);
  }
  return { triples, leftOut: leftOut.counts };
};

function readRows(text: string, name: string): readonly Row[] {
  try {
    const rows = parse(text, {
      delimiter: ";",
      bom: true,
      comment: "#",
      comment_no_infix: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    const line = (error as { lines?: number } | undefined)?.lines;
    throw importError(name, line, toSentence(error));
  }
}

/** `skos:exactMatch(http://…) ivoasem:deprecated()`: properties, each with what it names. */
function* readRelations(
  text: string,
  { namespace }: ReadPlace,
  leftOut: Tally,
): Generator<readonly [string, RdfObject]> {
  for (const [, prefix = "", name = "", value = ""] of text.matchAll(
    /([\w-]+):([\w-]+)(?:\(([^()]*)\))?/gu,
  )) {
    const known = Object.entries(NAMESPACES).find(([one]) => one === prefix)?.[1];
    const target = value.trim().replace(/^"(.*)"$/u, "$1");
    if (known === undefined) leftOut.add(`${prefix}:${name}`);
    else if (target === "") yield [known + name, typedObject("true", uriOf("xsd", "boolean"))];
    else if (/^[a-z][a-z0-9+.-]*:\S+$/iu.test(target)) yield [known + name, uriObject(target)];
    else yield [known + name, uriObject(namespace + target.replace(/^#/u, ""))];
  }
}
