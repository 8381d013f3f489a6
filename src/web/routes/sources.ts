import type { Request, RequestHandler, Response } from "express";
import { loadFreshness } from "../../catalogue/freshness.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { openEventStream } from "../event-stream.ts";
import { ensureActor } from "../middleware/actor.ts";
import { limitConnections } from "../middleware/limit-connections.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import { factsOf } from "../middleware/request-facts.ts";
import type { Routes } from "../router.ts";
import type { Answer, Page } from "../page.ts";
import { answer } from "../send-page.ts";
import type { WebServices } from "../services.ts";
import { loadCrawlStatus, loadSources, parseSourcesQuery } from "../source-facts.ts";
import { toCrawlParts } from "../view-models/crawl.ts";
import { toSources, toSourcesJson, type ProposalState } from "../view-models/sources.ts";
import { queryOf } from "../parameter.ts";

/** A browser opens one for each page that it shows. */
const STREAMS_AT_ONCE = 10;
const TICK_MS = 1_000;
const REFRESH_SECONDS = 5;

/** Where entries come from, what went wrong there, and the form that proposes a repository. */
export function addSourceRoutes(routes: Routes, context: WebContext): void {
  const { askRate, searchRate } = context.services.settings;
  routes.add("/sources", {
    get: [
      limitRate(searchRate, "pages of the sources"),
      answer(context, (request) => showSources(context, request, undefined)),
    ],
    post: [
      limitRate(askRate, "proposals"),
      ...readForm,
      answer(context, (request, response) => propose(context, request, response)),
    ],
  });
  routes.add("/sources/events", {
    get: [limitConnections(STREAMS_AT_ONCE, "streams of events"), streamCrawl(context.services)],
  });
}

async function showSources(
  { services }: WebContext,
  request: Request,
  proposal: ProposalState | undefined,
): Promise<Page> {
  const query = queryOf(request);
  const asked = parseSourcesQuery(query);
  const [sources, crawl, freshness] = await Promise.all([
    loadSources(services, asked),
    loadCrawlStatus(services),
    loadFreshness(services.store, services.now()),
  ]);
  const facts = { sources, crawl, freshness, budgets: services.crawler.budgets() };
  const thanks = query.get("proposed");
  const state = proposal ?? (thanks === null ? undefined : { url: "", problem: undefined, taken: thanks });
  const only = asked.source === undefined ? undefined : `/sources/${encodeURIComponent(asked.source)}`;
  return {
    view: "sources",
    title: "Sources",
    description: "Where the entries of this catalogue come from, and what was found wrong there.",
    model: toSources(services, facts, state),
    json: toSourcesJson(facts, services.proposals.policy),
    refreshSeconds: crawl.running ? REFRESH_SECONDS : undefined,
    feed: only === undefined ? undefined : `${only}/feed.atom`,
  };
}

/** Tells how the crawl goes on, once a second where anything changed, and ends with it. */
function streamCrawl(services: WebServices): RequestHandler {
  return (_request, response) => {
    let last = "";
    let timer: NodeJS.Timeout | undefined;
    const stream = openEventStream(response, () => clearTimeout(timer));
    const tick = async (): Promise<void> => {
      const status = await loadCrawlStatus(services);
      if (response.destroyed) return;
      const parts = toCrawlParts(status);
      if (JSON.stringify(parts) !== last) stream.send("set", parts);
      last = JSON.stringify(parts);
      if (status.running) {
        timer = setTimeout(run, TICK_MS);
        return;
      }
      stream.send("end", { state: status.run?.state ?? null });
      stream.end();
    };
    // A store that does not answer ends the stream; the reader's browser comes back.
    const run = (): void => void tick().catch(() => stream.end());
    run();
  };
}

async function propose(context: WebContext, request: Request, response: Response): Promise<Answer> {
  const { services } = context;
  const url = formOf(request).get("url")?.trim() ?? "";
  const actor = await ensureActor(services, request, response);
  try {
    const source = await services.proposals.propose(url, actor.id);
    return { status: 303, path: `/sources?proposed=${encodeURIComponent(source.key)}#propose` };
  } catch (error) {
    const known = error instanceof ExecatError && ["SOURCE_INVALID", "CONFLICT"].includes(error.code);
    if (!known) throw error;
    const page = await showSources(context, request, { url, problem: error, taken: undefined });
    const { code, message, hint } = error;
    const shown = { code, message, hint: hint ?? null };
    const json = { ok: false, error: shown, requestId: factsOf(request).requestId };
    return { ...page, status: error.status, json };
  }
}
