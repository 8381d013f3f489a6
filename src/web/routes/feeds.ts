import type { Request } from "express";
import type { Repository } from "../../catalogue/sources.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { parameterOf } from "../parameter.ts";
import { publicAddress } from "../public-address.ts";
import type { Routes } from "../router.ts";
import { sendFeed } from "../send-feed.ts";
import { type FeedModel, toRepositoryFeed, toSourceFeed } from "../view-models/feed.ts";

const LOOKS_OF_A_REPOSITORY = 20;
const LOOKS_OF_A_SOURCE = 50;
/** Atom feeds: what was found in a repository, and what became of the entries of a source. */
export function addFeedRoutes(routes: Routes, context: WebContext): void {
  routes.add("/repositories/:id/feed.atom", {
    get: sendFeed(context, (request) => ofRepository(context, request)),
  });
  routes.add("/sources/:key/feed.atom", { get: sendFeed(context, (request) => ofSource(context, request)) });
}

async function ofRepository({ services }: WebContext, request: Request): Promise<FeedModel> {
  const { sources, entries } = services.store;
  const id = parameterOf(request, "id");
  const repository = await sources.findRepository(id);
  if (repository === undefined) throw notFound(`No repository "${id.slice(0, 80)}".`);
  const [looks, problems] = await Promise.all([
    sources.listLooks(id, LOOKS_OF_A_REPOSITORY),
    entries.problemsOf(id),
  ]);
  return toRepositoryFeed({ repository, looks, problems }, publicAddress(services, request));
}

async function ofSource({ services }: WebContext, request: Request): Promise<FeedModel> {
  const { sources } = services.store;
  const key = parameterOf(request, "key");
  const source = await sources.find(key);
  if (source === undefined) throw notFound(`No source "${key.slice(0, 80)}".`);
  const looks = await sources.listLooksOfSource(source.id, LOOKS_OF_A_SOURCE);
  const repositories = new Map<string, Repository>();
  for (const id of new Set(looks.map(({ repositoryId }) => repositoryId))) {
    const repository = await sources.findRepository(id);
    if (repository !== undefined) repositories.set(id, repository);
  }
  return toSourceFeed({ source, looks, repositories }, publicAddress(services, request));
}

function notFound(message: string): ExecatError {
  return new ExecatError("NOT_FOUND", message, { hint: "The sources' page lists all of them." });
}
