import type { Entry } from "../../catalogue/entry.ts";
import type { Proposals } from "../../catalogue/proposals.ts";
import type { Failure, Repository, Source } from "../../catalogue/sources.ts";
import type { ExecatError } from "../../errors.ts";
import type { Problem } from "../../manifest/problems.ts";
import { countText, toTime } from "../format.ts";
import { entryHref, repositoryHref } from "../links.ts";
import type { WebServices } from "../services.ts";
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
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly repositories: readonly RepositoryFacts[];
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
};

export function toSources(
  services: WebServices,
  facts: readonly SourceFacts[],
  proposal: ProposalState | undefined,
): object {
  const status = services.crawlStatus();
  return {
    crawl: toCrawl(status, services.now()),
    none: facts.length === 0,
    sources: facts.map((fact) => toSource(services, fact)),
    propose: services.proposals.policy !== "closed",
    waits: services.proposals.policy === "ask",
    url: proposal?.url ?? "",
    problem: proposal?.problem?.message ?? null,
    problemHint: proposal?.problem?.hint ?? null,
    taken: proposal?.taken ?? null,
  };
}

function toSource(services: WebServices, facts: SourceFacts): object {
  const { source } = facts;
  const pageHref = (page: number): string => `/sources?source=${encodeURIComponent(source.key)}&page=${page}`;
  return {
    id: `source-${source.key}`,
    label: source.label ?? source.key,
    key: source.key,
    kind: source.kind === "git" ? "git repository" : "folder",
    // A folder's path is the operator's affair.
    location: source.kind === "git" ? withoutPassword(source.location) : null,
    state: SOURCE_STATES[source.state],
    active: source.state === "active",
    listed: toTime(source.lastListedAt, services.now()),
    failure: toFailure(source.failure, services.now()),
    count: countText(facts.total, "repository", "repositories"),
    repositories: facts.repositories.map((repository) => toRepositoryRow(services, repository)),
    previousHref: facts.page > 1 ? pageHref(facts.page - 1) : null,
    nextHref: facts.page < facts.pages ? pageHref(facts.page + 1) : null,
    pageText: facts.pages > 1 ? `Page ${facts.page} of ${facts.pages}` : null,
  };
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
  facts: readonly SourceFacts[],
  policy: Proposals["policy"],
): Readonly<Record<string, unknown>> {
  return {
    proposals: policy,
    sources: facts.map(({ source, total, page, pages, repositories }) => ({
      key: source.key,
      kind: source.kind,
      label: source.label ?? null,
      location: source.kind === "git" ? withoutPassword(source.location) : null,
      state: source.state,
      failure: source.failure ?? null,
      lastListedAt: source.lastListedAt ?? null,
      total,
      page,
      pages,
      repositories: repositories.map(repositoryJson),
    })),
  };
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
