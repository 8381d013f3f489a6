import type { BudgetState } from "../../catalogue/crawl-desk.ts";
import type { Entry } from "../../catalogue/entry.ts";
import type { Freshness } from "../../catalogue/freshness.ts";
import type { Proposals } from "../../catalogue/proposals.ts";
import type { CrawlStatus, Failure, ForgeScope, Repository, Source } from "../../catalogue/sources.ts";
import type { RepositoryCounts } from "../../catalogue/store.ts";
import type { ExecatError } from "../../errors.ts";
import type { Problem } from "../../manifest/problems.ts";
import { countText, numberText, toTime } from "../format.ts";
import { entryHref, repositoryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { toBudgets, toFreshness } from "./crawl-figures.ts";
import { toCrawl } from "./crawl.ts";
import { problemsText, toProblem } from "./problem.ts";

const SHOWN_PROBLEMS = 5;

export interface RepositoryFacts {
  readonly repository: Repository;
  readonly problems: readonly Problem[];
  readonly entries: readonly Entry[];
}

export interface SourceFacts {
  readonly source: Source;
  readonly counts: RepositoryCounts;
  /** Only repositories of this state are listed. */
  readonly state: Repository["state"] | undefined;
  readonly page: number;
  readonly pages: number;
  readonly pageSize: number;
  readonly nextCrawlAt: string | undefined;
  readonly repositories: readonly RepositoryFacts[];
}

export interface SourcesPageFacts {
  readonly sources: readonly SourceFacts[];
  readonly crawl: CrawlStatus;
  readonly freshness: Freshness;
  readonly budgets: readonly BudgetState[];
}

export interface ProposalState {
  readonly url: string;
  readonly problem: ExecatError | undefined;
  /** The key of a source that has just been made. */
  readonly taken: string | undefined;
}

const SOURCE_STATES: Readonly<Record<Source["state"], string>> = {
  active: "crawled",
  proposed: "waits for the operator's word",
  refused: "refused by the operator",
  missing: "no longer in the list of sources",
};

const REPOSITORY_STATES: Readonly<Record<Repository["state"], string>> = {
  new: "not looked at yet",
  ok: "fine",
  broken: "has errors",
  unreachable: "could not be reached",
  empty: "holds no manifest",
  gone: "is gone",
  excluded: "is left out by the operator",
};

/** In the order in which a reader wants to know. */
const COUNTED: readonly (readonly [Repository["state"], string])[] = [
  ["ok", "fine"],
  ["broken", "with errors"],
  ["unreachable", "not reached"],
  ["new", "not looked at yet"],
  ["empty", "without a manifest"],
  ["gone", "gone"],
  ["excluded", "left out"],
];

export function toSources(
  services: WebServices,
  { sources, crawl, freshness, budgets }: SourcesPageFacts,
  proposal: ProposalState | undefined,
): object {
  const now = services.now();
  return {
    crawl: toCrawl(crawl, now),
    eventsHref: crawl.running ? "/sources/events" : null,
    freshness: toFreshness(freshness, now),
    budgets: toBudgets(budgets, now),
    none: sources.length === 0,
    sources: sources.map((fact) => toSource(services, fact)),
    propose: services.proposals.policy !== "closed",
    waits: services.proposals.policy === "ask",
    url: proposal?.url ?? "",
    problem: proposal?.problem?.message ?? null,
    problemHint: proposal?.problem?.hint ?? null,
    taken: proposal?.taken ?? null,
  };
}

function toSource(services: WebServices, facts: SourceFacts): object {
  const { source, counts, state } = facts;
  const now = services.now();
  const until = deferredUntil(facts, now);
  return {
    id: `source-${source.key}`,
    label: source.label ?? source.key,
    key: source.key,
    kind: kindOf(source),
    location: shownLocation(source),
    locationHref: source.options.scope === undefined ? null : safeHref(source.location),
    state: SOURCE_STATES[source.state],
    listed: toTime(source.lastListedAt, now),
    next: toTime(facts.nextCrawlAt, now),
    deferred: toTime(until, now),
    deferredText: counts.deferred === 0 ? null : countText(counts.deferred, "repository", "repositories"),
    failure: toFailure(source.failure, now),
    count: countText(counts.total, "repository", "repositories"),
    counts: COUNTED.filter(([name]) => counts.byState.has(name)).map(([name, label]) => ({
      label: `${numberText(counts.byState.get(name) ?? 0)} ${label}`,
      href: pageHref(source.key, name, 1),
      current: name === state,
    })),
    allHref: state === undefined ? null : pageHref(source.key, undefined, 1),
    repositories: facts.repositories.map((repository) => toRepositoryRow(services, repository)),
    previousHref: facts.page > 1 ? pageHref(source.key, state, facts.page - 1) : null,
    nextHref: facts.page < facts.pages ? pageHref(source.key, state, facts.page + 1) : null,
    pageText: facts.pages > 1 ? `Page ${facts.page} of ${numberText(facts.pages)}` : null,
    feedHref: `/sources/${encodeURIComponent(source.key)}/feed.atom`,
  };
}

function pageHref(key: string, state: Repository["state"] | undefined, page: number): string {
  const query = new URLSearchParams({ source: key });
  if (state !== undefined) query.set("state", state);
  if (page > 1) query.set("page", String(page));
  return `/sources?${query.toString()}`;
}

/** Until when a source waits, because its forge asked for patience. */
function deferredUntil({ source, counts }: SourceFacts, now: Date): string | undefined {
  const retryAt = source.failure?.retryAt;
  if (retryAt !== undefined && Date.parse(retryAt) > now.getTime()) return retryAt;
  return counts.deferredUntil;
}

const FORGES = { github: "GitHub", gitlab: "GitLab" } as const;
const SCOPES: Readonly<Record<ForgeScope["of"], string>> = {
  organisation: "organisation",
  user: "user",
  group: "group",
  topic: "topic",
  repositories: "repositories",
  search: "search",
};

function kindOf({ kind, options }: Source): string {
  if (kind === "folder") return "folder";
  if (kind === "git") return "git repository";
  return options.scope === undefined ? FORGES[kind] : `${FORGES[kind]} ${SCOPES[options.scope.of]}`;
}

/** A folder's path is the operator's affair. */
function shownLocation({ kind, location }: Source): string | null {
  return kind === "folder" ? null : withoutPassword(location);
}

export function toRepositoryRow(services: WebServices, facts: RepositoryFacts): object {
  const { repository, problems, entries } = facts;
  const published = entries.filter(({ program }) => program.state === "published");
  return {
    href: repositoryHref(repository.id),
    name: repository.path,
    state: repository.state,
    stateText: REPOSITORY_STATES[repository.state],
    failure: toFailure(repository.failure, services.now()),
    looked: toTime(repository.lastLookedAt, services.now()),
    problemsText: problemsText(problems),
    problems: problems.slice(0, SHOWN_PROBLEMS).map((problem) => toProblem(problem, undefined)),
    more: problems.length > SHOWN_PROBLEMS ? `${problems.length - SHOWN_PROBLEMS} more` : null,
    entries: published.map(({ program }) => ({ title: program.title, href: entryHref(program.path) })),
  };
}

export function toFailure(failure: Failure | undefined, now: Date): object | null {
  if (failure === undefined) return null;
  return { message: failure.message, hint: failure.hint ?? null, at: toTime(failure.at, now) };
}

export function toSourcesJson(
  { sources, crawl, freshness, budgets }: SourcesPageFacts,
  policy: Proposals["policy"],
): Readonly<Record<string, unknown>> {
  return {
    proposals: policy,
    crawl: { running: crawl.running, run: crawl.run ?? null },
    freshness: {
      oldestLook: freshness.oldestLook ?? null,
      commits: freshness.commits,
      medianSeconds: toSeconds(freshness.medianMs),
      worstSeconds: toSeconds(freshness.worstMs),
    },
    budgets,
    sources: sources.map(({ source, counts, page, pages, pageSize, nextCrawlAt, repositories }) => ({
      key: source.key,
      kind: source.kind,
      label: source.label ?? null,
      location: shownLocation(source),
      state: source.state,
      failure: source.failure ?? null,
      lastListedAt: source.lastListedAt ?? null,
      nextCrawlAt: nextCrawlAt ?? null,
      total: counts.total,
      states: Object.fromEntries(counts.byState),
      deferred: counts.deferred,
      deferredUntil: counts.deferredUntil ?? null,
      page,
      pages,
      pageSize,
      repositories: repositories.map(repositoryJson),
    })),
  };
}

function toSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1000;
}

export function repositoryJson({ repository, problems, entries }: RepositoryFacts): object {
  return {
    id: repository.id,
    href: repositoryHref(repository.id),
    host: repository.host,
    path: repository.path,
    state: repository.state,
    headSeen: repository.headSeen ?? null,
    lastLookedAt: repository.lastLookedAt ?? null,
    nextLookAt: repository.nextLookAt ?? null,
    failure: repository.failure ?? null,
    problems,
    entries: entries.map(({ program }) => ({
      path: program.path,
      title: program.title,
      state: program.state,
      href: entryHref(program.path),
    })),
  };
}

/** A git address may carry a token; nobody but the operator is to see it. */
export function withoutPassword(location: string): string {
  return location.replace(/^(\w[\w+.-]*:\/\/)[^/@]*@/, "$1");
}
