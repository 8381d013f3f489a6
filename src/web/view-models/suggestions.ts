import type { DocumentRecord } from "../../catalogue/entry.ts";
import type { CheckedManifest } from "../../catalogue/reconcile-input.ts";
import type { SuggestedTerm } from "../../vocabulary/suggest/suggested-term.ts";
import { conceptHref } from "../links.ts";
import type { WebServices } from "../services.ts";

/** What the words of a document lead to, in the facets that its author left out. */
export function suggestedFor(
  { file, number }: Pick<DocumentRecord, "file" | "number">,
  manifests: readonly CheckedManifest[],
): readonly SuggestedTerm[] {
  return manifests.find((manifest) => manifest.file === file)?.suggested?.get(number) ?? [];
}

/** By facet, in the facets' order, each with what it means, the words that led to it, and whether it became a tag. */
export function toSuggestions(
  { vocabularies }: Pick<WebServices, "vocabularies">,
  suggested: readonly SuggestedTerm[],
): readonly object[] {
  return vocabularies.facets.flatMap(({ key, label }) => {
    const own = suggested.filter(({ facet }) => facet === key);
    if (own.length === 0) return [];
    return [
      {
        key,
        label,
        terms: own.map(({ concept, words, clear }) => ({
          label: concept.prefLabel,
          href: conceptHref(concept.scheme, concept.id),
          definition: concept.definition ?? null,
          words,
          clear,
        })),
      },
    ];
  });
}

export function toSuggestionsJson(suggested: readonly SuggestedTerm[]): readonly object[] {
  return suggested.map(({ facet, concept, words, clear }) => ({
    facet,
    scheme: concept.scheme,
    conceptId: concept.id,
    label: concept.prefLabel,
    definition: concept.definition ?? null,
    words,
    clear,
  }));
}
