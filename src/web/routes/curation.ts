import type { Request } from "express";
import { ExecatError } from "../../errors.ts";
import { currentReader } from "../access/current-reader.ts";
import { mayDo } from "../access/permissions.ts";
import type { WebContext } from "../context.ts";
import type { Page } from "../page.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { type DeskFacts, TERMS_A_PAGE, toDesk, toDeskJson } from "../view-models/curation.ts";
import { queryOf } from "../parameter.ts";

/** The curators' desk: what waits for them, and the way to everything that they may change. */
export function addCurationRoutes(routes: Routes, context: WebContext): void {
  routes.add("/curation", { get: answer(context, (request) => showDesk(context, request)) });
}

async function showDesk({ services }: WebContext, request: Request): Promise<Page> {
  const { curation } = services;
  const query = queryOf(request);
  const page = pageOf(query);
  await curation.refresh();
  const [queue, merges, done] = await Promise.all([
    curation.queue({ offset: (page - 1) * TERMS_A_PAGE, limit: TERMS_A_PAGE }),
    curation.repository.openMerges(),
    findDone(services, query),
  ]);
  const isOperator = mayDo(currentReader(request), "operator");
  const facts: DeskFacts = { queue, page, merges, done, isOperator };
  return {
    view: "curation",
    title: "Curation",
    model: toDesk(services, facts),
    json: toDeskJson(services, facts),
    personal: true,
  };
}

function pageOf(query: URLSearchParams): number {
  const page = query.get("page") ?? "1";
  if (/^[1-9]\d{0,5}$/u.test(page)) return Number(page);
  throw new ExecatError("INVALID_QUERY", `"${page.slice(0, 40)}" is no page.`, {
    hint: "Pages count from 1.",
  });
}

async function findDone(
  { curation }: WebContext["services"],
  query: URLSearchParams,
): Promise<DeskFacts["done"]> {
  const id = query.get("done") ?? "";
  const commit = /^[0-9a-f]{7,64}$/u.test(id) ? await curation.repository.find(id) : undefined;
  return commit === undefined ? undefined : { commit, entries: entriesOf(query) };
}

/** How many entries a change concerned, when the address that led here says so. */
export function entriesOf(query: URLSearchParams): number | undefined {
  const entries = query.get("entries") ?? "";
  return /^\d{1,7}$/u.test(entries) ? Number(entries) : undefined;
}
