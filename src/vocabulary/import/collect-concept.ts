import { CONCEPT_ID, type RdfObject, shortName, TYPE, uriOf } from "../rdf-words.ts";
import type { SkosConcept, Told } from "./skos-scheme.ts";
import type { Statements } from "./statements.ts";
import type { Tally } from "./tally.ts";

const LONGEST_LABEL = 200;

/** What is known while concepts are collected. */
export interface Collecting {
  readonly statements: Statements;
  readonly language: string;
  readonly leftOut: Tally;
  /** URIs of the scheme's concepts. */
  readonly known: ReadonlySet<string>;
  /** Nodes that stand for a text of a concept: labels of SKOS-XL, notes with a value. */
  readonly used: Set<string>;
}

/** The concept of that URI; `narrowerOf` names those that say it is narrower than they. */
export function collectConcept(
  collecting: Collecting,
  uri: string,
  narrowerOf: readonly string[],
): SkosConcept {
  const { statements, leftOut } = collecting;
  const links = (...predicates: readonly string[]): readonly string[] =>
    takeLinks(collecting, uri, predicates);
  const matches = (name: string): readonly string[] =>
    takeUris(collecting, uri, uriOf("skos", name)).filter((target) =>
      /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/u.test(target),
    );
  const labels = collectLabels(collecting, uri);
  const replacedBy = links(uriOf("dcterms", "isReplacedBy"), uriOf("ivoasem", "useInstead"));
  const deprecated = isDeprecated(collecting, uri) || replacedBy.length > 0;
  const concept: SkosConcept = {
    uri,
    notation: takeConceptId(statements, uri),
    ...labels,
    definition: onePerLanguage(
      collecting,
      takeTexts(collecting, uri, uriOf("skos", "definition")),
      "definition",
    ),
    scopeNote: onePerLanguage(
      collecting,
      takeTexts(collecting, uri, uriOf("skos", "scopeNote")),
      "scopeNote",
    ),
    example: takeTexts(collecting, uri, uriOf("skos", "example")),
    broader: unique([...links(uriOf("skos", "broader")), ...narrowerOf]),
    related: links(uriOf("skos", "related")),
    replacedBy,
    exactMatch: matches("exactMatch"),
    closeMatch: matches("closeMatch"),
    broadMatch: matches("broadMatch"),
    deprecated,
    since: takeSince(collecting, uri),
  };
  for (const predicate of DERIVED) statements.take(uri, predicate);
  statements.countRest(uri, leftOut);
  return concept;
}

/** What follows from the rest, or says only what every concept is. */
const DERIVED = [
  TYPE,
  uriOf("skos", "inScheme"),
  uriOf("skos", "topConceptOf"),
  uriOf("skos", "broaderTransitive"),
  uriOf("skos", "narrowerTransitive"),
  uriOf("rdfs", "label"),
];

type Labels = Pick<SkosConcept, "prefLabel" | "altLabel" | "hiddenLabel">;

/** A concept says no label twice in a language, whichever case it is written in. */
function collectLabels(collecting: Collecting, uri: string): Labels {
  const { statements, leftOut } = collecting;
  const all = (name: string): readonly Told[] =>
    [uriOf("skos", name), uriOf("skosxl", name)]
      .flatMap((predicate) => takeTexts(collecting, uri, predicate))
      // Files that are indented break lines within labels.
      .map(({ text, language }) => ({ text: text.replaceAll(/\s*[\r\n]\s*/gu, " "), language }))
      .filter((told) => {
        const fits = told.text.length <= LONGEST_LABEL;
        if (!fits) leftOut.add(`skos:${name} longer than ${LONGEST_LABEL} signs`);
        return fits;
      });
  const preferred = all("prefLabel");
  const plain = statements.peek(uri, uriOf("rdfs", "label")).flatMap((label) => toTold(collecting, label));
  const prefLabel = onePerLanguage(collecting, preferred.length > 0 ? preferred : plain, "prefLabel");
  if (prefLabel.length === 0) leftOut.add("skos:prefLabel missing, where the id stands for it", 1);
  const said = new Set(prefLabel.map(keyOf));
  const others = (name: string): readonly Told[] =>
    all(name).filter((told) => {
      const key = keyOf(told);
      const again = said.has(key);
      if (again) leftOut.add("labels that the concept has already");
      said.add(key);
      return !again;
    });
  return { prefLabel, altLabel: others("altLabel"), hiddenLabel: others("hiddenLabel") };
}

