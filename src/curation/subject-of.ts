import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import type { CurationEdit } from "./edits.ts";

const MOST_LETTERS = 150;

/**
 * What edits do, as the first line of a commit in plain words, for instance `task: “source finding” is a synonym of
 * source extraction`. Of several the first speaks.
 */
export function subjectOf(edits: readonly CurationEdit[], vocabularies: Vocabularies): string {
  const [first] = edits;
  if (first === undefined) return "Change nothing";
  const text = sentenceOf(first, vocabularies).replaceAll(/\s+/gu, " ").trim();
  const letters = Array.from(text);
  return letters.length <= MOST_LETTERS ? text : `${letters.slice(0, MOST_LETTERS - 1).join("")}…`;
}

function sentenceOf(edit: CurationEdit, vocabularies: Vocabularies): string {
  switch (edit.kind) {
    case "settle-term":
      return `${edit.term.facet}: “${edit.term.text}” is not for us`;
    case "unsettle-term":
      return `${edit.facet}: “${edit.text}” is open again`;
    case "set-overlay":
      return `Say more of ${edit.overlay.entry}`;
    case "set-collection":
      return `Collection “${edit.collection.title}”`;
    case "remove-collection":
      return `Remove the collection ${edit.id}`;
    case "edit-scheme":
      return `${edit.scheme}: what is said of the vocabulary itself`;
    case "add-concept":
    case "edit-concept":
    case "add-label":
    case "merge-concept":
    case "move-concept":
    case "deprecate-concept":
    case "restore-concept":
      return `${edit.scheme}: ${conceptSentence(edit, (id) => labelOf(vocabularies, edit.scheme, id))}`;
  }
}

type ConceptEdit = Extract<CurationEdit, { readonly scheme: string; readonly id: string }>;

function conceptSentence(edit: ConceptEdit, label: (id: string) => string): string {
  switch (edit.kind) {
    case "add-concept": {
      const below = edit.fields.broader.map(label).join(", ");
      return `new concept ${edit.fields.prefLabel}${below === "" ? "" : ` below ${below}`}`;
    }
    case "edit-concept":
      return `edit ${label(edit.id)}`;
    case "add-label":
      return `“${edit.label}” is a ${edit.as === "altLabel" ? "synonym" : "misspelling"} of ${label(edit.id)}`;
    case "merge-concept":
      return `merge ${label(edit.id)} into ${label(edit.into)}`;
    case "move-concept":
      return edit.broader.length === 0
        ? `move ${label(edit.id)} to the top`
        : `move ${label(edit.id)} below ${edit.broader.map(label).join(", ")}`;
    case "deprecate-concept":
      return edit.replacedBy.length === 0
        ? `${label(edit.id)} is no longer to be used`
        : `${label(edit.id)} is replaced by ${edit.replacedBy.map(label).join(", ")}`;
    case "restore-concept":
      return `${label(edit.id)} is to be used again`;
  }
}

function labelOf(vocabularies: Vocabularies, scheme: string, id: string): string {
  return vocabularies.findConcept(scheme, id)?.prefLabel ?? id;
}
