import { usualId } from "../import/name-concepts.ts";
import {
  CONCEPT,
  CONCEPT_ID,
  CONCEPT_SCHEME,
  type RdfObject,
  textObject,
  type Triple,
  TYPE,
  typedObject,
  uriObject,
  uriOf,
} from "../rdf-words.ts";
import type { Concept, ConceptScheme, WordsInLanguage } from "../vocabulary.ts";

const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u;

/** The URI of a concept, whole: a scheme without a namespace of its own has that of the catalogue at `base`. */
export function wholeUri(uri: string, base: string): string {
  return uri.startsWith("/") ? base + uri : uri;
}

/**
 * The scheme and its concepts in SKOS. `base` is the catalogue's address without a slash at the end; what has no
 * namespace of its own stands below it. The examples of the home page are the catalogue's and not told.
 */
export function* toSchemeTriples(scheme: ConceptScheme, base: string): Generator<Triple> {
  const subject = wholeUri(scheme.uri, base);
  const { language } = scheme;
  const say = (predicate: string, object: RdfObject): Triple => ({ subject, predicate, object });
  yield say(TYPE, uriObject(CONCEPT_SCHEME));
  yield say(uriOf("dcterms", "title"), textObject(scheme.title, language));
  if (scheme.description !== undefined) {
    yield say(uriOf("dcterms", "description"), textObject(scheme.description.trim(), language));
  }
  if (scheme.license !== undefined) yield say(uriOf("dcterms", "license"), uriOrText(scheme.license));
  if (scheme.source !== undefined) yield say(uriOf("dcterms", "source"), uriOrText(scheme.source));
  yield say(uriOf("dcterms", "language"), textObject(language));
  yield say(uriOf("vann", "preferredNamespaceUri"), textObject(wholeUri(scheme.namespace, base)));
  for (const id of scheme.topConcepts) {
    const top = scheme.concepts.get(id);
    if (top !== undefined) yield say(uriOf("skos", "hasTopConcept"), uriObject(wholeUri(top.uri, base)));
  }
  for (const concept of scheme.concepts.values()) yield* toConceptTriples(scheme, concept, base);
}

/** One concept in SKOS, with the scheme that it is in. */
export function* toConceptTriples(scheme: ConceptScheme, concept: Concept, base: string): Generator<Triple> {
  const subject = wholeUri(concept.uri, base);
  const say = (predicate: string, object: RdfObject): Triple => ({ subject, predicate, object });
  const others = (ids: readonly string[]): readonly string[] =>
    ids.flatMap((id) => {
      const other = scheme.concepts.get(id);
      return other === undefined ? [] : [wholeUri(other.uri, base)];
    });
  yield say(TYPE, uriObject(CONCEPT));
  if (usualId(subject, wholeUri(scheme.namespace, base), concept.prefLabel) !== concept.id) {
    yield say(uriOf("skos", "notation"), typedObject(concept.id, CONCEPT_ID));
  }
  yield say(uriOf("skos", "inScheme"), uriObject(wholeUri(scheme.uri, base)));
  if (concept.broader.length === 0) {
    yield say(uriOf("skos", "topConceptOf"), uriObject(wholeUri(scheme.uri, base)));
  }
  for (const words of concept.byLanguage) {
    for (const [predicate, object] of wordsOf(words)) yield say(predicate, object);
  }
  const links: readonly (readonly [string, readonly string[]])[] = [
    [uriOf("skos", "broader"), others(concept.broader)],
    [uriOf("skos", "related"), others(concept.related)],
    [uriOf("skos", "exactMatch"), concept.exactMatch],
    [uriOf("skos", "closeMatch"), concept.closeMatch],
    [uriOf("skos", "broadMatch"), concept.broadMatch],
    [uriOf("dcterms", "isReplacedBy"), others(concept.replacedBy)],
  ];
  for (const [predicate, uris] of links) {
    for (const uri of uris.map(encodeUri)) if (URI.test(uri)) yield say(predicate, uriObject(uri));
  }
  if (concept.deprecated) {
    yield say(uriOf("owl", "deprecated"), typedObject("true", uriOf("xsd", "boolean")));
  }
  if (concept.since !== undefined) {
    const date = /^\d{4}-\d{2}-\d{2}$/u.test(concept.since);
    const since = date ? typedObject(concept.since, uriOf("xsd", "date")) : textObject(concept.since);
    yield say(uriOf("prov", "invalidatedAtTime"), since);
  }
}

function* wordsOf(words: WordsInLanguage): Generator<readonly [string, RdfObject]> {
  const texts: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ["prefLabel", [words.prefLabel]],
    ["altLabel", words.altLabels],
    ["hiddenLabel", words.hiddenLabels],
    ["definition", [words.definition]],
    ["scopeNote", [words.scopeNote]],
    ["example", words.examples],
  ];
  for (const [name, all] of texts) {
    for (const text of all)
      if (text !== undefined) yield [uriOf("skos", name), textObject(text, words.language)];
  }
}

/** What no URI holds as it is, such as `|`. */
function encodeUri(uri: string): string {
  return uri.replaceAll(/[\s<>"{}|\\^`]/gu, (sign) => encodeURIComponent(sign));
}

function uriOrText(text: string): RdfObject {
  return URI.test(text.trim()) ? uriObject(text.trim()) : textObject(text.trim());
}
