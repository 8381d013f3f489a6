import type { Request } from "express";
import type { WebContext } from "../context.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import type { Routes } from "../router.ts";
import type { Page } from "../page.ts";
import { answer } from "../send-page.ts";
import { toHome, toHomeJson } from "../view-models/home.ts";
import { toSearch, toSearchJson } from "../view-models/search.ts";

/** `GET /`: the home page, and the search as soon as the address carries a query or a filter. */
export function addSearchRoutes(routes: Routes, context: WebContext): void {
  const limit = limitRate(context.services.settings.searchRate, "searches");
  routes.add("/", {
    get: [
      limit,
      answer(context, async (request) => {
        const parameters = parametersOf(request);
        return parameters.size === 0 ? await homePage(context) : await searchPage(context, parameters);
      }),
    ],
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

/** Read by hand: only these rules, and repeated names, are what the search room knows. */
function parametersOf(request: Request): URLSearchParams {
  const start = request.url.indexOf("?");
  return new URLSearchParams(start === -1 ? "" : request.url.slice(start + 1));
}
