import type { Request } from "express";
import { ExecatError } from "../../errors.ts";
import { listFacets, type FacetDefinition } from "../../search/facets.ts";
import type { FacetValue } from "../../search/search-service.ts";
import type { Concept } from "../../vocabulary/vocabulary.ts";
import type { WebContext } from "../context.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import type { Routes } from "../router.ts";
import type { Page } from "../page.ts";
import { parameterOf, queryOf } from "../parameter.ts";
import { answer } from "../send-page.ts";
import type { WebServices } from "../services.ts";
import { toFacetValues, toFacetValuesJson, type FoundValues } from "../view-models/facet-values.ts";
import { toHome, toHomeJson } from "../view-models/home.ts";
import { toSearch, toSearchJson } from "../view-models/search.ts";

const MOST_FIND = 100;

/**
 * `GET /`: the home page, and the search as soon as the address carries a query or a filter. `GET /facets/<key>`: the
 * values of one facet under a search: those whose name holds what `find` says, or that are narrower than `below`.
 */
export function addSearchRoutes(routes: Routes, context: WebContext): void {
  const limit = limitRate(context.services.settings.searchRate, "searches");
  routes.add("/", {
    get: [
      limit,
      answer(context, async (request) => {
        const parameters = queryOf(request);
        return parameters.size === 0 ? await homePage(context) : await searchPage(context, parameters);
      }),
    ],
  });
  routes.add("/facets/:facet", {
    get: [limit, answer(context, (request) => facetPage(context, request))],
  });
}

async function facetPage({ services }: WebContext, request: Request): Promise<Page> {
  const { search, vocabularies } = services;
  const key = parameterOf(request, "facet");
  const facets = listFacets(vocabularies).filter(({ kind }) => kind !== "number");
  const facet = facets.find((candidate) => candidate.key === key);
  if (facet === undefined) {
    throw new ExecatError("NOT_FOUND", `There is no facet "${key.slice(0, 80)}" with values.`, {
      hint: `There are: ${facets.map((one) => one.key).join(", ")}.`,
    });
  }
  const parameters = queryOf(request);
  const find = (parameters.get("find") ?? "").trim();
  if (find.length > MOST_FIND) {
    throw new ExecatError("INVALID_QUERY", `"find" has ${find.length} characters.`, {
      hint: `A part of the name will do, at most ${MOST_FIND} characters.`,
    });
  }
  const below = findBelow(services, facet, parameters.get("below"));
  for (const own of ["find", "below"]) parameters.delete(own);
  const asked = search.parse(parameters);
  const all = await search.searchValues(asked, key, find);
  const found: FoundValues = { facet, find, below, request: asked, values: onlyBelow(services, below, all) };
  return {
    view: "facet-values",
    title: facet.label,
    model: toFacetValues(services, found),
    json: toFacetValuesJson(services, found),
  };
}

/** Throws `NOT_FOUND` for a concept that the facet does not have. */
function findBelow(
  { vocabularies }: WebServices,
  facet: FacetDefinition,
  id: string | null,
): Concept | undefined {
  if (id === null || id === "") return undefined;
  const concept = facet.kind === "concept" ? vocabularies.findConcept(facet.scheme, id) : undefined;
  if (concept !== undefined) return concept;
  throw new ExecatError("NOT_FOUND", `"${facet.label}" has no concept "${id.slice(0, 80)}".`, {
    hint: "Leave `below` out, and find the value by a part of its name.",
  });
}

function onlyBelow(
  { vocabularies }: WebServices,
  below: Concept | undefined,
  values: readonly FacetValue[],
): readonly FacetValue[] {
  if (below === undefined) return values;
  return values.filter(({ value }) => {
    const concept = vocabularies.findConcept(below.scheme, value);
    return concept !== undefined && vocabularies.ancestors(concept).some(({ id }) => id === below.id);
  });
}

async function homePage(context: WebContext): Promise<Page> {
  const { search, store, vocabularies } = context.services;
  const facet = vocabularies.facets[0];
  const [counts, entries, answer] = await Promise.all([
    facet === undefined ? new Map<string, number>() : search.countConcepts(facet.key),
    store.entries.count(),
    search.search(search.parse(new URLSearchParams())),
  ]);
  const facts = { facet, counts, entries, crawl: context.services.crawler.status(), answer };
  return {
    view: "home",
    title: "Home",
    description:
      "A catalogue of executable software: find it by what it does, and see when and where it can run.",
    model: toHome(context.services, facts),
    json: toHomeJson(context.services, facts),
    canonical: "/",
  };
}

async function searchPage(context: WebContext, parameters: URLSearchParams): Promise<Page> {
  const { search } = context.services;
  const answer = await search.search(search.parse(parameters));
  const text = answer.request.text;
  return {
    view: "search",
    title: text === "" ? "Catalogue" : text,
    model: toSearch(context.services, answer),
    json: toSearchJson(answer),
  };
}
