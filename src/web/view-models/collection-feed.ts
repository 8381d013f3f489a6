import type { Collection } from "../../curation/edits.ts";
import type { CurationCommit } from "../../curation/repository.ts";
import { collectionHref, entryHref } from "../links.ts";
import type { CollectedEntry } from "./collections.ts";
import { feedId, type FeedModel } from "./feed.ts";

export interface CollectionFeed {
  readonly collection: Collection;
  readonly collected: readonly CollectedEntry[];
  /** Of the collection's file, the newest first. */
  readonly commits: readonly CurationCommit[];
}

/** The entries of a collection, each with when its author changed it last, and the changes of the collection itself. */
export function toCollectionFeed(
  { collection, collected, commits }: CollectionFeed,
  address: string,
): FeedModel {
  const page = `${address}${collectionHref(collection.id)}`;
  const entries = collected.flatMap(({ item, entry }) => {
    if (entry === undefined) return [];
    const { program } = entry;
    return [
      {
        id: feedId(`collection ${collection.id} entry ${program.id}`),
        title: program.title,
        updated: program.withdrawal?.at ?? program.updatedAt,
        page: `${address}${entryHref(program.path)}`,
        summary: [
          program.state === "withdrawn" ? "Withdrawn." : undefined,
          program.summary,
          item.note === undefined ? undefined : `Note: ${item.note}`,
        ]
          .filter((text) => text !== undefined)
          .join(" "),
        links: [],
        findings: [],
      },
    ];
  });
  const changes = commits.map(({ id, at, subject, author }) => ({
    id: feedId(`commit ${id}`),
    title: subject,
    updated: at,
    page: `${address}/curation/changes/${id}`,
    summary: `${subject}, by ${author.name}.`,
    links: [],
    findings: [],
  }));
  const all = [...entries, ...changes].sort((one, other) => (one.updated < other.updated ? 1 : -1));
  return {
    id: feedId(`collection ${collection.id}`),
    title: `${collection.title} in Execat`,
    subtitle: collection.description ?? `The collection “${collection.title}”.`,
    updated: all[0]?.updated ?? "1970-01-01T00:00:00.000Z",
    self: `${page}/feed.atom`,
    page,
    author: collection.maintainer ?? "Execat",
    entries: all,
  };
}
