import type { Collection, CollectionItem } from "../../curation/edits.ts";
import { toOneLine } from "../../curation/edits/set-collection.ts";
import type { FormFrame, OthersChange } from "../curating/answer-form.ts";
import type { FormTexts } from "../curating/form-texts.ts";
import { rebaseForm } from "../curating/rebase-form.ts";
import { collectionHref } from "../links.ts";
import { toFormFrame } from "./concept-edit.ts";

export const EMPTY_COLLECTION: Collection = {
  id: "",
  title: "",
  description: undefined,
  maintainer: undefined,
  items: [],
  vetted: true,
};

/** Between an entry's path and its note, in a line of the form. */
const NOTE = " | ";

export function toCollectionForm(collection: Collection, isNew: boolean, frame: FormFrame): object {
  const { id, title, vetted } = collection;
  const texts = textsOfCollection(collection);
  return {
    heading: isNew ? "New collection" : title,
    backHref: isNew ? "/collections" : collectionHref(id),
    action: isNew ? "/curation/collections" : `/curation/collections/${encodeURIComponent(id)}`,
    isNew,
    ...toFormFrame(frame),
    id,
    title,
    description: texts.get("description") ?? "",
    maintainer: texts.get("maintainer") ?? "",
    vetted,
    items: texts.get("items") ?? "",
  };
}

/** What stands in the form's fields, as `fromCollectionForm` reads them. */
function textsOfCollection({ title, description, maintainer, items, vetted }: Collection): FormTexts {
  const lines = items.map(({ entry, note }) =>
    note === undefined ? entry : `${entry}${NOTE}${toOneLine(note)}`,
  );
  return new Map([
    ["title", title],
    ["description", description ?? ""],
    ["maintainer", maintainer ?? ""],
    ["vetted", vetted ? "yes" : ""],
    ["items", lines.join("\n")],
  ]);
}

/** What was typed, on what others have made of the collection meanwhile; what they have removed is as it was seen. */
export function rebaseCollection(typed: Collection, { seen, now }: OthersChange): Collection {
  const before = seen.collections.get(typed.id) ?? EMPTY_COLLECTION;
  const { texts } = rebaseForm({
    typed: textsOfCollection(typed),
    base: textsOfCollection(before),
    now: textsOfCollection(now.collections.get(typed.id) ?? before),
  });
  return fromCollectionForm(texts, typed.id);
}

/** What a form says, the order of the entries as that of the lines. `id` is the collection's when it has one. */
export function fromCollectionForm(form: ReadonlyMap<string, string>, id: string): Collection {
  const text = (name: string): string | undefined =>
    form.get(name)?.replaceAll("\r\n", "\n").trim() || undefined;
  return {
    id,
    title: text("title") ?? "",
    description: text("description"),
    maintainer: text("maintainer"),
    vetted: form.get("vetted") !== undefined && form.get("vetted") !== "",
    items: (form.get("items") ?? "").split(/\r?\n/u).flatMap(toItem),
  };
}

function toItem(line: string): readonly CollectionItem[] {
  const at = line.indexOf(NOTE.trim());
  const entry = (at === -1 ? line : line.slice(0, at)).trim();
  const note = at === -1 ? "" : line.slice(at + 1).trim();
  return entry === "" ? [] : [{ entry: toPath(entry), note: note === "" ? undefined : note }];
}

/** An entry's address in this catalogue means its path. */
function toPath(text: string): string {
  const below = /^(?:https?:\/\/[^/]+)?\/entries\/(?<path>[^?#]+)/u.exec(text)?.groups?.["path"];
  if (below === undefined) return text;
  try {
    return decodeURIComponent(below);
  } catch {
    return below;
  }
}
