import type { Request } from "express";
import { programIdsOf } from "../../curation/find-by-paths.ts";
import type { Collection } from "../../curation/edits.ts";
import { ExecatError } from "../../errors.ts";
import { mayCurate } from "../access/may-curate.ts";
import type { WebContext } from "../context.ts";
import { collectionHref } from "../links.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { parameterOf } from "../parameter.ts";
import { publicAddress } from "../public-address.ts";
import type { Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toCollectionFeed } from "../view-models/collection-feed.ts";
import type { FeedModel } from "../view-models/feed.ts";
import {
  toCollection,
  toCollectionJson,
  toCollections,
  toCollectionsJson,
  type CollectedEntry,
} from "../view-models/collections.ts";
import { sendFeed } from "../send-feed.ts";

const COMMITS_OF_A_FEED = 20;

/** Named selections of entries: all of them, one with its entries, and a feed of what became of it. */
export function addCollectionRoutes(routes: Routes, context: WebContext): void {
  routes.add("/collections", {
    get: answer(context, (request) => {
      const collections = sorted(context);
      return {
        view: "collections",
        title: "Collections",
        description: "Selections of entries: for a course, a project, a field.",
        model: toCollections(collections, mayCurate(request)),
        json: toCollectionsJson(collections),
      };
    }),
  });
  routes.add("/collections/:id", { get: answer(context, (request) => showCollection(context, request)) });
  routes.add("/collections/:id/feed.atom", {
    get: [
      // Each is a git of its own.
      limitRate(context.services.settings.searchRate, "feeds of collections"),
      sendFeed(context, (request) => loadFeed(context, request)),
    ],
  });
}

async function loadFeed(context: WebContext, request: Request): Promise<FeedModel> {
  const collection = getCollection(context, request);
  const { curation } = context.services;
  const path = `collections/${collection.id}.yaml`;
  const [collected, commits] = await Promise.all([
    loadCollected(context, collection),
    curation.repository.history({ path, limit: COMMITS_OF_A_FEED }),
  ]);
  return toCollectionFeed({ collection, collected, commits }, publicAddress(context.services, request));
}

function sorted({ services }: WebContext): readonly Collection[] {
  const { collections } = services.curation.current;
  return [...collections.values()].sort((one, other) => (one.title < other.title ? -1 : 1));
}

async function showCollection(context: WebContext, request: Request): Promise<Page> {
  const collection = getCollection(context, request);
  const collected = await loadCollected(context, collection);
  return {
    view: "collection",
    title: collection.title,
    description: collection.description,
    model: toCollection(collection, collected, mayCurate(request)),
    json: toCollectionJson(collection, collected),
    canonical: collectionHref(collection.id),
    feed: `${collectionHref(collection.id)}/feed.atom`,
  };
}

/** Throws `NOT_FOUND`. */
export function getCollection({ services }: WebContext, request: Request): Collection {
  const id = parameterOf(request, "id");
  const collection = services.curation.current.collections.get(id);
  if (collection !== undefined) return collection;
  throw new ExecatError("NOT_FOUND", `No collection "${id.slice(0, 80)}".`, {
    hint: "All of them are at /collections.",
  });
}

/** The entries in the order of the list; one that was renamed is found by the name that the list has. */
async function loadCollected(
  { services }: WebContext,
  { items }: Collection,
): Promise<readonly CollectedEntry[]> {
  const { store } = services;
  const paths = items.map(({ entry }) => entry.toLowerCase());
  const ids = await programIdsOf(store, paths);
  const entries = await store.entries.getAll([...new Set(ids.values())]);
  const byId = new Map(entries.map((entry) => [entry.program.id, entry]));
  return items.map((item) => ({ item, entry: byId.get(ids.get(item.entry.toLowerCase()) ?? "") }));
}
