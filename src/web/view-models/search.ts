import type { SearchAnswer, SearchRequest } from "../../search/search-service.ts";
import { countText, numberText } from "../format.ts";
import { searchHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toCard } from "./card.ts";
import { toCrawl } from "./crawl.ts";
import { toFacet, toggled, withValue } from "./facet.ts";
import { toUnderstood } from "./understood.ts";

export function toSearch(services: WebServices, answer: SearchAnswer): object {
  const { request } = answer;
  const hrefOf = (change: Partial<SearchRequest>): string =>
    searchHref(services.search.format({ ...request, page: 1, ...change }));
  return {
    text: request.text,
    found: countText(answer.total, "entry", "entries"),
    none: answer.total === 0,
    kept: keptFields(services, { ...request, text: "", page: 1 }),
    understood: toUnderstood(services, answer.understood, (facet, value) =>
      hrefOf({ filters: withValue(request, facet, value) }),
    ),
    chips: toChips(answer, hrefOf),
    clearHref: hrefOf({ filters: new Map(), ranges: new Map() }),
    allHref: "/?q=",
    facets: answer.facets.map((facet) => toFacet(services, facet, request)).filter((facet) => facet.any),
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
export function keptFields(services: WebServices, request: SearchRequest): readonly object[] {
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
