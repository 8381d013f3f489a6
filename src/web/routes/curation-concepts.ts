import type { Request } from "express";
import type { CurationRequest } from "../../curation/desk.ts";
import type { VocabularyEdit } from "../../curation/edits.ts";
import { ExecatError } from "../../errors.ts";
import type { Concept, ConceptScheme, Vocabularies } from "../../vocabulary/vocabulary.ts";
import type { WebContext } from "../context.ts";
import { findConcept, findConcepts } from "../curating/find-concept.ts";
import {
  CONCEPT_FIELDS,
  conceptFieldsFrom,
  textsFrom,
  textsOfConcept,
  toLines,
} from "../curating/form-texts.ts";
import { formAnswer, problemAnswer } from "../curating/form-answer.ts";
import { changeHref, takeForm } from "../curating/take-form.ts";
import { rebaseOn } from "../curating/seen-at.ts";
import { getConcept, getScheme } from "../curating/vocabulary-parts.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toPreview } from "../view-models/change-preview.ts";
import { type ConceptFormState, editHref, toConceptEdit } from "../view-models/concept-edit.ts";

type Form = ReadonlyMap<string, string>;

/** One concept: its words, where it stands, and whether it is used. */
export function addCurationConceptRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation/concepts/:scheme/:concept", {
    get: answer(context, (request) => showForm(context, request)),
    post: [...readForm, answer(context, (request) => change(context, request))],
  });
}

async function showForm(context: WebContext, request: Request): Promise<Page> {
  const { curation } = context.services;
  await curation.refresh();
  const { scheme, concept } = partsOf(context, request);
  const texts = textsOfConcept(concept, scheme);
  return editPage(context, { scheme, concept }, { base: curation.current.commit, texts, why: "" });
}

async function change(context: WebContext, request: Request): Promise<Answer> {
  const { services } = context;
  const { curation } = services;
  await curation.refresh();
  const { scheme, concept } = partsOf(context, request);
  const form = formOf(request);
  const base = form.get("base") ?? curation.current.commit;
  const isEdit = (form.get("action") ?? "edit") === "edit";
  const now = textsOfConcept(concept, scheme);
  const typed = isEdit ? textsFrom(form, CONCEPT_FIELDS, now) : now;
  const state: ConceptFormState = {
    base,
    texts: typed,
    why: isEdit ? (form.get("why") ?? "") : "",
    sent: form,
  };
  const outcome = await takeForm(services, request, form, () =>
    toRequest(services.curation.current.vocabularies, { scheme, concept, form, base }, services.now()),
  );
  const parts = { scheme, concept };
  switch (outcome.state) {
    case "done":
      return { status: 303, path: changeHref(outcome.commit, outcome.concerned) };
    case "refused":
      return problemAnswer(
        request,
        editPage(context, parts, { ...state, problem: outcome.problem }),
        outcome.problem,
      );
    case "preview": {
      const preview = toPreview(outcome.preview, {
        action: editHref(scheme.id, concept.id),
        fields: form,
        button: "Save",
      });
      return formAnswer(request, editPage(context, parts, { ...state, preview }), outcome);
    }
    case "conflict": {
      const path = `vocabularies/${scheme.id}.yaml`;
      const textsOf = (vocabularies: Vocabularies): Form | undefined => {
        const [of, one] = [
          vocabularies.schemes.get(scheme.id),
          vocabularies.findConcept(scheme.id, concept.id),
        ];
        return of === undefined || one === undefined ? undefined : textsOfConcept(one, of);
      };
      const rebased = await rebaseOn(services, { base, typed, path, conflict: outcome, textsOf });
      return formAnswer(request, editPage(context, parts, { ...state, ...rebased }), outcome);
    }
  }
}

interface Sent {
  readonly scheme: ConceptScheme;
  readonly concept: Concept;
  readonly form: Form;
  readonly base: string;
}

function toRequest(vocabularies: Vocabularies, sent: Sent, now: Date): CurationRequest {
  return { base: sent.base, edits: [toEdit(vocabularies, sent, now.toISOString().slice(0, 10))] };
}

function toEdit(vocabularies: Vocabularies, { scheme, concept, form }: Sent, today: string): VocabularyEdit {
  const name = { scheme: scheme.id, id: concept.id };
  const textOf = (field: string): string => form.get(field)?.trim() ?? "";
  switch (form.get("action") ?? "edit") {
    case "edit": {
      const texts = textsFrom(form, CONCEPT_FIELDS, textsOfConcept(concept, scheme));
      return { kind: "edit-concept", ...name, fields: conceptFieldsFrom(texts, vocabularies, scheme) };
    }
    case "merge": {
      const into = findConcept(vocabularies, scheme, textOf("into"), "The concept to merge into");
      return { kind: "merge-concept", ...name, into, since: today };
    }
    case "move": {
      const below = textOf("below");
      const broader = findConcepts(vocabularies, scheme, below === "" ? [] : [below]);
      return { kind: "move-concept", ...name, broader };
    }
    case "deprecate": {
      const replacedBy = findConcepts(
        vocabularies,
        scheme,
        toLines(textOf("replacedBy").replaceAll("\r", "")),
      );
      return { kind: "deprecate-concept", ...name, replacedBy, since: today };
    }
    case "restore":
      return { kind: "restore-concept", ...name };
    default:
      throw new ExecatError(
        "EDIT_INVALID",
        `"${textOf("action").slice(0, 40)}" is nothing that can be done here.`,
        {
          hint: "There are: edit, merge, move, deprecate, restore.",
        },
      );
  }
}

function partsOf(
  context: WebContext,
  request: Request,
): { readonly scheme: ConceptScheme; readonly concept: Concept } {
  const scheme = getScheme(context.services.curation.current.vocabularies, parameterOf(request, "scheme"));
  return { scheme, concept: getConcept(scheme, parameterOf(request, "concept")) };
}

function editPage(
  _context: WebContext,
  { scheme, concept }: { readonly scheme: ConceptScheme; readonly concept: Concept },
  state: ConceptFormState,
): Page {
  return {
    view: "concept-edit",
    title: `Edit ${concept.prefLabel}`,
    model: toConceptEdit(scheme, concept, state),
    json: { base: state.base, scheme: scheme.id, id: concept.id, fields: Object.fromEntries(state.texts) },
    personal: true,
  };
}
