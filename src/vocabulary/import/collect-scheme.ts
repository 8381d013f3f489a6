import {
  CONCEPT,
  CONCEPT_SCHEME,
  type RdfObject,
  shortName,
  type Triple,
  TYPE,
  uriOf,
} from "../rdf-words.ts";
import { collectConcept, type Collecting } from "./collect-concept.ts";
import { importError } from "./failures.ts";
import type { SkosConcept, SkosScheme } from "./skos-scheme.ts";
import { createStatements, type Statements } from "./statements.ts";
import type { Tally } from "./tally.ts";

const DEFAULT_LANGUAGE = "en";

export interface CollectOptions {
  readonly name: string;
  /** Which scheme is meant, where a file holds several. */
  readonly scheme?: string | undefined;
  /** The language of what names none, where the file does not say it. */
  readonly language?: string | undefined;
}

/**
 * The concept scheme that a graph describes. What has no place in ours is counted in `leftOut`.
 *
 * Throws `VOCABULARY_INVALID` when the graph holds no concepts, or several schemes and none of them was named.
 */
export function collectScheme(
  triples: readonly Triple[],
  options: CollectOptions,
  leftOut: Tally,
): SkosScheme {
  const statements = createStatements(triples);
  const all = statements.subjects.filter((subject) => isConcept(statements, subject));
  const scheme = chooseScheme(statements, all, options);
  const concepts = all.filter((uri) => belongsTo(statements, uri, scheme));
  leftOut.add("concepts without a URI", concepts.filter((uri) => uri.startsWith("_:")).length);
  leftOut.add("concepts of other schemes", all.length - concepts.length);
  const named = concepts.filter((uri) => !uri.startsWith("_:"));
  if (named.length === 0) {
    throw importError(
      options.name,
      undefined,
      "It holds no skos:Concept with a URI.",
      "Only SKOS is read; of the IVOA's lists of classes and properties take desise or CSV.",
    );
  }
  const language = chooseLanguage(statements, scheme, named, options.language);
  const collecting: Collecting = { statements, language, leftOut, known: new Set(named), used: new Set() };
  const inverse = invertNarrower(statements, collecting.known, leftOut);
  const collected = named.map((uri): SkosConcept => collectConcept(collecting, uri, inverse.get(uri) ?? []));
  const told = collectSchemeWords(collecting, scheme);
  const used = [...all, ...collecting.used, ...(scheme === undefined ? [] : [scheme])];
  countOthers(statements, new Set(used), leftOut);
  return { ...told, uri: scheme, language, concepts: collected };
}

const NO_CONCEPTS: ReadonlySet<string> = new Set([
  CONCEPT_SCHEME,
  uriOf("skos", "Collection"),
  uriOf("skos", "OrderedCollection"),
]);

function isConcept(statements: Statements, subject: string): boolean {
  const types = statements.peek(subject, TYPE).map(({ value }) => value);
  if (types.some((type) => NO_CONCEPTS.has(type))) return false;
  return (
    types.includes(CONCEPT) ||
    statements.peek(subject, uriOf("skos", "inScheme")).length > 0 ||
    statements.peek(subject, uriOf("skos", "topConceptOf")).length > 0
  );
}

function schemesOf(statements: Statements, concept: string): readonly string[] {
  return [uriOf("skos", "inScheme"), uriOf("skos", "topConceptOf")].flatMap((predicate) =>
    statements.peek(concept, predicate).map(({ value }) => value),
  );
}

function belongsTo(statements: Statements, concept: string, scheme: string | undefined): boolean {
  const schemes = schemesOf(statements, concept);
  return scheme === undefined || schemes.length === 0 || schemes.includes(scheme);
}

function chooseScheme(
  statements: Statements,
  concepts: readonly string[],
  { scheme, name }: CollectOptions,
): string | undefined {
  const declared = statements.subjects.filter((subject) =>
    statements.peek(subject, TYPE).some(({ value }) => value === CONCEPT_SCHEME),
  );
  const used = new Set(concepts.flatMap((concept) => schemesOf(statements, concept)));
  const all = used.size > 0 ? [...used] : declared;
  if (scheme !== undefined && !all.includes(scheme)) {
    throw importError(name, undefined, `It holds no scheme "${scheme}".`, `There are: ${all.join(", ")}.`);
  }
  const [first] = all;
  if (scheme !== undefined || all.length < 2) return scheme ?? first;
  const most = all.slice(0, 10).join(", ");
  throw importError(name, undefined, `It holds ${all.length} schemes.`, `Choose one by --scheme: ${most}.`);
}

