import { isSilent } from "../catalogue/is-silent.ts";
import { findLayerProblems } from "../catalogue/layer-problems.ts";
import type { CrawlStatus, Repository, Source } from "../catalogue/sources.ts";
import { ExecatError } from "../errors.ts";
import type { WebServices } from "./services.ts";
import type { RepositoryFacts, SourceFacts } from "./view-models/sources.ts";

const PAGE_SIZE = 50;
/** On a page of many sources each shows fewer repositories, so that it stays a page. */
const MANY_SOURCES = 5;
const PAGE_SIZE_OF_MANY = 10;
const STATES: ReadonlySet<string> = new Set<Repository["state"]>([
  "new",
  "ok",
  "broken",
  "unreachable",
  "empty",
  "gone",
  "excluded",
]);

/** What part of the sources a reader asks for. */
export interface SourcesQuery {
  /** A source's key; all of them when absent. */
  readonly source: string | undefined;
  readonly state: Repository["state"] | undefined;
  /** From 1. */
  readonly page: number;
}

/** Throws `INVALID_QUERY` for a page or a state that there cannot be. */
export function parseSourcesQuery(query: URLSearchParams): SourcesQuery {
  const state = query.get("state");
  if (state !== null && !isState(state)) {
    throw new ExecatError("INVALID_QUERY", `"${state.slice(0, 40)}" is no state of a repository.`, {
      hint: `States are ${[...STATES].join(", ")}.`,
    });
  }
  return {
    source: query.get("source") ?? undefined,
    state: state ?? undefined,
    page: pageNumber(query.get("page")),
  };
}

/** The sources that are asked for, each with its counts and one page of repositories. Throws `NOT_FOUND`. */
export async function loadSources(
  services: WebServices,
  query: SourcesQuery,
): Promise<readonly SourceFacts[]> {
  const all = await services.store.sources.list();
  const chosen = query.source === undefined ? all : all.filter(({ key }) => key === query.source);
  if (query.source !== undefined && chosen.length === 0) {
    throw new ExecatError("NOT_FOUND", `No source "${query.source.slice(0, 80)}".`, {
      hint: "The sources' page lists all of them.",
    });
  }
  const pageSize = chosen.length > MANY_SOURCES ? PAGE_SIZE_OF_MANY : PAGE_SIZE;
  const facts: SourceFacts[] = [];
  for (const source of chosen) facts.push(await loadSource(services, source, { ...query, pageSize }));
  return facts;
}

async function loadSource(
  services: WebServices,
  source: Source,
  { state, page, pageSize }: SourcesQuery & { readonly pageSize: number },
): Promise<SourceFacts> {
  const { sources, jobs } = services.store;
  const counts = await sources.countRepositories(source.id, services.now().toISOString());
  const shown = state === undefined ? counts.total : (counts.byState.get(state) ?? 0);
  const pages = Math.max(1, Math.ceil(shown / pageSize));
  if (page > pages) {
    throw new ExecatError("INVALID_QUERY", `"${source.key}" has no page ${page} of repositories.`, {
      hint: `The last one is ${pages}.`,
    });
  }
  const [repositories, crawl] = await Promise.all([
    sources.listRepositoriesPage(source.id, { state, offset: (page - 1) * pageSize, limit: pageSize }),
    jobs.find("crawl", source.id),
  ]);
  return {
    source,
    counts,
    state,
    page,
    pages,
    pageSize,
    nextCrawlAt: source.state === "active" ? crawl?.dueAt : undefined,
    repositories: await Promise.all(repositories.map((one) => loadRepository(services, one))),
  };
}

/** A repository with its findings and entries, as the sources' page and its own show it. */
export async function loadRepository(
  { store }: Pick<WebServices, "store">,
  repository: Repository,
): Promise<RepositoryFacts> {
  const [problems, entries] = await Promise.all([
    store.entries.problemsOf(repository.id),
    store.entries.listOfRepository(repository.id),
  ]);
  return { repository, problems: [...problems, ...(await findLayerProblems(store, entries))], entries };
}

/** Of this process; where another one crawls, what it wrote down last. */
export async function loadCrawlStatus({ crawler, store, now }: WebServices): Promise<CrawlStatus> {
  const own = crawler.status();
  if (own.run !== undefined) return own;
  const [run] = await store.sources.listRuns(1);
  // Nobody has closed it: its process was killed, and no crawl has begun since.
  if (run !== undefined && isSilent(run, now())) return { running: false, run: { ...run, state: "stopped" } };
  return { running: run?.state === "running", run };
}

function isState(text: string): text is Repository["state"] {
  return STATES.has(text);
}

function pageNumber(text: string | null): number {
  if (text === null) return 1;
  const page = Number(text);
  if (Number.isInteger(page) && page >= 1) return page;
  throw new ExecatError("INVALID_QUERY", `"${text.slice(0, 40)}" is no page.`, {
    hint: "Pages count from 1.",
  });
}
