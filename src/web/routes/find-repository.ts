import type { Request } from "express";
import { whereIs } from "../../catalogue/where-is.ts";
import type { WebContext } from "../context.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import type { Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toFindRepository, toFindRepositoryJson } from "../view-models/find-repository.ts";
import { queryOf } from "../parameter.ts";

/** `GET /repositories?url=…`: why a repository is in the catalogue, or is not. */
export function addFindRepositoryRoutes(routes: Routes, context: WebContext): void {
  routes.add("/repositories", {
    get: [
      limitRate(context.services.settings.searchRate, "questions"),
      answer(context, (request) => findRepository(context, request)),
    ],
  });
}

async function findRepository({ services }: WebContext, request: Request): Promise<Page> {
  const url = queryOf(request).get("url")?.trim() ?? "";
  const found = url === "" ? undefined : await whereIs(services.store, url, services.now());
  return {
    view: "find-repository",
    title: "Why is my repository not there?",
    description: "What the catalogue knows of a repository, and what to do when it is not there.",
    model: toFindRepository(services, url, found),
    json: toFindRepositoryJson(url, found),
    // Somebody may ask with a password in the address: then no link repeats it.
    secretAddress: /\/\/[^/]*@/u.test(url),
  };
}
