import { toLabelKey } from "../../vocabulary/label-key.ts";
import { everyLabelOf } from "../../vocabulary/label-index.ts";
import type { Concept, ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { VocabularyEdit } from "../edits.ts";
import { checkTargets, openConcept, successorHint, withConcept } from "./concept-links.ts";
import { tidyFields, tidyList, withFields, withIds, withWords } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";

type Edit<K extends VocabularyEdit["kind"]> = Extract<VocabularyEdit, { readonly kind: K }>;

/** Writes what a form says of a concept. */
export function editConcept(draft: CurationDraft, edit: Edit<"edit-concept">): void {
  const opened = draft.openScheme(edit.scheme);
  const { raw, concept } = openConcept(opened, edit.id);
  const fields = tidyFields(edit.fields);
  if (fields.prefLabel === "") throw refusal(`"${edit.id}" needs a label.`, "Write what readers are to see.");
  checkTargets(opened.scheme, edit.id, fields.broader, concept.broader);
  checkTargets(opened.scheme, edit.id, fields.related, concept.related);
  draft.writeConcepts(opened, withConcept(opened, edit.id, withFields(raw, fields, opened.scheme.language)));
}

/** Gives a concept one more label. A label that it has already changes nothing. */
export function addLabel(draft: CurationDraft, edit: Edit<"add-label">): void {
  const opened = draft.openScheme(edit.scheme);
  const { scheme } = opened;
  const { raw, concept } = openConcept(opened, edit.id);
  const label = edit.label.trim();
  if (label === "") throw refusal("The label is empty.", "Write the word that people use.");
  if (concept.deprecated) throw refusal(`"${edit.id}" is deprecated.`, successorHint(concept));
  refuseTaken(scheme, concept, label, edit.as);
  const isSame = (text: string): boolean => text.toLowerCase() === label.toLowerCase();
  if (isSame(concept.prefLabel) || concept.altLabels.some(isSame)) return;
  if (edit.as === "hiddenLabel" && concept.hiddenLabels.some(isSame)) return;
  const hidden = concept.hiddenLabels.filter((text) => !isSame(text));
  const shown = withWords(raw, "hiddenLabel", hidden, scheme.language);
  const before = edit.as === "altLabel" ? concept.altLabels : hidden;
  const next = withWords(shown, edit.as, [...before, label], scheme.language);
  draft.writeConcepts(opened, withConcept(opened, edit.id, next));
}

/** A hidden label may be shared, but not be what another concept is called. */
function refuseTaken(
  scheme: ConceptScheme,
  concept: Concept,
  label: string,
  as: "altLabel" | "hiddenLabel",
): void {
  const key = toLabelKey(label);
  const labelsOf = (one: Concept): readonly (string | undefined)[] =>
    as === "altLabel" ? everyLabelOf(one) : one.byLanguage.map(({ prefLabel }) => prefLabel);
  const other = [...scheme.concepts.values()].find(
    (one) =>
      one !== concept && !one.deprecated && labelsOf(one).some((text) => toLabelKey(text ?? "") === key),
  );
  if (other === undefined) return;
  throw refusal(
    `"${label}" is a label of "${other.prefLabel}" (${other.id}) already.`,
    "Take it out there first, or merge the two concepts.",
  );
}

/** Hangs a concept below others. */
export function moveConcept(draft: CurationDraft, edit: Edit<"move-concept">): void {
  const opened = draft.openScheme(edit.scheme);
  const { raw, concept } = openConcept(opened, edit.id);
  const broader = tidyList(edit.broader);
  checkTargets(opened.scheme, edit.id, broader, concept.broader);
  draft.writeConcepts(opened, withConcept(opened, edit.id, withIds(raw, "broader", broader)));
}
