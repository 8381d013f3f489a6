import type { Request, Response } from "express";
import type { Repository, Source } from "../../catalogue/sources.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { ensureActor } from "../middleware/actor.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { formOf, readForm } from "../middleware/read-form.ts";
import { factsOf } from "../middleware/request-facts.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import type { Answer, Page } from "../page.ts";
import { answer } from "../send-page.ts";
import { toRepository, toRepositoryJson } from "../view-models/repository.ts";
import { toSources, toSourcesJson, type ProposalState, type SourceFacts } from "../view-models/sources.ts";

const PAGE_SIZE = 50;

/** Where entries come from, what went wrong there, and the form that proposes a repository. */
export function addSourceRoutes(routes: Routes, context: WebContext): void {
  routes.add("/sources", {
    get: answer(context, (request) => showSources(context, request, undefined)),
    post: [
      limitRate(context.services.settings.askRate, "proposals"),
      ...readForm,
      answer(context, (request, response) => propose(context, request, response)),
    ],
  });
  routes.add("/repositories/:id", { get: answer(context, (request) => showRepository(context, request)) });
}

async function showSources(
  context: WebContext,
  request: Request,
  proposal: ProposalState | undefined,
): Promise<Page> {
  const { services } = context;
  const query = new URLSearchParams(request.url.split("?")[1] ?? "");
  const only = query.get("source");
  const page = pageNumber(query.get("page"));
  const all = await services.store.sources.list();
  const sources = only === null ? all : all.filter(({ key }) => key === only);
  if (only !== null && sources.length === 0) {
    throw new ExecatError("NOT_FOUND", `No source "${only.slice(0, 80)}".`, {
      hint: "The sources' page lists all of them.",
    });
  }
  const facts: SourceFacts[] = [];
  for (const source of sources) facts.push(await factsOfSource(context, source, page));
  const thanks = query.get("proposed");
  const state = proposal ?? (thanks === null ? undefined : { url: "", problem: undefined, taken: thanks });
  return {
    view: "sources",
    title: "Sources",
    description: "Where the entries of this catalogue come from, and what was found wrong there.",
    model: toSources(services, facts, state),
    json: toSourcesJson(facts, services.proposals.policy),
  };
}

async function factsOfSource(context: WebContext, source: Source, page: number): Promise<SourceFacts> {
  const { store } = context.services;
  const repositories = await store.sources.listRepositories(source.id);
  const pages = Math.max(1, Math.ceil(repositories.length / PAGE_SIZE));
  if (page > pages) {
    throw new ExecatError("INVALID_QUERY", `"${source.key}" has no page ${page} of repositories.`, {
      hint: `The last one is ${pages}.`,
    });
  }
  const shown = repositories.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const withProblems = await Promise.all(shown.map((repository) => factsOfRepository(context, repository)));
  return { source, total: repositories.length, page, pages, repositories: withProblems };
}

async function factsOfRepository(
  context: WebContext,
  repository: Repository,
): Promise<SourceFacts["repositories"][number]> {
  const { entries } = context.services.store;
  const [problems, listed] = await Promise.all([
    entries.problemsOf(repository.id),
    entries.listOfRepository(repository.id),
  ]);
  return { repository, problems, entries: listed };
}

function pageNumber(text: string | null): number {
  if (text === null) return 1;
  const page = Number(text);
  if (Number.isInteger(page) && page >= 1) return page;
  throw new ExecatError("INVALID_QUERY", `"${text.slice(0, 40)}" is no page.`, {
    hint: "Pages count from 1.",
  });
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

async function showRepository(context: WebContext, request: Request): Promise<Page> {
  const { store } = context.services;
  const id = parameterOf(request, "id");
  const repository = await store.sources.findRepository(id);
  if (repository === undefined) {
    throw new ExecatError("NOT_FOUND", `No repository "${id.slice(0, 80)}".`, {
      hint: "The sources' page lists all of them.",
    });
  }
  const facts = await factsOfRepository(context, repository);
  const sources = await store.sources.list();
  const source = sources.find((candidate) => candidate.id === repository.sourceId);
  return {
    view: "repository",
    title: `${repository.host}/${repository.path}`,
    model: toRepository(context.services, { ...facts, source }),
    json: toRepositoryJson({ ...facts, source }),
  };
}