/** What the file says, else that of most labels. */
function chooseLanguage(
  statements: Statements,
  scheme: string | undefined,
  concepts: readonly string[],
  wanted: string | undefined,
): string {
  if (wanted !== undefined) return wanted;
  const said = [uriOf("dcterms", "language"), uriOf("dc", "language")].flatMap((predicate) =>
    scheme === undefined ? [] : statements.peek(scheme, predicate).map(({ value }) => value),
  );
  const tag = said.find((value) => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/u.test(value));
  if (tag !== undefined) return tag;
  const counts = new Map<string, number>();
  for (const concept of concepts) {
    for (const label of statements.peek(concept, uriOf("skos", "prefLabel"))) {
      if (label.kind === "text" && label.language !== "") {
        counts.set(label.language, (counts.get(label.language) ?? 0) + 1);
      }
    }
  }
  const most = Math.max(0, ...counts.values());
  // English is what readers of the catalogue read, where as many labels are in it as in any other.
  if (most === 0 || counts.get(DEFAULT_LANGUAGE) === most) return DEFAULT_LANGUAGE;
  return [...counts].find(([, count]) => count === most)?.[0] ?? DEFAULT_LANGUAGE;
}

/** Who is broader, where only the broader concept says so. */
function invertNarrower(
  statements: Statements,
  known: ReadonlySet<string>,
  leftOut: Tally,
): ReadonlyMap<string, readonly string[]> {
  const broader = new Map<string, string[]>();
  for (const concept of known) {
    for (const { value } of statements.take(concept, uriOf("skos", "narrower"))) {
      if (!known.has(value)) leftOut.add("skos:narrower to a concept that is not there");
      else broader.set(value, [...(broader.get(value) ?? []), concept]);
    }
  }
  return broader;
}

type SchemeWords = Pick<SkosScheme, "title" | "description" | "license" | "source" | "namespace">;

function collectSchemeWords(
  { statements, language, leftOut }: Collecting,
  scheme: string | undefined,
): SchemeWords {
  const first = (...predicates: readonly string[]): string | undefined => {
    if (scheme === undefined) return undefined;
    const [chosen] = predicates.filter((predicate) => statements.peek(scheme, predicate).length > 0);
    if (chosen === undefined) return undefined;
    const found: readonly RdfObject[] = statements.take(scheme, chosen);
    const own = found.find((object) => object.kind === "text" && object.language === language) ?? found[0];
    leftOut.add("other texts of the scheme", found.length - 1);
    return own?.value.trim() || undefined;
  };
  const words = {
    title: first(
      uriOf("dcterms", "title"),
      uriOf("dc", "title"),
      uriOf("skos", "prefLabel"),
      uriOf("rdfs", "label"),
    ),
    description: first(
      uriOf("dcterms", "description"),
      uriOf("dc", "description"),
      uriOf("skos", "definition"),
      uriOf("rdfs", "comment"),
    ),
    license: first(uriOf("dcterms", "license"), uriOf("dcterms", "rights"), uriOf("dc", "rights")),
    source: first(uriOf("dcterms", "source"), uriOf("dc", "source")),
    namespace: first(uriOf("vann", "preferredNamespaceUri")),
  };
  if (scheme !== undefined) {
    for (const predicate of [TYPE, uriOf("skos", "hasTopConcept"), uriOf("dcterms", "language")]) {
      statements.take(scheme, predicate);
    }
    statements.countRest(scheme, leftOut);
  }
  return words;
}

/** Collections, people, ontologies: by the type that they have. */
function countOthers(statements: Statements, used: ReadonlySet<string>, leftOut: Tally): void {
  for (const subject of statements.subjects) {
    if (used.has(subject)) continue;
    const [type] = statements.peek(subject, TYPE);
    leftOut.add(type === undefined ? "things without a type" : `things of type ${shortName(type.value)}`);
  }
}
