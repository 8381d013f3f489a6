import type { Request } from "express";
import type { QueuedTerm } from "../../curation/desk.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { curatorOf } from "../curating/curator.ts";
import { formAnswer, problemAnswer } from "../curating/form-answer.ts";
import { settleTerm } from "../curating/settle-term.ts";
import { takeForm } from "../curating/take-form.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toPreview } from "../view-models/change-preview.ts";
import { toTermJson } from "../view-models/curation.ts";
import { type TermFacts, type TermFormState, toTermPage } from "../view-models/curation-term.ts";
import { queryOf } from "../parameter.ts";

const ENTRIES_SHOWN = 20;

/** One term that nobody knows, in the entries that have it, and the ways to settle it. */
export function addCurationTermRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation/terms", {
    get: answer(context, async (request) => {
      const { curation } = context.services;
      await curation.refresh();
      const query = queryOf(request);
      const facts = await loadTerm(context, query.get("facet") ?? "", query.get("text") ?? "", "NOT_FOUND");
      return termPage(context, facts, { base: curation.current.commit, why: "" });
    }),
    post: [...readForm, answer(context, (request) => settle(context, request))],
  });
}

async function settle(context: WebContext, request: Request): Promise<Answer> {
  const { services } = context;
  const { curation } = services;
  await curation.refresh();
  const form = formOf(request);
  const facts = await loadTerm(context, form.get("facet") ?? "", form.get("text") ?? "", "CONFLICT");
  const state: TermFormState = { base: curation.current.commit, why: "", sent: form };
  const outcome = await takeForm(services, request, form, () => {
    const { vocabularies } = curation.current;
    const { term, scheme } = facts;
    const [by, at] = [curatorOf(request).name, services.now().toISOString()];
    // A term that somebody else has settled meanwhile must not come to mean two things.
    return { base: undefined, edits: settleTerm({ vocabularies, scheme, term, form, by, at }) };
  });
  switch (outcome.state) {
    case "done":
      return { status: 303, path: `/curation?done=${outcome.commit}&entries=${outcome.concerned}` };
    case "refused":
      return problemAnswer(
        request,
        await termPage(context, facts, { ...state, problem: outcome.problem }),
        outcome.problem,
      );
    case "preview": {
      const preview = toPreview(outcome.preview, {
        action: "/curation/terms",
        fields: form,
        button: "Do it",
      });
      return formAnswer(request, await termPage(context, facts, { ...state, preview }), outcome);
    }
    case "conflict":
      // What is made on the head meets nothing that it could differ from.
      throw new Error("Settling a term has met a conflict.");
  }
}

/** A term that waits no more was settled by somebody else: nothing to find for a reader, a conflict for a form. */
async function loadTerm(
  { services }: WebContext,
  facetKey: string,
  text: string,
  otherwise: "NOT_FOUND" | "CONFLICT",
): Promise<Omit<TermFacts, "entries">> {
  const { curation } = services;
  const { facets, schemes } = curation.current.vocabularies;
  const facet = facets.find(({ key }) => key === facetKey);
  const scheme = facet === undefined ? undefined : schemes.get(facet.scheme);
  const term = await curation.findQueued(facetKey, text);
  if (term !== undefined && facet !== undefined && scheme !== undefined) {
    return { term, facetLabel: facet.label, scheme };
  }
  throw new ExecatError(otherwise, `"${text.slice(0, 100)}" does not wait in the queue any more.`, {
    hint: "It is settled, or nobody writes it: the history of the vocabulary tells who did what.",
  });
}

async function termPage(
  { services }: WebContext,
  facts: Omit<TermFacts, "entries">,
  state: TermFormState,
): Promise<Page> {
  const { term } = facts;
  const entries = await services.store.entries.getAll((await idsOf(services, term)).slice(0, ENTRIES_SHOWN));
  return {
    view: "curation-term",
    title: `“${term.text}”`,
    model: toTermPage(services, { ...facts, entries }, state),
    json: { base: state.base, term: toTermJson(term) },
    personal: true,
  };
}

async function idsOf({ store }: WebContext["services"], term: QueuedTerm): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const spelling of term.spellings) {
    if (ids.size >= ENTRIES_SHOWN) break;
    const found = await store.terms.programsWithTerm(term.facet, spelling, ENTRIES_SHOWN);
    for (const { id } of found) ids.add(id);
  }
  return [...ids];
}
