import { readCollection } from "../read-collection.ts";
import type { Collection, CollectionItem } from "../edits.ts";
import { isConceptId, toConceptId } from "./concept-id.ts";
import { tidyText } from "./concept-words.ts";
import { type CurationDraft, refusal } from "./curation-draft.ts";
import { listOrNone, openMap, refuseErrors, withValues, writeMap } from "./write-file.ts";
import { identityOf, isYamlList, isYamlMap, textOf, type YamlMap, type YamlValue } from "./yaml-value.ts";

export function setCollection(draft: CurationDraft, collection: Collection): void {
  const { id } = collection;
  const title = tidyText(collection.title);
  if (title === undefined) throw refusal("A collection needs a title.", "Write what readers are to see.");
  if (!isConceptId(id)) {
    const hint = `For instance "${toConceptId(id) || toConceptId(collection.title) || "collection"}".`;
    throw refusal(`"${id}" cannot be an id: use lower case letters, digits and "-".`, hint);
  }
  const path = pathOf(id);
  const before = draft.files.get(path);
  const map = openMap(path, before);
  const old = map.get("items");
  const next = withValues(map, {
    title: like(map, "title", title),
    description: like(map, "description", tidyText(collection.description)),
    maintainer: like(map, "maintainer", tidyText(collection.maintainer)),
    vetted: collection.vetted ? trueLike(map) : { bare: "false" },
    items: listOrNone(toItems(collection.items, isYamlList(old) ? old : [])),
  });
  const text = writeMap(path, before, next);
  refuseErrors(readCollection(path, text).findings);
  draft.write(path, text);
}

export function removeCollection(draft: CurationDraft, id: string): void {
  const path = pathOf(id);
  if (!draft.files.has(path)) {
    throw refusal(`There is no collection "${id}".`, "Somebody may have removed it already.");
  }
  draft.write(path, undefined);
}

function pathOf(id: string): string {
  return `collections/${id}.yaml`;
}

/** A text that differs only in the space around it stays as it is written. */
function like(map: YamlMap, key: string, text: string | undefined): string | undefined {
  const old = textOf(map.get(key));
  return old?.trim() === text ? old : text;
}

/** True is what it is without the key. */
function trueLike(map: YamlMap): YamlValue | undefined {
  return map.has("vetted") ? { bare: "true" } : undefined;
}

function toItems(items: readonly CollectionItem[], old: readonly YamlValue[]): readonly YamlValue[] {
  const written = new Map(old.map((item) => [identityOf(item).toLowerCase(), item]));
  const seen = new Set<string>();
  return items.map(({ entry, note }) => {
    const path = tidyText(entry);
    if (path === undefined) throw refusal("An item of the collection is empty.", "Name the entry's path.");
    if (seen.has(path.toLowerCase())) {
      throw refusal(`"${path}" is in the collection twice.`, "Take one of them out.");
    }
    seen.add(path.toLowerCase());
    return toItem(path, tidyText(note), written.get(identityOf(path).toLowerCase()));
  });
}

function toItem(entry: string, note: string | undefined, old: YamlValue | undefined): YamlValue {
  if (isYamlMap(old)) return withValues(old, { entry, note: noteLike(old, note) });
  return note === undefined
    ? entry
    : new Map([
        ["entry", entry],
        ["note", note],
      ]);
}

/** A note of several lines is one line in the form; it stays as it is written when its words do. */
function noteLike(map: YamlMap, note: string | undefined): string | undefined {
  const old = textOf(map.get("note"));
  return old !== undefined && note !== undefined && toOneLine(old) === toOneLine(note) ? old : note;
}

export function toOneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
