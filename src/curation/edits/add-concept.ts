import { toLabelKey } from "../../vocabulary/label-key.ts";
import { everyLabelOf } from "../../vocabulary/label-index.ts";
import type { ConceptScheme } from "../../vocabulary/vocabulary.ts";
import type { VocabularyEdit } from "../edits.ts";
import { isConceptId, toConceptId } from "./concept-id.ts";
import { checkTargets } from "./concept-links.ts";
import { tidyFields, withFields } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";

type Edit<K extends VocabularyEdit["kind"]> = Extract<VocabularyEdit, { readonly kind: K }>;

/** Puts a new concept behind those below its first broader one, else at the end. */
export function addConcept(draft: CurationDraft, edit: Edit<"add-concept">): void {
  const { id } = edit;
  const opened = draft.openScheme(edit.scheme);
  const { scheme, concepts } = opened;
  if (!isConceptId(id)) {
    const hint = `For instance "${toConceptId(id) || toConceptId(edit.fields.prefLabel) || "concept"}".`;
    throw refusal(`"${id}" cannot be an id: use lower case letters, digits and "-".`, hint);
  }
  checkIsFree(scheme, id);
  const fields = tidyFields(edit.fields);
  checkTargets(scheme, id, [...fields.broader, ...fields.related]);
  const concept = withFields(new Map(), fields, scheme.language);
  const entries = [...concepts];
  const place = placeBelow(scheme, fields.broader[0]);
  draft.writeConcepts(opened, new Map([...entries.slice(0, place), [id, concept], ...entries.slice(place)]));
}

/** An id is what a term may be written by: one that others use as a label would take their terms away. */
function checkIsFree(scheme: ConceptScheme, id: string): void {
  const taken = [...scheme.concepts.keys()].find((one) => toLabelKey(one) === toLabelKey(id));
  if (taken !== undefined) throw refusal(`The id "${taken}" is taken.`, "Choose another one.");
  const key = toLabelKey(id);
  for (const concept of scheme.concepts.values()) {
    if (concept.deprecated || !everyLabelOf(concept).some((label) => toLabelKey(label) === key)) continue;
    throw refusal(
      `The id "${id}" is a label of "${concept.id}".`,
      "Choose another one, or take the label out there.",
    );
  }
}

/** How many concepts stand before the new one. */
function placeBelow(scheme: ConceptScheme, broader: string | undefined): number {
  const ids = [...scheme.concepts.keys()];
  if (broader === undefined) return ids.length;
  const below = new Set([broader]);
  // The file may name a concept before its broader one; looking again until nothing is new finds it all the same.
  for (let size = 0; size < below.size;) {
    size = below.size;
    for (const { id, broader: names } of scheme.concepts.values()) {
      if (below.has(names[0] ?? "")) below.add(id);
    }
  }
  // Some may stand elsewhere in the file, below another heading.
  const start = ids.indexOf(broader);
  const behind = ids.slice(start).findIndex((id) => !below.has(id));
  return behind === -1 ? ids.length : start + behind;
}
