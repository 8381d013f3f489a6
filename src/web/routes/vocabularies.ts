import type { Request } from "express";
import { ExecatError } from "../../errors.ts";
import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { WebContext } from "../context.ts";
import { conceptHref } from "../links.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import type { Page } from "../page.ts";
import { answer } from "../send-page.ts";
import {
  toConcept,
  toConceptJson,
  toScheme,
  toSchemeJson,
  toSchemes,
  type FacetCount,
} from "../view-models/vocabulary.ts";

/** The vocabularies: all schemes, one as a tree with counts, one concept. */
export function addVocabularyRoutes(routes: Routes, context: WebContext): void {
  const { services } = context;
  routes.add("/vocabularies", {
    get: answer(context, () => {
      const schemes = toSchemes(services);
      return {
        view: "vocabularies",
        title: "Vocabularies",
        description: "The words that entries are found by.",
        model: { schemes },
        json: { schemes },
      };
    }),
  });
  routes.add("/vocabularies/:scheme", { get: answer(context, (request) => showScheme(context, request)) });
  routes.add("/vocabularies/:scheme/:concept", {
    get: answer(context, (request) => showConcept(context, request)),
  });
}

async function showScheme(context: WebContext, request: Request): Promise<Page> {
  const scheme = getScheme(context, request);
  const counts = await countsOf(context, scheme);
  return {
    view: "vocabulary",
    title: scheme.title,
    description: scheme.description,
    model: toScheme(context.services, scheme, counts),
    json: toSchemeJson(context.services, scheme, counts),
  };
}

async function showConcept(context: WebContext, request: Request): Promise<Page> {
  const scheme = getScheme(context, request);
  const id = parameterOf(request, "concept");
  const concept = scheme.concepts.get(id);
  if (concept === undefined) {
    throw new ExecatError("NOT_FOUND", `"${scheme.title}" has no concept "${id.slice(0, 80)}".`, {
      hint: `The vocabulary's page shows all of them: /vocabularies/${scheme.id}`,
    });
  }
  const counts = await countsOf(context, scheme);
  return {
    view: "concept",
    title: concept.prefLabel,
    description: concept.definition,
    model: toConcept(context.services, concept, counts),
    json: toConceptJson(context.services, concept, counts),
    canonical: conceptHref(scheme.id, concept.id),
  };
}

function getScheme(context: WebContext, request: Request): ConceptScheme {
  const id = parameterOf(request, "scheme");
  const { schemes } = context.services.vocabularies;
  const scheme = schemes.get(id);
  if (scheme !== undefined) return scheme;
  throw new ExecatError("NOT_FOUND", `No vocabulary "${id.slice(0, 80)}".`, {
    hint: `There are: ${[...schemes.keys()].join(", ")}.`,
  });
}

/** A scheme may stand behind several facets, each with counts of its own. */
async function countsOf(context: WebContext, scheme: ConceptScheme): Promise<readonly FacetCount[]> {
  const { search, vocabularies } = context.services;
  const facets = vocabularies.facets.filter((facet) => facet.scheme === scheme.id);
  return await Promise.all(
    facets.map(async ({ key, label }) => ({ key, label, counts: await search.countConcepts(key) })),
  );
}
