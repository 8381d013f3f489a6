import type { FacetDefinition } from "../../search/facets.ts";
import type { FacetValue, SearchRequest } from "../../search/search-service.ts";
import type { Concept } from "../../vocabulary/vocabulary.ts";
import { countText, numberText } from "../format.ts";
import { facetHref, searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toggled } from "./facet.ts";
import { keptFields } from "./search.ts";

/** Rows of a page; whoever wants others says a part of their name. */
const MOST_ROWS = 300;

/** The values of a facet that something is found for, under a search. */
export interface FoundValues {
  readonly facet: FacetDefinition;
  /** What their names hold; empty for all. */
  readonly find: string;
  /** Only those that are narrower than this one. */
  readonly below: Concept | undefined;
  readonly request: SearchRequest;
  readonly values: readonly FacetValue[];
}

export function toFacetValues(services: WebServices, found: FoundValues): object {
  const { facet, find, below, request, values } = found;
  const search = services.search.format({ ...request, page: 1 });
  const listed = values.filter(({ count, selected }) => count > 0 || selected);
  const shown = listed.slice(0, MOST_ROWS);
  return {
    label: facet.label,
    find,
    action: facetHref(facet.key),
    kept: keptFields(services, { ...request, page: 1 }),
    backHref: searchHref(search),
    below: below?.prefLabel ?? null,
    belowId: below?.id ?? null,
    found: countText(listed.length, "value"),
    none: listed.length === 0,
    allHref: facetHref(facet.key, search),
    values: shown.map((value) => ({
      id: `found-${facet.key}-${encodeURIComponent(value.value)}`,
      label: value.label,
      within: facet.kind === "concept" ? broaderText(services, facet.scheme, value.value) : null,
      count: numberText(value.count),
      selected: value.selected,
      href: hrefOf(services, { facet, request }, value),
    })),
    rest:
      shown.length === listed.length
        ? null
        : `The first ${numberText(shown.length)} are shown. Find the others by a part of their name.`,
  };
}

export function toFacetValuesJson(
  services: WebServices,
  found: FoundValues,
): Readonly<Record<string, unknown>> {
  const { facet, find, below, values } = found;
  return {
    facet: { key: facet.key, label: facet.label },
    find,
    below: below?.id ?? null,
    values: values.map((value) => ({ ...value, href: hrefOf(services, found, value) })),
  };
}

/** The search with the value chosen, or without it when it was. */
function hrefOf(
  { search }: WebServices,
  { facet, request }: Pick<FoundValues, "facet" | "request">,
  value: FacetValue,
): string {
  return searchHref(search.format({ ...request, page: 1, filters: toggled(request, facet.key, value) }));
}

/** What the concept is a kind of, which tells like names apart. */
function broaderText({ vocabularies }: WebServices, scheme: string, id: string): string | null {
  const broader = vocabularies.findConcept(scheme, id)?.broader ?? [];
  const labels = broader.flatMap((one) => vocabularies.findConcept(scheme, one)?.prefLabel ?? []);
  return labels.length === 0 ? null : labels.join(", ");
}