function keyOf({ text, language }: Told): string {
  return `${language.toLowerCase()} ${text.toLowerCase()}`;
}

function takeTexts(collecting: Collecting, uri: string, predicate: string): readonly Told[] {
  const { statements, leftOut } = collecting;
  const told = new Map<string, Told>();
  for (const object of statements.take(uri, predicate)) {
    const found = toTold(collecting, object);
    if (found.length === 0) leftOut.add(`${shortName(predicate)} without a text`);
    for (const one of found) told.set(`${one.language} ${one.text}`, one);
  }
  return [...told.values()];
}

/** A text, or what a node says that stands for one. */
function toTold({ statements, language, used }: Collecting, object: RdfObject): readonly Told[] {
  let literals: readonly RdfObject[] = [object];
  if (object.kind !== "text") {
    const values = [uriOf("skosxl", "literalForm"), uriOf("rdf", "value")].flatMap((predicate) =>
      statements.peek(object.value, predicate),
    );
    if (values.length > 0) used.add(object.value);
    literals = values;
  }
  return literals.flatMap((literal) => {
    if (literal.kind !== "text") return [];
    const text = literal.value.trim();
    return text === "" ? [] : [{ text, language: literal.language === "" ? language : literal.language }];
  });
}

function onePerLanguage({ leftOut }: Collecting, all: readonly Told[], name: string): readonly Told[] {
  const first = new Map<string, Told>();
  for (const told of all) {
    const key = told.language.toLowerCase();
    if (first.has(key)) leftOut.add(`skos:${name} beside another in the same language`);
    else first.set(key, told);
  }
  return [...first.values()];
}

function takeUris({ statements, leftOut }: Collecting, uri: string, predicate: string): readonly string[] {
  const objects = statements.take(uri, predicate);
  const uris = objects.filter(({ kind }) => kind === "uri").map(({ value }) => value);
  leftOut.add(`${shortName(predicate)} without a URI`, objects.length - uris.length);
  return unique(uris);
}

function takeLinks(collecting: Collecting, uri: string, predicates: readonly string[]): readonly string[] {
  const targets = predicates.flatMap((predicate) =>
    takeUris(collecting, uri, predicate).filter((target) => {
      const known = collecting.known.has(target);
      if (!known) collecting.leftOut.add(`${shortName(predicate)} to a concept that is not there`);
      if (target === uri) collecting.leftOut.add(`${shortName(predicate)} to the concept itself`);
      return known && target !== uri;
    }),
  );
  return unique(targets);
}

function isDeprecated({ statements }: Collecting, uri: string): boolean {
  const said = [uriOf("owl", "deprecated"), uriOf("ivoasem", "deprecated")].flatMap((predicate) =>
    statements.take(uri, predicate),
  );
  return said.some(({ kind, value }) => kind !== "text" || !["false", "0"].includes(value));
}

function takeSince({ statements }: Collecting, uri: string): string | undefined {
  const [since] = statements.take(uri, uriOf("prov", "invalidatedAtTime"));
  return since?.value.trim() || undefined;
}

/** Notations of others are codes of their own: they stay, and are counted as left out. */
function takeConceptId(statements: Statements, uri: string): string | undefined {
  const notation = uriOf("skos", "notation");
  const isId = (object: RdfObject): boolean => object.kind === "text" && object.datatype === CONCEPT_ID;
  if (!statements.peek(uri, notation).some(isId)) return undefined;
  return statements.take(uri, notation).find(isId)?.value;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
