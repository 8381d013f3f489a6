import {
  CONCEPT,
  CONCEPT_SCHEME,
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

/** The keys of a term, and the property that each is. */
const LINKS: ReadonlyMap<string, string> = new Map([
  ["wider", uriOf("skos", "broader")],
  ["narrower", uriOf("skos", "narrower")],
  ["useInstead", uriOf("ivoasem", "useInstead")],
]);
const TEXTS: ReadonlyMap<string, string> = new Map([
  ["label", uriOf("skos", "prefLabel")],
  ["description", uriOf("skos", "definition")],
  ["title", uriOf("dcterms", "title")],
]);

/** The IVOA's "dead simple" JSON: `{uri, flavour, terms: {term: {label, description, wider, …}}}`. */
export const readDesise: ReadFormat = (text, { name }) => {
  const document = readJson(text, name);
  const terms = isRecord(document) ? document["terms"] : undefined;
  const uri = isRecord(document) ? document["uri"] : undefined;
  if (!isRecord(document) || !isRecord(terms) || typeof uri !== "string") {
    throw importError(name, undefined, `It lacks "uri" or "terms", which desise has.`);
  }
  const leftOut = createTally();
  const scheme = uri.replace(/[#/]$/u, "");
  const triples: Triple[] = [{ subject: scheme, predicate: TYPE, object: uriObject(CONCEPT_SCHEME) }];
  for (const [key, value] of Object.entries(document)) {
    const property = TEXTS.get(key);
    if (property !== undefined && typeof value === "string") {
      const predicate = key === "label" ? uriOf("dcterms", "title") : property;
      triples.push({ subject: scheme, predicate, object: textObject(value, LANGUAGE) });
    } else if (!["uri", "flavour", "terms"].includes(key)) leftOut.add(key);
  }
  for (const [term, told] of Object.entries(terms)) {
    if (!isRecord(told)) throw importError(name, undefined, `The term "${term.slice(0, 80)}" is no object.`);
    triples.push(...readTerm(`${scheme}#${term}`, scheme, told, leftOut));
  }
  return { triples, leftOut: leftOut.counts };
};

function* readTerm(
  subject: string,
  scheme: string,
  told: Readonly<Record<string, unknown>>,
  leftOut: Tally,
): Generator<Triple> {
  yield { subject, predicate: TYPE, object: uriObject(CONCEPT) };
  yield { subject, predicate: uriOf("skos", "inScheme"), object: uriObject(scheme) };
  for (const [key, value] of Object.entries(told)) {
    const link = LINKS.get(key);
    const text = TEXTS.get(key);
    const values = [value].flat().filter((one) => typeof one === "string");
    if (link !== undefined) {
      for (const target of values.filter((one) => one !== "")) {
        const whole = /^[a-z][a-z0-9+.-]*:\S+$/iu.test(target)
          ? target
          : `${scheme}#${target.replace(/^#/u, "")}`;
        yield { subject, predicate: link, object: uriObject(whole) };
      }
    } else if (text !== undefined) {
      for (const one of values) yield { subject, predicate: text, object: textObject(one, LANGUAGE) };
    } else if (key === "deprecated" && value !== false) {
      // Its presence says it; the value is empty in the files that are published.
      yield {
        subject,
        predicate: uriOf("owl", "deprecated"),
        object: typedObject("true", uriOf("xsd", "boolean")),
      };
    } else if (key !== "deprecated") leftOut.add(key);
  }
}
