import type { Vocabularies } from "./vocabulary.ts";

/** Each facet with the preferred labels of its scheme's living concepts, for what proposes terms to authors. */
export function listFacetTerms({ facets, schemes }: Vocabularies): readonly {
  readonly key: string;
  readonly label: string;
  readonly scheme: string;
  readonly terms: readonly { readonly label: string; readonly definition: string | undefined }[];
}[] {
  return facets.map(({ key, label, scheme }) => ({
    key,
    label,
    scheme,
    terms: [...(schemes.get(scheme)?.concepts.values() ?? [])]
      .filter(({ deprecated }) => !deprecated)
      .map(({ prefLabel, definition }) => ({ label: prefLabel, definition })),
  }));
}
