import type { Suggester } from "../vocabulary/suggest/create-suggester.ts";
import type { ProgramTexts, SuggestedTerm } from "../vocabulary/suggest/suggested-term.ts";
import type { CheckedDocument } from "./checker.ts";
import type { DocumentFacts } from "./document-facts.ts";
import type { TermRecord } from "./entry.ts";
import type { CheckedManifest } from "./reconcile-input.ts";

/** What is known of a program besides its manifest. */
export interface TextsBeside {
  readonly facts?: DocumentFacts | undefined;
  /** The headings and paragraphs of its README. */
  readonly readme?: readonly string[] | undefined;
  /** What the repository's forge says of it. */
  readonly forgeDescription?: string | undefined;
}

/** What the words of a document and of the files beside it lead to, in the facets of which its author says nothing. */
function suggestTerms(
  document: CheckedDocument,
  beside: TextsBeside,
  suggester: Suggester,
): readonly SuggestedTerm[] {
  const said = new Set(document.terms.map(({ facet }) => facet));
  return suggester.suggest(textsOf(document, beside)).filter(({ facet }) => !said.has(facet));
}

/**
 * Gives each document that can be published the terms that its words lead to clearly, in facets of which its author
 * says nothing, and keeps all suggestions beside it.
 */
export function tagManifest(
  manifest: CheckedManifest,
  beside: TextsBeside,
  suggester: Suggester,
): CheckedManifest {
  const suggested = new Map<number, readonly SuggestedTerm[]>();
  const documents = manifest.checked.documents.map((document) => {
    if (!document.publishable) return document;
    const found = suggestTerms(document, beside, suggester);
    suggested.set(document.number, found);
    return { ...document, terms: [...document.terms, ...toCatalogueTerms(found)] };
  });
  return { ...manifest, suggested, checked: { ...manifest.checked, documents } };
}

/** The author's own words first; where he says nothing, those of the files beside, then of the forge. */
function textsOf({ model, discovery }: CheckedDocument, beside: TextsBeside): ProgramTexts {
  const { facts, readme, forgeDescription } = beside;
  const executable = model?.executable;
  const descriptions = [discovery?.description, executable?.description, facts?.description?.value];
  const written = descriptions.filter((text) => text !== undefined);
  return {
    title: discovery?.title ?? facts?.title?.value ?? discovery?.name ?? executable?.name,
    summary: discovery?.summary ?? facts?.summary?.value ?? forgeDescription,
    description: written.length === 0 ? undefined : written.join("\n\n"),
    keywords: [...(discovery?.keywords ?? []), ...(facts?.keywords?.value ?? [])],
    readme,
  };
}

/** The clear ones, as the catalogue gives them to an entry. */
function toCatalogueTerms(suggested: readonly SuggestedTerm[]): readonly TermRecord[] {
  return suggested
    .filter(({ clear }) => clear)
    .map(({ facet, concept, words }) => ({
      facet,
      text: concept.prefLabel,
      scheme: concept.scheme,
      conceptId: concept.id,
      origin: "catalogue",
      words,
    }));
}

/** Author's terms, and of those that the catalogue gave before the ones in facets of which the author says nothing. */
export function withKeptTags(
  terms: readonly TermRecord[],
  before: readonly TermRecord[],
): readonly TermRecord[] {
  const said = new Set(terms.map(({ facet }) => facet));
  return [...terms, ...before.filter(({ facet, origin }) => origin === "catalogue" && !said.has(facet))];
}

/** True when the catalogue gave the same terms for the same words. */
export function isSameTags(left: readonly TermRecord[], right: readonly TermRecord[]): boolean {
  return JSON.stringify(tagsOf(left)) === JSON.stringify(tagsOf(right));
}

function tagsOf(terms: readonly TermRecord[]): readonly (readonly (string | undefined)[])[] {
  return terms
    .filter(({ origin }) => origin === "catalogue")
    .map(({ facet, scheme, conceptId, text, words }) => [facet, scheme, conceptId, text, words])
    .toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
