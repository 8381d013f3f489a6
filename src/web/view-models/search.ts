import type { FacetCounts, FacetValue, SearchAnswer, SearchRequest } from "../../search/search-service.ts";
import { countText, numberText } from "../format.ts";
import { conceptHref, searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toCard } from "./card.ts";
import { toCrawl } from "./crawl.ts";

/** Values of a facet that are shown at once; the rest folds away behind its number. */
const SHOWN_VALUES = 8;

export function toSearch(services: WebServices, answer: SearchAnswer): object {
  const { request } = answer;
  const hrefOf = (change: Partial<SearchRequest>): string =>
    searchHref(services.search.format({ ...request, page: 1, ...change }));
  return {
    text: request.text,
    found: countText(answer.total, "entry", "entries"),
    none: answer.total === 0,
    kept: keptFields(services, { ...request, text: "", page: 1 }),
    understood: answer.understood.map(({ words, facet, value, label }) => ({
      words,
      label,
      href: conceptOrFilter(services, facet, value) ?? hrefOf({ filters: withValue(request, facet, value) }),
    })),
    chips: toChips(answer, hrefOf),
    clearHref: hrefOf({ filters: new Map(), ranges: new Map() }),
    allHref: "/?q=",
    facets: answer.facets.map((facet) => toFacet(facet, request, hrefOf)).filter((facet) => facet.any),
    numbers: toNumbers(services, answer),
    sorts: [
      { label: "best match", href: hrefOf({ sort: "relevance" }), current: request.sort === "relevance" },
      { label: "newest", href: hrefOf({ sort: "newest" }), current: request.sort === "newest" },
    ],
    cards: answer.hits.map((hit) => toCard(hit, services.now())),
    paging: toPaging(answer, (page) => hrefOf({ page })),
    crawl: services.crawler.status().running ? toCrawl(services.crawler.status(), services.now()) : null,
  };
}

export function toSearchJson(answer: SearchAnswer): Readonly<Record<string, unknown>> {
  return {
    total: answer.total,
    page: answer.request.page,
    pageSize: answer.request.pageSize,
    pages: answer.pages,
    hits: answer.hits.map((hit) => ({ ...hit, summary: hit.summary ?? null })),
    facets: answer.facets,
    numbers: answer.numbers,
    understood: answer.understood,
  };
}

function toFacet(
  facet: FacetCounts,
  request: SearchRequest,
  hrefOf: (change: Partial<SearchRequest>) => string,
): { readonly any: boolean } {
  const values = facet.values.filter(({ count, selected }) => count > 0 || selected);
  const models = values.map((value) => ({
    id: `facet-${facet.key}-${encodeURIComponent(value.value)}`,
    label: value.label,
    count: numberText(value.count),
    empty: value.count === 0,
    selected: value.selected,
    indent: `depth-${Math.min(value.depth, 4)}`,
    href: hrefOf({ filters: toggled(request, facet.key, value) }),
  }));
  const long = models.length > SHOWN_VALUES + 2;
  const model = {
    any: models.length > 0,
    id: `facet-${facet.key}`,
    label: facet.label,
    chosen: values.filter(({ selected }) => selected).length,
    values: long ? models.slice(0, SHOWN_VALUES) : models,
    more: long ? models.slice(SHOWN_VALUES) : [],
    moreLabel: long ? `${models.length - SHOWN_VALUES} more` : null,
    moreOpen: long && values.slice(SHOWN_VALUES).some(({ selected }) => selected),
  };
  return model;
}

function toggled(
  request: SearchRequest,
  key: string,
  value: FacetValue,
): ReadonlyMap<string, readonly string[]> {
  if (!value.selected) return withValue(request, key, value.value);
  const filters = new Map(request.filters);
  const rest = (filters.get(key) ?? []).filter((chosen) => chosen !== value.value);
  if (rest.length === 0) filters.delete(key);
  else filters.set(key, rest);
  return filters;
}

function withValue(
  request: SearchRequest,
  key: string,
  value: string,
): ReadonlyMap<string, readonly string[]> {
  const chosen = request.filters.get(key) ?? [];
  return new Map([...request.filters, [key, chosen.includes(value) ? chosen : [...chosen, value]]]);
}

/** A word that was understood leads to what the concept means. */
function conceptOrFilter(services: WebServices, facet: string, value: string): string | null {
  const scheme = services.vocabularies.facets.find(({ key }) => key === facet)?.scheme;
  return scheme === undefined ? null : conceptHref(scheme, value);
}

function toChips(
  answer: SearchAnswer,
  hrefOf: (change: Partial<SearchRequest>) => string,
): readonly object[] {
  const { request } = answer;
  const chosen = answer.facets.flatMap((facet) =>
    facet.values
      .filter(({ selected }) => selected)
      .map((value) => ({
        facet: facet.label,
        label: value.label,
        href: hrefOf({ filters: toggled(request, facet.key, value) }),
      })),
  );
  const ranges = answer.numbers
    .filter(({ key }) => request.ranges.has(key))
    .map(({ key, label, unit, range }) => ({
      facet: label,
      label: `${range.min ?? "any"} to ${range.max ?? "any"} ${unit}`.trim(),
      href: hrefOf({ ranges: new Map([...request.ranges].filter(([other]) => other !== key)) }),
    }));
  return [...chosen, ...ranges];
}

/** A form a number, whose names of fields are those that the search room reads. */
function toNumbers(services: WebServices, answer: SearchAnswer): readonly object[] {
  return answer.numbers.map(({ key, label, unit, range }) => {
    const without = new Map([...answer.request.ranges].filter(([other]) => other !== key));
    return {
      id: `range-${key}`,
      label: unit === "" ? label : `${label} (${unit})`,
      minName: rangeName(services, answer, key, "min"),
      maxName: rangeName(services, answer, key, "max"),
      min: range.min === undefined ? "" : String(range.min),
      max: range.max === undefined ? "" : String(range.max),
      kept: keptFields(services, { ...answer.request, ranges: without, page: 1 }),
    };
  });
}

function rangeName(services: WebServices, answer: SearchAnswer, key: string, end: "min" | "max"): string {
  const probe = { ...answer.request, text: "", filters: new Map(), ranges: new Map([[key, { [end]: 1 }]]) };
  const [name] = services.search.format({ ...probe, sort: "relevance", page: 1 }).keys();
  return name ?? `${key}.${end}`;
}

/** Hidden fields that keep the rest of a search when a form changes one part of it. */
function keptFields(services: WebServices, request: SearchRequest): readonly object[] {
  return [...services.search.format(request)].map(([name, value]) => ({ name, value }));
}

function toPaging(answer: SearchAnswer, hrefOf: (page: number) => string): object | null {
  const { pages } = answer;
  const { page } = answer.request;
  if (pages <= 1) return null;
  return {
    text: `Page ${page} of ${numberText(pages)}`,
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: page < pages ? hrefOf(page + 1) : null,
  };
}
