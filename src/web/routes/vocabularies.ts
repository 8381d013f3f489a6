import type { Request } from "express";
import { ExecatError } from "../../errors.ts";
import { livingSuccessors } from "../../vocabulary/successors.ts";
import { toConceptTriples, toSchemeTriples } from "../../vocabulary/export/scheme-triples.ts";
import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import { mayCurate } from "../access/may-curate.ts";
import type { WebContext } from "../context.ts";
import { conceptHref } from "../links.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { parameterOf, queryOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import type { Answer, Page } from "../page.ts";
import { publicAddress } from "../public-address.ts";
import { pageOrRdf } from "../rdf.ts";
import { answer } from "../send-page.ts";
import { wantsJson } from "../middleware/request-facts.ts";
import { conceptCurating, schemeCurating } from "../view-models/curating-links.ts";
import { findConceptEntries } from "../view-models/concept-entries.ts";
import {
  toConcept,
  toConceptJson,
  toScheme,
  toSchemeJson,
  toSchemes,
  type FacetCount,
  type SchemePart,
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
  routes.add("/vocabularies/:scheme", {
    get: pageOrRdf(
      answer(context, (request) => showScheme(context, request)),
      (request) => toSchemeTriples(getScheme(context, request), publicAddress(services, request)),
    ),
  });
  routes.add("/vocabularies/:scheme/:concept", {
    get: [
      // Its entries are a search.
      limitRate(services.settings.searchRate, "concepts"),
      pageOrRdf(
        answer(context, (request) => showConcept(context, request)),
        (request) => {
          const scheme = getScheme(context, request);
          const concept = getConcept(scheme, parameterOf(request, "concept"));
          return toConceptTriples(scheme, concept, publicAddress(services, request));
        },
      ),
    ],
  });
}

async function showScheme(context: WebContext, request: Request): Promise<Page> {
  const scheme = getScheme(context, request);
  const counts = await countsOf(context, scheme);
  const part = partOf(scheme, request);
  return {
    view: "vocabulary",
    title: part.below === undefined ? scheme.title : `${part.below.prefLabel} · ${scheme.title}`,
    description: scheme.description,
    model: {
      ...toScheme(context.services, scheme, counts, part),
      ...schemeCurating(scheme, mayCurate(request)),
    },
    // All concepts of a scheme take longer than its page, which has two levels open.
    get json() {
      return toSchemeJson(context.services, scheme, counts);
    },
  };
}

async function showConcept(context: WebContext, request: Request): Promise<Answer> {
  const scheme = getScheme(context, request);
  const concept = getConcept(scheme, parameterOf(request, "concept"));
  const successor = successorFor(context, request, concept);
  if (successor !== undefined) {
    return { status: 301, path: conceptHref(scheme.id, successor.id) };
  }
  const entries = await findConceptEntries(context.services, concept);
  return {
    view: "concept",
    title: concept.prefLabel,
    description: concept.definition,
    model: {
      ...toConcept(context.services, concept, entries),
      // Without a namespace it begins with our own address, as in the data.
      uri: concept.uri.startsWith("/") ? publicAddress(context.services, request) + concept.uri : concept.uri,
      ...conceptCurating(concept, mayCurate(request)),
    },
    json: toConceptJson(context.services, concept, entries),
    canonical: conceptHref(scheme.id, concept.id),
  };
}

/** Where the page of a deprecated concept leads, when one living concept has taken its place. Data stay as they are. */
function successorFor({ services }: WebContext, request: Request, concept: Concept): Concept | undefined {
  if (!concept.deprecated || wantsJson(request)) return undefined;
  if (queryOf(request).get("redirect") === "no") return undefined;
  const successors = livingSuccessors(services.vocabularies, concept);
  return successors.length === 1 ? successors[0] : undefined;
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

function getConcept(scheme: ConceptScheme, id: string): Concept {
  const concept = scheme.concepts.get(id);
  if (concept !== undefined) return concept;
  throw new ExecatError("NOT_FOUND", `"${scheme.title}" has no concept "${id.slice(0, 80)}".`, {
    hint: `The vocabulary's page shows all of them: /vocabularies/${scheme.id}`,
  });
}

/** Throws `NOT_FOUND` for an unknown concept, `INVALID_QUERY` for a page that cannot be. */
function partOf(scheme: ConceptScheme, request: Request): SchemePart {
  const query = queryOf(request);
  const below = query.get("below");
  const page = query.get("page") ?? "1";
  if (!/^[1-9]\d{0,5}$/u.test(page)) {
    throw new ExecatError("INVALID_QUERY", `"${page.slice(0, 40)}" is no page.`, {
      hint: "Pages count from 1.",
    });
  }
  return { below: below === null ? undefined : getConcept(scheme, below), page: Number(page) };
}

/** A scheme may stand behind several facets, each with counts of its own. */
async function countsOf(context: WebContext, scheme: ConceptScheme): Promise<readonly FacetCount[]> {
  const { search, vocabularies } = context.services;
  const facets = vocabularies.facets.filter((facet) => facet.scheme === scheme.id);
  return await Promise.all(
    facets.map(async ({ key, label }) => ({ key, label, counts: await search.countConcepts(key) })),
  );
}
