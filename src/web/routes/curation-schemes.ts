import type { Request } from "express";
import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { WebContext } from "../context.ts";
import { formAnswer, problemAnswer } from "../curating/form-answer.ts";
import { SCHEME_FIELDS, schemeFieldsFrom, textsFrom, textsOfScheme } from "../curating/form-texts.ts";
import { changeHref, takeForm } from "../curating/take-form.ts";
import { rebaseOn } from "../curating/seen-at.ts";
import { getScheme } from "../curating/vocabulary-parts.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toPreview } from "../view-models/change-preview.ts";
import type { ConceptFormState } from "../view-models/concept-edit.ts";
import { schemeEditHref, toSchemeEdit } from "../view-models/scheme-edit.ts";

/** What a vocabulary says of itself. */
export function addCurationSchemeRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation/schemes/:scheme", {
    get: answer(context, (request) => showForm(context, request)),
    post: [...readForm, answer(context, (request) => change(context, request))],
  });
}

async function showForm({ services }: WebContext, request: Request): Promise<Page> {
  const { curation } = services;
  await curation.refresh();
  const scheme = getScheme(curation.current.vocabularies, parameterOf(request, "scheme"));
  return editPage(scheme, { base: curation.current.commit, texts: textsOfScheme(scheme), why: "" });
}

async function change({ services }: WebContext, request: Request): Promise<Answer> {
  const { curation } = services;
  await curation.refresh();
  const scheme = getScheme(curation.current.vocabularies, parameterOf(request, "scheme"));
  const form = formOf(request);
  const base = form.get("base") ?? curation.current.commit;
  const typed = textsFrom(form, SCHEME_FIELDS, textsOfScheme(scheme));
  const state: ConceptFormState = { base, texts: typed, why: form.get("why") ?? "" };
  const outcome = await takeForm(services, request, form, () => ({
    base,
    edits: [{ kind: "edit-scheme", scheme: scheme.id, fields: schemeFieldsFrom(typed) }],
  }));
  switch (outcome.state) {
    case "done":
      return { status: 303, path: changeHref(outcome.commit, outcome.concerned) };
    case "refused":
      return problemAnswer(
        request,
        editPage(scheme, { ...state, problem: outcome.problem }),
        outcome.problem,
      );
    case "preview": {
      const action = schemeEditHref(scheme.id);
      const preview = toPreview(outcome.preview, { action, fields: form, button: "Save" });
      return formAnswer(request, editPage(scheme, { ...state, preview }), outcome);
    }
    case "conflict": {
      const path = `vocabularies/${scheme.id}.yaml`;
      const rebased = await rebaseOn(services, {
        base,
        typed,
        path,
        conflict: outcome,
        textsOf: ({ schemes }) => {
          const one = schemes.get(scheme.id);
          return one === undefined ? undefined : textsOfScheme(one);
        },
      });
      return formAnswer(request, editPage(scheme, { ...state, ...rebased }), outcome);
    }
  }
}

function editPage(scheme: ConceptScheme, state: ConceptFormState): Page {
  return {
    view: "scheme-edit",
    title: `Edit “${scheme.title}”`,
    model: toSchemeEdit(scheme, state),
    json: { base: state.base, scheme: scheme.id, fields: Object.fromEntries(state.texts) },
    personal: true,
  };
}
