import type { Request } from "express";
import { toConceptId } from "../../curation/edits/concept-id.ts";
import type { Collection } from "../../curation/edits.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { answerForm, type FormFrame } from "../curating/answer-form.ts";
import { collectionHref } from "../links.ts";
import { formOf, readLargeForm } from "../middleware/read-form.ts";
import type { Answer, Page } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import {
  EMPTY_COLLECTION,
  fromCollectionForm,
  rebaseCollection,
  toCollectionForm,
} from "../view-models/collection-form.ts";
import { getCollection } from "./collections.ts";

const ALL = "/curation/collections";

/** The forms in which curators make, change and remove collections. */
export function addCurationCollectionRoutes(routes: Routes, context: WebContext): void {
  routes.add(ALL, {
    get: answer(context, () => formPage(EMPTY_COLLECTION, true, open(context))),
    post: [...readLargeForm, answer(context, (request) => create(context, request))],
  });
  routes.add(`${ALL}/:id`, {
    get: answer(context, (request) => formPage(getCollection(context, request), false, open(context))),
    post: [...readLargeForm, answer(context, (request) => change(context, request))],
  });
  routes.add(`${ALL}/:id/items`, {
    post: [...readLargeForm, answer(context, (request) => addItem(context, request))],
  });
}

function open({ services }: WebContext): FormFrame {
  return { base: services.curation.current.commit, why: "" };
}

async function create({ services }: WebContext, request: Request): Promise<Answer> {
  const form = formOf(request);
  const id = form.get("id")?.trim() || toConceptId(form.get("title") ?? "");
  const collection = fromCollectionForm(form, id);
  return answerForm(services, request, {
    form,
    action: ALL,
    edits: () => {
      if (services.curation.current.collections.has(id)) throw taken(id);
      return [{ kind: "set-collection", collection }];
    },
    page: (frame) => formPage(collection, true, frame),
    done: collectionHref(id),
  });
}

async function change(context: WebContext, request: Request): Promise<Answer> {
  const known = getCollection(context, request);
  const form = formOf(request);
  const isRemoved = form.get("do") === "remove";
  const collection = isRemoved ? known : fromCollectionForm(form, known.id);
  return answerForm(context.services, request, {
    form,
    action: `${ALL}/${parameterOf(request, "id")}`,
    edits: () => [
      isRemoved ? { kind: "remove-collection", id: known.id } : { kind: "set-collection", collection },
    ],
    page: (frame) => formPage(collection, false, frame),
    rebased: (frame, others) =>
      formPage(
        isRemoved ? (others.now.collections.get(known.id) ?? known) : rebaseCollection(collection, others),
        false,
        frame,
      ),
    done: isRemoved ? "/collections" : collectionHref(known.id),
  });
}

/** An entry that is in the collection already moves to its end, with the new note. */
async function addItem(context: WebContext, request: Request): Promise<Answer> {
  const { services } = context;
  const known = getCollection(context, request);
  const form = formOf(request);
  const entry = await services.store.entries.find(form.get("entry") ?? "");
  if (entry === undefined) throw noEntry(form.get("entry") ?? "");
  const { path } = entry.program;
  const others = known.items.filter((item) => item.entry.toLowerCase() !== path.toLowerCase());
  const note = form.get("note")?.trim() || undefined;
  const collection = { ...known, items: [...others, { entry: path, note }] };
  return answerForm(services, request, {
    form,
    action: `${ALL}/${known.id}/items`,
    edits: () => [{ kind: "set-collection", collection }],
    page: (frame) => formPage(collection, false, frame),
    rebased: (frame, others) => formPage(rebaseCollection(collection, others), false, frame),
    done: collectionHref(known.id),
  });
}

function formPage(collection: Collection, isNew: boolean, frame: FormFrame): Page {
  return {
    view: "collection-form",
    title: isNew ? "New collection" : `Change ${collection.title}`,
    model: toCollectionForm(collection, isNew, frame),
    json: { base: frame.base, collection },
    personal: true,
  };
}

function taken(id: string): ExecatError {
  return new ExecatError("EDIT_INVALID", `There is a collection "${id}" already.`, {
    hint: "Choose another name, or change that one.",
  });
}

function noEntry(path: string): ExecatError {
  return new ExecatError("ENTRY_NOT_FOUND", `No entry "${path.slice(0, 300)}".`, { hint: "Was it renamed?" });
}
