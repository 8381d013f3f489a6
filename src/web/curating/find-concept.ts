import { ExecatError } from "../../errors.ts";
import { createLabelIndex } from "../../vocabulary/label-index.ts";
import { nearestConcepts } from "../../vocabulary/nearest-concepts.ts";
import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";

const MOST_CHOICES = 6;

/**
 * The living concepts of a scheme that somebody typed: ids, labels, synonyms or URIs.
 * Throws `EDIT_INVALID` for one that is unknown or ambiguous, with what else it could be.
 */
export function findConcepts(
  vocabularies: Vocabularies,
  scheme: ConceptScheme,
  texts: readonly string[],
): readonly string[] {
  if (texts.every((text) => scheme.concepts.has(text))) return [...new Set(texts)];
  const index = createLabelIndex(scheme);
  const ids = texts.map((text) => {
    if (scheme.concepts.has(text)) return text;
    const found = index.find(text);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only.id;
    throw found.length === 0 ? unknown(vocabularies, scheme, text) : ambiguous(scheme, text, found);
  });
  return [...new Set(ids)];
}

/** The same of one text, which has to be there. */
export function findConcept(
  vocabularies: Vocabularies,
  scheme: ConceptScheme,
  text: string,
  what: string,
): string {
  const [id] = text === "" ? [] : findConcepts(vocabularies, scheme, [text]);
  if (id !== undefined) return id;
  throw new ExecatError("EDIT_INVALID", `${what} is not said.`, {
    hint: "Write a concept's id or any label of it.",
  });
}

function unknown(vocabularies: Vocabularies, scheme: ConceptScheme, text: string): ExecatError {
  const facet = vocabularies.facets.find((one) => one.scheme === scheme.id)?.key;
  const near = facet === undefined ? [] : nearestConcepts(vocabularies, { facet, text }, MOST_CHOICES);
  return new ExecatError("EDIT_INVALID", `“${scheme.title}” has no concept "${text.slice(0, 100)}".`, {
    hint: near.length === 0 ? "Look at the vocabulary for what there is." : `Did you mean ${listOf(near)}?`,
  });
}

function ambiguous(scheme: ConceptScheme, text: string, choices: readonly Concept[]): ExecatError {
  return new ExecatError(
    "EDIT_INVALID",
    `"${text.slice(0, 100)}" may mean several concepts of “${scheme.title}”.`,
    { hint: `Write the id of one: ${listOf(choices.slice(0, MOST_CHOICES))}.` },
  );
}

function listOf(concepts: readonly Concept[]): string {
  return concepts.map(({ id, prefLabel }) => (id === prefLabel ? id : `${id} (${prefLabel})`)).join(", ");
}
