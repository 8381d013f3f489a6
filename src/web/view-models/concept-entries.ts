import type { SearchAnswer } from "../../search/search-service.ts";
import type { Concept, ConceptFacet } from "../../vocabulary/vocabulary.ts";
import { countText } from "../format.ts";
import { entryHref, searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toCard } from "./card.ts";

/** The first entries that have a concept, or a narrower one, in a facet. */
export interface ConceptEntries {
  readonly facet: ConceptFacet;
  readonly answer: SearchAnswer;
}

/** For each facet in which the concept may be chosen. */
export async function findConceptEntries(
  { search, vocabularies }: WebServices,
  concept: Concept,
): Promise<readonly ConceptEntries[]> {
  const facets = vocabularies.facets.filter(({ scheme }) => scheme === concept.scheme);
  const everything = search.parse(new URLSearchParams());
  return await Promise.all(
    facets.map(async (facet) => {
      const request = { ...everything, filters: new Map([[facet.key, [concept.id]]]) };
      return { facet, answer: await search.search(request) };
    }),
  );
}

/** Says of which facet the entries are only where the concept stands behind several. */
export function toConceptEntries(services: WebServices, all: readonly ConceptEntries[]): readonly object[] {
  return all.map(({ facet, answer }) => {
    const count = countText(answer.total, "entry", "entries");
    return {
      id: `entries-${facet.key}`,
      title: all.length === 1 ? count : `${facet.label}: ${count}`,
      none: answer.total === 0,
      cards: answer.hits.map((hit) => toCard(hit, services.now())),
      href: searchHref(services.search.format(answer.request)),
      more: answer.total > answer.hits.length ? `All ${count}` : "Narrow these down",
      facet: all.length === 1 ? null : facet.label,
    };
  });
}

export function toConceptEntriesJson(
  { search }: WebServices,
  all: readonly ConceptEntries[],
): readonly object[] {
  return all.map(({ facet, answer }) => ({
    facet: facet.key,
    label: facet.label,
    total: answer.total,
    href: searchHref(search.format(answer.request)),
    entries: answer.hits.map(({ path, title }) => ({ path, title, href: entryHref(path) })),
  }));
}
