import type { IndexSettings } from "./search-engine.ts";

/** Whether an index with the settings of one has a place for just the values and numbers that the other has. */
export function hasSameFacets(
  one: Pick<IndexSettings, "facets">,
  other: Pick<IndexSettings, "facets">,
): boolean {
  const namesOf = ({ facets }: Pick<IndexSettings, "facets">): string =>
    JSON.stringify(facets.map(({ key, kind }) => [key, kind]));
  return namesOf(one) === namesOf(other);
}
