import type { Request, RequestHandler } from "express";
import { bindOverlays } from "../../curation/bind-overlays.ts";
import { vocabularyHealth } from "../../curation/vocabulary-health.ts";
import { mayCurate } from "../access/may-curate.ts";
import type { WebContext } from "../context.ts";
import { getScheme } from "../curating/vocabulary-parts.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { redirectTo } from "../middleware/request-facts.ts";
import type { Page } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { historyHref } from "../view-models/curation-history.ts";
import { type HealthFacts, toHealth, toHealthJson } from "../view-models/vocabulary-health.ts";

const ENTRIES_SHOWN = 20;

/** What is wrong with a vocabulary, and what was done to it. Comes before its concepts, which may be called so too. */
export function addVocabularyHealthRoutes(routes: Routes, context: WebContext): void {
  routes.add("/vocabularies/:scheme/health", {
    get: [
      // It looks at all entries, and everybody may read it.
      limitRate(context.services.settings.searchRate, "pages about health"),
      unlessConcept(
        context,
        "health",
        answer(context, (request) => showHealth(context, request)),
      ),
    ],
  });
  routes.add("/vocabularies/:scheme/history", {
    get: unlessConcept(context, "history", (request, response) => {
      const { vocabularies } = context.services.curation.current;
      const scheme = getScheme(vocabularies, parameterOf(request, "scheme"));
      redirectTo(request, response, 303, historyHref(`vocabularies/${scheme.id}.yaml`));
    }),
  });
}

/** A vocabulary may have a concept of this id, and then its page is here. */
function unlessConcept({ services }: WebContext, id: string, handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const scheme = parameterOf(request, "scheme");
    if (services.vocabularies.findConcept(scheme, id) === undefined) return handler(request, response, next);
    next();
    return undefined;
  };
}

async function showHealth({ services }: WebContext, request: Request): Promise<Page> {
  const { curation, search, store } = services;
  const { vocabularies, settled, overlays } = curation.current;
  const scheme = getScheme(vocabularies, parameterOf(request, "scheme"));
  const facets = vocabularies.facets.filter((one) => one.scheme === scheme.id).map(({ key }) => key);
  const told = [...overlays].filter(([, { addTerms }]) =>
    facets.some((facet) => (addTerms.get(facet) ?? []).length > 0),
  );
  const bound = told.length === 0 ? [] : (await bindOverlays({ store }, new Map(told))).values();
  const except = [...new Set([...bound].flatMap(({ programId }) => programId ?? []))];
  const [counts, written, { published }, without] = await Promise.all([
    Promise.all(facets.map((facet) => search.countConcepts(facet))),
    store.terms.listWritten(),
    store.entries.count(),
    store.terms.programsWithout(facets, { except, limit: ENTRIES_SHOWN }),
  ]);
  const health = vocabularyHealth({ scheme, vocabularies, written, settled, counts, entries: published });
  const isFacet = facets.length > 0;
  const facts: HealthFacts = { scheme, health, without, isFacet, curates: mayCurate(request) };
  return {
    view: "health",
    title: `Health of “${scheme.title}”`,
    description: "Concepts that nobody uses or everybody does, and terms that nobody knows.",
    model: toHealth(services, facts),
    json: toHealthJson(facts),
  };
}
