import type { ApplyEdits, CurationEdit } from "../edits.ts";
import { addConcept } from "./add-concept.ts";
import { createDraft, type CurationDraft } from "./curation-draft.ts";
import { addLabel, editConcept, moveConcept } from "./edit-concept.ts";
import { editScheme } from "./edit-scheme.ts";
import { mergeConcept } from "./merge-concept.ts";
import { deprecateConcept, restoreConcept } from "./retire-concept.ts";
import { removeCollection, setCollection } from "./set-collection.ts";
import { setOverlay } from "./set-overlay.ts";
import { settleTerm, unsettleTerm } from "./settle-term.ts";

/** See `ApplyEdits`. All edits are made, in their order, or none. Files that would say what they say now are left out. */
export const applyEdits: ApplyEdits = (files, edits) => {
  const draft = createDraft(files);
  for (const edit of edits) applyEdit(draft, edit);
  return draft.changes();
};

function applyEdit(draft: CurationDraft, edit: CurationEdit): void {
  switch (edit.kind) {
    case "add-concept":
      return addConcept(draft, edit);
    case "edit-concept":
      return editConcept(draft, edit);
    case "add-label":
      return addLabel(draft, edit);
    case "merge-concept":
      return mergeConcept(draft, edit);
    case "move-concept":
      return moveConcept(draft, edit);
    case "deprecate-concept":
      return deprecateConcept(draft, edit);
    case "restore-concept":
      return restoreConcept(draft, edit);
    case "edit-scheme":
      return editScheme(draft, edit);
    case "settle-term":
      return settleTerm(draft, edit.term);
    case "unsettle-term":
      return unsettleTerm(draft, edit.facet, edit.text);
    case "set-overlay":
      return setOverlay(draft, edit.overlay);
    case "set-collection":
      return setCollection(draft, edit.collection);
    case "remove-collection":
      return removeCollection(draft, edit.id);
  }
}
