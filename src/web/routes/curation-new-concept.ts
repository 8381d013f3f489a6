import type { Request } from "express";
import { toConceptId } from "../../curation/edits/concept-id.ts";
import { ExecatError } from "../../errors.ts";
import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { WebContext } from "../context.ts";
import { formAnswer, problemAnswer } from "../curating/form-answer.ts";
import { CONCEPT_FIELDS, conceptFieldsFrom, textsFrom } from "../curating/form-texts.ts";
import { changeHref, takeForm } from "../curating/take-form.ts";
import { whoChanged } from "../curating/seen-at.ts";
import { getConcept, getScheme } from "../curating/vocabulary-parts.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import { parameterOf, queryOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toConflicts, toPreview } from "../view-models/change-preview.ts";
import { newConceptHref, toNewConcept } from "../view-models/concept-edit.ts";

type NewConceptState = Parameters<typeof toNewConcept>[1];

/** A concept that was not there before. */
export function addCurationNewConceptRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation/new-concept/:scheme", {
    get: answer(context, (request) => showForm(context, request)),
    post: [...readForm, answer(context, (request) => add(context, request))],
  });
}

async function showForm(context: WebContext, request: Request): Promise<Page> {
  const { curation } = context.services;
  await curation.refresh();
  const scheme = getScheme(curation.current.vocabularies, parameterOf(request, "scheme"));
  const wanted = queryOf(request).get("below");
  const below = wanted === null ? undefined : getConcept(scheme, wanted);
  const texts = textsFrom(new Map(below === undefined ? [] : [["broader", below.id]]), CONCEPT_FIELDS);
  return newPage(scheme, { base: curation.current.commit, texts, why: "", id: "", below });
}

async function add({ services }: WebContext, request: Request): Promise<Answer> {
  const { curation } = services;
  await curation.refresh();
  const { commit, vocabularies } = curation.current;
  const scheme = getScheme(vocabularies, parameterOf(request, "scheme"));
  const form = formOf(request);
  const texts = textsFrom(form, CONCEPT_FIELDS);
  const [base, why, id] = [form.get("base") ?? commit, form.get("why") ?? "", form.get("id")?.trim() ?? ""];
  const state: NewConceptState = { base, texts, why, id, below: undefined };
  const outcome = await takeForm(services, request, form, () => {
    const fields = conceptFieldsFrom(texts, vocabularies, scheme);
    const given = id === "" ? toConceptId(fields.prefLabel) : id;
    if (given === "") {
      throw new ExecatError("EDIT_INVALID", "The name has no letter that an id could be made of.", {
        hint: "Give an id: lower-case letters, digits and hyphens.",
      });
    }
    return { base, edits: [{ kind: "add-concept", scheme: scheme.id, id: given, fields }] };
  });
  switch (outcome.state) {
    case "done":
      return { status: 303, path: changeHref(outcome.commit, outcome.concerned) };
    case "refused":
      return problemAnswer(request, newPage(scheme, { ...state, problem: outcome.problem }), outcome.problem);
    case "preview": {
      const action = newConceptHref(scheme.id);
      const preview = toPreview(outcome.preview, { action, fields: form, button: "Add it" });
      return formAnswer(request, newPage(scheme, { ...state, preview }), outcome);
    }
    case "conflict": {
      const conflict = {
        text: await whoChanged(services, `vocabularies/${scheme.id}.yaml`),
        fields: new Map<string, string>(),
        places: toConflicts(outcome.conflicts),
      };
      return formAnswer(request, newPage(scheme, { ...state, base: outcome.head, conflict }), outcome);
    }
  }
}

function newPage(scheme: ConceptScheme, state: NewConceptState): Page {
  return {
    view: "concept-edit",
    title: "A new concept",
    model: toNewConcept(scheme, state),
    json: {
      base: state.base,
      scheme: scheme.id,
      id: state.id === "" ? null : state.id,
      fields: Object.fromEntries(state.texts),
    },
    personal: true,
  };
}
