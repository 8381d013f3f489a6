import type { Entry } from "../../catalogue/entry.ts";
import type { Collection, CollectionItem } from "../../curation/edits.ts";
import { countText, kindLabel } from "../format.ts";
import { collectionHref, entryHref } from "../links.ts";

/** An item of a collection with its entry, when the catalogue has it. */
export interface CollectedEntry {
  readonly item: CollectionItem;
  readonly entry: Entry | undefined;
}

export function toCollections(collections: readonly Collection[], mayCurate: boolean): object {
  return {
    collections: collections.map(({ id, title, description, items, vetted, maintainer }) => ({
      title,
      href: collectionHref(id),
      description: description ?? null,
      count: countText(items.length, "entry", "entries"),
      maintainer: maintainer ?? null,
      vetted,
    })),
    newHref: mayCurate ? "/curation/collections" : null,
  };
}

export function toCollection(
  collection: Collection,
  collected: readonly CollectedEntry[],
  mayCurate: boolean,
): object {
  const { id, title, description, maintainer, vetted } = collection;
  return {
    title,
    description: description ?? null,
    maintainer: maintainer ?? null,
    vetted,
    count: countText(collected.length, "entry", "entries"),
    items: collected.map(toItem),
    feedHref: `${collectionHref(id)}/feed.atom`,
    editHref: mayCurate ? `/curation/collections/${encodeURIComponent(id)}` : null,
    historyHref: `/curation/history?${new URLSearchParams({ path: `collections/${id}.yaml` }).toString()}`,
  };
}

/** What the catalogue does not have, or has no more, keeps its place: a list of a course says what is missing. */
function toItem({ item, entry }: CollectedEntry): object {
  const isThere = entry?.program.state === "published";
  return {
    path: item.entry,
    href: entry === undefined ? null : entryHref(entry.program.path),
    title: entry?.program.title ?? item.entry,
    summary: entry?.program.summary ?? null,
    kind: entry === undefined ? null : kindLabel(entry.runs.model.executable.kind),
    note: item.note ?? null,
    missing: isThere ? null : toMissing(entry),
  };
}

function toMissing(entry: Entry | undefined): string {
  if (entry === undefined) return "This catalogue has no such entry (yet).";
  const { withdrawal } = entry.program;
  const parts = ["Withdrawn.", withdrawal?.reason ?? "", "The page shows its last good version."];
  return parts.filter((part) => part !== "").join(" ");
}

export function toCollectionJson(
  collection: Collection,
  collected: readonly CollectedEntry[],
): Readonly<Record<string, unknown>> {
  return {
    collection: {
      ...withoutItems(collection),
      items: collected.map(({ item, entry }) => ({
        entry: entry?.program.path ?? item.entry,
        href: entry === undefined ? null : entryHref(entry.program.path),
        title: entry?.program.title ?? null,
        summary: entry?.program.summary ?? null,
        state: entry?.program.state ?? "unknown",
        note: item.note ?? null,
      })),
    },
  };
}

export function toCollectionsJson(collections: readonly Collection[]): Readonly<Record<string, unknown>> {
  return {
    collections: collections.map((collection) => ({
      ...withoutItems(collection),
      entries: collection.items.length,
    })),
  };
}

function withoutItems({ id, title, description, maintainer, vetted }: Collection): object {
  return {
    id,
    href: collectionHref(id),
    title,
    description: description ?? null,
    maintainer: maintainer ?? null,
    vetted,
  };
}
