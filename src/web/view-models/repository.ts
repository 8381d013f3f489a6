import type { Source } from "../../catalogue/sources.ts";
import { toTime } from "../format.ts";
import { entryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";
import { problemsText, toProblem } from "./problem.ts";
import { repositoryJson, toRepositoryRow, type RepositoryFacts } from "./sources.ts";

export interface RepositoryPageFacts extends RepositoryFacts {
  readonly source: Source | undefined;
}

/** One repository: how the last look at it went, all its findings, and its entries. */
export function toRepository(services: WebServices, facts: RepositoryPageFacts): object {
  const { repository, problems, entries, source } = facts;
  const now = services.now();
  return {
    ...toRepositoryRow(services, facts),
    name: `${repository.host}/${repository.path}`,
    source: source?.label ?? source?.key ?? null,
    sourceHref: source === undefined ? null : `/sources?source=${encodeURIComponent(source.key)}`,
    webHref: safeHref(repository.webUrl),
    branch: repository.defaultBranch ?? null,
    head: repository.headSeen?.slice(0, 12) ?? null,
    next: toTime(repository.nextLookAt, now),
    attempts: repository.attempts > 0 ? String(repository.attempts) : null,
    problemsText: problemsText(problems),
    problems: problems.map((problem) => toProblem(problem, undefined)),
    entries: entries.map(({ program }) => ({
      title: program.title,
      summary: program.summary ?? null,
      href: entryHref(program.path),
      withdrawn: program.state === "withdrawn",
    })),
  };
}

export function toRepositoryJson(facts: RepositoryPageFacts): Readonly<Record<string, unknown>> {
  return { repository: repositoryJson(facts), source: facts.source?.key ?? null };
}
