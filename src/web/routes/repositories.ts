import type { Request } from "express";
import { findNextLook } from "../../catalogue/next-look.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { repositoryHref } from "../links.ts";
import { parameterOf } from "../parameter.ts";
import type { Page } from "../page.ts";
import { publicAddress } from "../public-address.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { loadRepository } from "../source-facts.ts";
import { toRepository, toRepositoryJson } from "../view-models/repository.ts";

const SHOWN_LOOKS = 10;

/** `GET /repositories/<id>`: what the last look at a repository found, file by file. */
export function addRepositoryRoutes(routes: Routes, context: WebContext): void {
  routes.add("/repositories/:id", { get: answer(context, (request) => showRepository(context, request)) });
}

async function showRepository({ services }: WebContext, request: Request): Promise<Page> {
  const { store } = services;
  const id = parameterOf(request, "id");
  const repository = await store.sources.findRepository(id);
  if (repository === undefined) {
    throw new ExecatError("NOT_FOUND", `No repository "${id.slice(0, 80)}".`, {
      hint: "The sources' page lists all of them.",
    });
  }
  const sources = await store.sources.list();
  const source = sources.find((candidate) => candidate.id === repository.sourceId);
  const [found, looks, next] = await Promise.all([
    loadRepository(services, repository),
    store.sources.listLooks(repository.id, SHOWN_LOOKS),
    findNextLook(store, repository, source, services.now()),
  ]);
  const facts = { ...found, source, looks, next };
  return {
    view: "repository",
    title: `${repository.host}/${repository.path}`,
    description: `What was found in ${repository.host}/${repository.path}, file by file.`,
    model: toRepository(services, facts, publicAddress(services, request)),
    json: toRepositoryJson(facts, services.now()),
    feed: `${repositoryHref(repository.id)}/feed.atom`,
  };
}
