import type { VocabularyEdit } from "../edits.ts";
import { tidyText } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";
import { isYamlMap, textOf, withKey } from "./yaml-value.ts";

const KEYS = ["title", "description", "license", "source"] as const;

/** Writes what a form says of a scheme. */
export function editScheme(
  draft: CurationDraft,
  edit: Extract<VocabularyEdit, { readonly kind: "edit-scheme" }>,
): void {
  const opened = draft.openScheme(edit.scheme);
  const head = opened.value.get("scheme");
  if (!isYamlMap(head)) throw refusal(`"${opened.path}" lacks "scheme".`);
  if (tidyText(edit.fields.title) === undefined)
    throw refusal(`"${edit.scheme}" needs a title.`, "Write what readers are to see.");
  let next = head;
  for (const key of KEYS) {
    const text = tidyText(edit.fields[key]);
    if (textOf(head.get(key))?.trim() !== text) next = withKey(next, key, text, KEYS);
  }
  draft.writeScheme(opened, withKey(opened.value, "scheme", next));
}
