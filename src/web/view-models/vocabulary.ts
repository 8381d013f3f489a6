import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { countText, numberText } from "../format.ts";
import { conceptHref, safeHref, searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { rdfLinks } from "../rdf.ts";
import { toConceptEntries, toConceptEntriesJson, type ConceptEntries } from "./concept-entries.ts";
import type { ConceptCount } from "./concept-tree.ts";
import { toSchemeBranches } from "./scheme-branches.ts";

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

/** Which part of a vocabulary its page has open. */
export interface SchemePart {
  /** The whole of it when absent. */
  readonly below: Concept | undefined;
  /** From 1. */
  readonly page: number;
}

export function toScheme(
  services: WebServices,
  scheme: ConceptScheme,
  counts: readonly FacetCount[],
  part: SchemePart,
): object {
  const { vocabularies } = services;
  const schemeHref = `/vocabularies/${encodeURIComponent(scheme.id)}`;
  return {
    title: scheme.title,
    id: scheme.id,
    description: scheme.description ?? null,
    license: scheme.license ?? null,
    source: scheme.source ?? null,
    sourceHref: safeHref(scheme.source),
    concepts: countText(scheme.concepts.size, "concept"),
    trail: part.below === undefined ? [] : toTrail(services, scheme, part.below),
    ...toSchemeBranches(vocabularies, scheme, {
      ...part,
      schemeHref,
      hrefOf: ({ id }) => conceptHref(scheme.id, id),
      countsOf: (concept) => countsOf(services, concept, counts),
    }),
    formats: rdfLinks(schemeHref),
  };
}

/** The way down to a concept, by the first of those that are broader: a trail shows one way. */
function toTrail({ vocabularies }: WebServices, scheme: ConceptScheme, below: Concept): readonly object[] {
  const schemeHref = `/vocabularies/${encodeURIComponent(scheme.id)}`;
  const trail: object[] = [{ label: below.prefLabel, href: conceptHref(scheme.id, below.id), current: true }];
  const parentOf = ({ broader: [id] }: Concept): Concept | undefined =>
    id === undefined ? undefined : vocabularies.findConcept(scheme.id, id);
  for (let above = parentOf(below); above !== undefined; above = parentOf(above)) {
    const query = new URLSearchParams({ below: above.id }).toString();
    trail.unshift({ label: above.prefLabel, href: `${schemeHref}?${query}`, current: false });
  }
  return [{ label: scheme.title, href: schemeHref, current: false }, ...trail];
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

export function toConcept(
  services: WebServices,
  concept: Concept,
  entries: readonly ConceptEntries[],
): object {
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
    scopeNote: concept.scopeNote ?? null,
    examples: concept.examples,
    translations: concept.byLanguage
      .filter(({ language, prefLabel }) => prefLabel !== undefined && language !== scheme?.language)
      .map(({ language, prefLabel }) => ({ language, label: prefLabel })),
    deprecated: concept.deprecated,
    since: concept.since ?? null,
    replacedBy: named(concept.replacedBy),
    ancestors: vocabularies.ancestors(concept).map(link),
    broader: named(concept.broader),
    narrower: vocabularies.narrower(concept).map(link),
    related: named(concept.related),
    exactMatch: matches(concept.exactMatch),
    closeMatch: matches(concept.closeMatch),
    broadMatch: matches(concept.broadMatch),
    entries: toConceptEntries(services, entries),
    formats: rdfLinks(conceptHref(concept.scheme, concept.id)),
  };
}

export function toConceptJson(
  services: WebServices,
  concept: Concept,
  entries: readonly ConceptEntries[],
): Readonly<Record<string, unknown>> {
  const counts = entries.map(({ facet: { key, label }, answer }) => ({
    key,
    label,
    counts: new Map([[concept.id, answer.total]]),
  }));
  return {
    concept: conceptJson(services, concept, counts),
    entries: toConceptEntriesJson(services, entries),
  };
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
