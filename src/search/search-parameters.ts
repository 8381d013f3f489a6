import { ExecatError } from "../errors.ts";
import { findNearest } from "../nearest.ts";
import type { FacetDefinition } from "./facets.ts";
import type { NumberRange } from "./search-engine.ts";
import type { SearchRequest } from "./search-service.ts";

export const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const MAX_TEXT = 500;
/** Values of all facets together. A page links each value that it shows with all that are chosen. */
const MAX_VALUES = 50;
/** Far beyond any catalogue, and still a whole number after it is multiplied by a page's size. */
const MAX_PAGE = 1_000_000_000;
const SORTS = ["relevance", "newest"] as const;

/** Replaces a concept's id that has been retired, so that old addresses go on to work. */
export type ValueReader = (facet: FacetDefinition, value: string) => string;

/** Reads a search from an address. Empty values are what a form sends for an empty field, and say nothing. */
export function parseSearch(
  parameters: URLSearchParams,
  facets: readonly FacetDefinition[],
  readValue: ValueReader,
): SearchRequest {
  const filters = new Map<string, string[]>();
  const ranges = new Map<string, { min?: number; max?: number }>();
  const single = new Map<string, string>();
  for (const [key, written] of parameters) {
    const value = written.trim();
    const place = findPlace(key, facets);
    if (value === "") continue;
    if (place.kind === "single") {
      if (!single.has(key)) single.set(key, value);
    } else if (place.kind === "range") {
      const range = ranges.get(place.facet) ?? {};
      ranges.set(place.facet, { ...range, [place.end]: toNumber(key, value) });
    } else {
      const values = filters.get(key) ?? [];
      const read = readValue(place.facet, value);
      if (!values.includes(read)) values.push(read);
      filters.set(key, values);
    }
  }
  for (const [key, range] of ranges) checkRange(key, range);
  checkNumber(filters);
  return {
    text: toText(single.get("q") ?? ""),
    filters,
    ranges,
    sort: toSort(single.get("sort") ?? "relevance"),
    page: toCount("page", single.get("page") ?? "1", MAX_PAGE),
    pageSize: toCount("size", single.get("size") ?? String(DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE),
  };
}

/** The address of a search: only what differs from the default; facets in their order, values in the request's. */
export function formatSearch(request: SearchRequest, facets: readonly FacetDefinition[]): URLSearchParams {
  const parameters = new URLSearchParams();
  if (request.text !== "") parameters.append("q", request.text);
  for (const { key } of facets) {
    for (const value of request.filters.get(key) ?? []) parameters.append(key, value);
    const range = request.ranges.get(key);
    if (range?.min !== undefined) parameters.append(`${key}.min`, String(range.min));
    if (range?.max !== undefined) parameters.append(`${key}.max`, String(range.max));
  }
  if (request.sort !== "relevance") parameters.append("sort", request.sort);
  if (request.page !== 1) parameters.append("page", String(request.page));
  if (request.pageSize !== DEFAULT_PAGE_SIZE) parameters.append("size", String(request.pageSize));
  return parameters;
}

type Place =
  | { readonly kind: "single" }
  | { readonly kind: "range"; readonly facet: string; readonly end: "min" | "max" }
  | { readonly kind: "filter"; readonly facet: FacetDefinition };

function findPlace(key: string, facets: readonly FacetDefinition[]): Place {
  if (["q", "sort", "page", "size"].includes(key)) return { kind: "single" };
  const facet = facets.find((candidate) => candidate.key === key && candidate.kind !== "number");
  if (facet !== undefined) return { kind: "filter", facet };
  const [, number, end] = /^(.+)\.(min|max)$/u.exec(key) ?? [];
  if (facets.some((candidate) => candidate.key === number && candidate.kind === "number")) {
    return { kind: "range", facet: number ?? "", end: end === "min" ? "min" : "max" };
  }
  throw unknownParameter(key, facets);
}

function unknownParameter(key: string, facets: readonly FacetDefinition[]): ExecatError {
  const known = [
    ...facets.flatMap((facet) =>
      facet.kind === "number" ? [`${facet.key}.min`, `${facet.key}.max`] : [facet.key],
    ),
    "q",
    "sort",
    "page",
    "size",
  ];
  const nearest = findNearest(key, known, (name) => name) ?? known.find((name) => name.startsWith(`${key}.`));
  const all = `A search takes ${known.map((name) => `"${name}"`).join(", ")}.`;
  return new ExecatError("INVALID_QUERY", `There is no facet or parameter "${shorten(key)}".`, {
    hint: nearest === undefined ? all : `Did you mean "${nearest}"? ${all}`,
    details: { parameter: shorten(key), ...(nearest === undefined ? {} : { nearest }) },
  });
}

/** The error of a facet that is not there, where only a facet will do. */
export function unknownFacet(key: string, facets: readonly FacetDefinition[]): ExecatError {
  return unknownParameter(
    key,
    facets.filter((facet) => facet.kind !== "number"),
  );
}

function toText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  throw new ExecatError("INVALID_QUERY", `The search text has ${text.length} characters.`, {
    hint: `Use a few words, at most ${MAX_TEXT} characters.`,
    details: { parameter: "q" },
  });
}

function toNumber(key: string, value: string): number {
  if (/^\d{1,15}(\.\d{1,15})?$/u.test(value)) return Number(value);
  throw new ExecatError("INVALID_QUERY", `"${key}" is "${shorten(value)}", which is not a number.`, {
    hint: 'Write a number such as "4" or "0.5".',
    details: { parameter: key },
  });
}

function checkRange(key: string, { min, max }: NumberRange): void {
  if (min === undefined || max === undefined || min <= max) return;
  throw new ExecatError("INVALID_QUERY", `"${key}.min" is ${min}, which is more than "${key}.max", ${max}.`, {
    hint: "Make the first the smaller one, or leave one of them out.",
    details: { parameter: `${key}.min` },
  });
}

function checkNumber(filters: ReadonlyMap<string, readonly string[]>): void {
  const count = [...filters.values()].reduce((sum, values) => sum + values.length, 0);
  if (count <= MAX_VALUES) return;
  throw new ExecatError("INVALID_QUERY", `The search chooses ${count} values of facets.`, {
    hint: `Choose at most ${MAX_VALUES}; a broader concept stands for all that lie below it.`,
  });
}

function toCount(key: string, value: string, most: number): number {
  const number = /^\d{1,10}$/u.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw new ExecatError("INVALID_QUERY", `"${key}" is "${shorten(value)}".`, {
    hint: `"${key}" is a whole number from 1 to ${most}.`,
    details: { parameter: key },
  });
}

function toSort(value: string): SearchRequest["sort"] {
  const sort = SORTS.find((candidate) => candidate === value);
  if (sort !== undefined) return sort;
  throw new ExecatError("INVALID_QUERY", `Hits cannot be sorted by "${shorten(value)}".`, {
    hint: 'Sort by "relevance" or "newest".',
    details: { parameter: "sort" },
  });
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${Array.from(text).slice(0, 79).join("")}…`;
}
