import type { VocabularyEdit } from "../edits.ts";
import { checkTargets, openConcept, withConcept } from "./concept-links.ts";
import { set, tidyList, tidyText, withIds } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";
import type { YamlMap } from "./yaml-value.ts";

type Edit<K extends VocabularyEdit["kind"]> = Extract<VocabularyEdit, { readonly kind: K }>;

/** Says that a concept is no longer to be used. It stays where it is, so that old entries resolve. */
export function deprecateConcept(draft: CurationDraft, edit: Edit<"deprecate-concept">): void {
  const opened = draft.openScheme(edit.scheme);
  const { raw, concept } = openConcept(opened, edit.id);
  const replacedBy = tidyList(edit.replacedBy);
  checkTargets(opened.scheme, edit.id, replacedBy, concept.replacedBy);
  draft.writeConcepts(opened, withConcept(opened, edit.id, asRetired(raw, replacedBy, edit.since)));
}

/** Takes back that a concept is deprecated. */
export function restoreConcept(draft: CurationDraft, edit: Edit<"restore-concept">): void {
  const opened = draft.openScheme(edit.scheme);
  const { raw, concept } = openConcept(opened, edit.id);
  if (!concept.deprecated) throw refusal(`"${edit.id}" is not deprecated.`, "There is nothing to restore.");
  const next = ["deprecated", "replacedBy", "since"].reduce<YamlMap>(
    (map, key) => new Map([...map].filter(([one]) => one !== key)),
    raw,
  );
  draft.writeConcepts(opened, withConcept(opened, edit.id, next));
}

export function asRetired(raw: YamlMap, replacedBy: readonly string[], since: string): YamlMap {
  const retired = withIds(set(raw, "deprecated", { bare: "true" }), "replacedBy", replacedBy);
  return set(retired, "since", tidyText(since));
}
