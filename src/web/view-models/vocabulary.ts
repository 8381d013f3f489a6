import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { countText, numberText } from "../format.ts";
import { conceptHref, safeHref, searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toConceptTree, type ConceptCount } from "./concept-tree.ts";

/** How many programs each concept of a facet has. */
export interface FacetCount {
  readonly key: string;
  readonly label: string;
  readonly counts: ReadonlyMap<string, number>;
}

export function toSchemes(services: WebServices): readonly object[] {
  const { vocabularies } = services;
  return [...vocabularies.schemes.values()].map((scheme) => ({
    id: scheme.id,
    title: scheme.title,
    href: `/vocabularies/${encodeURIComponent(scheme.id)}`,
    description: scheme.description ?? null,
    concepts: countText(scheme.concepts.size, "concept"),
    facets: vocabularies.facets.filter((facet) => facet.scheme === scheme.id).map(({ label }) => label),
  }));
}

export function toScheme(
  services: WebServices,
  scheme: ConceptScheme,
  counts: readonly FacetCount[],
): object {
  return {
    title: scheme.title,
    id: scheme.id,
    description: scheme.description ?? null,
    license: scheme.license ?? null,
    source: scheme.source ?? null,
    sourceHref: safeHref(scheme.source),
    concepts: countText(scheme.concepts.size, "concept"),
    tree: toConceptTree(services.vocabularies, scheme, {
      hrefOf: ({ id }) => conceptHref(scheme.id, id),
      countsOf: (concept) => countsOf(services, concept, counts),
    }),
  };
}

export function toSchemeJson(
  services: WebServices,
  scheme: ConceptScheme,
  counts: readonly FacetCount[],
): Readonly<Record<string, unknown>> {
  return {
    scheme: {
      id: scheme.id,
      title: scheme.title,
      description: scheme.description ?? null,
      license: scheme.license ?? null,
      namespace: scheme.namespace,
    },
    concepts: [...scheme.concepts.values()].map((concept) => conceptJson(services, concept, counts)),
  };
}

export function toConcept(services: WebServices, concept: Concept, counts: readonly FacetCount[]): object {
  const { vocabularies } = services;
  const scheme = vocabularies.schemes.get(concept.scheme);
  const link = (other: Concept): object => ({
    label: other.prefLabel,
    href: conceptHref(other.scheme, other.id),
  });
  const named = (ids: readonly string[]): readonly object[] =>
    ids.flatMap((id) => {
      const other = vocabularies.findConcept(concept.scheme, id);
      return other === undefined ? [] : [link(other)];
    });
  const matches = (uris: readonly string[]): readonly object[] =>
    uris.map((uri) => ({ text: uri, href: safeHref(uri) }));
  return {
    label: concept.prefLabel,
    id: concept.id,
    uri: concept.uri,
    schemeTitle: scheme?.title ?? concept.scheme,
    schemeHref: `/vocabularies/${encodeURIComponent(concept.scheme)}`,
    definition: concept.definition ?? null,
    altLabels: concept.altLabels.join(", ") || null,
    deprecated: concept.deprecated,
    replacedBy: named(concept.replacedBy),
    ancestors: vocabularies.ancestors(concept).map(link),
    broader: named(concept.broader),
    narrower: vocabularies.narrower(concept).map(link),
    related: named(concept.related),
    exactMatch: matches(concept.exactMatch),
    closeMatch: matches(concept.closeMatch),
    searches: counts.map(({ key, label, counts }) => ({
      label,
      text: countText(counts.get(concept.id) ?? 0, "entry", "entries"),
      href: facetHref(services, key, concept.id),
    })),
  };
}

export function toConceptJson(
  services: WebServices,
  concept: Concept,
  counts: readonly FacetCount[],
): Readonly<Record<string, unknown>> {
  return { concept: conceptJson(services, concept, counts) };
}

function conceptJson(services: WebServices, concept: Concept, counts: readonly FacetCount[]): object {
  return {
    ...concept,
    definition: concept.definition ?? null,
    narrower: services.vocabularies.narrower(concept).map(({ id }) => id),
    href: conceptHref(concept.scheme, concept.id),
    counts: Object.fromEntries(counts.map(({ key, counts }) => [key, counts.get(concept.id) ?? 0])),
  };
}

function countsOf(
  services: WebServices,
  concept: Concept,
  counts: readonly FacetCount[],
): readonly ConceptCount[] {
  return counts.flatMap(({ key, label, counts: byConcept }) => {
    const count = byConcept.get(concept.id) ?? 0;
    if (count === 0) return [];
    const href = facetHref(services, key, concept.id);
    return [{ label: counts.length > 1 ? label : null, count, text: numberText(count), href }];
  });
}

function facetHref(services: WebServices, facet: string, id: string): string {
  const { search } = services;
  const empty = search.parse(new URLSearchParams());
  return searchHref(search.format({ ...empty, filters: new Map([[facet, [id]]]) }));
}
