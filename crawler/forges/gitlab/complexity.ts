/**
 * What GitLab allows one GraphQL question (app/graphql/gitlab_schema.rb and its page on the limits of GraphQL); an
 * administrator's token has 300.
 */
export const QUESTION_LIMITS = { anonymous: 200, signedIn: 250, characters: 10_000, pageSize: 100 } as const;

/**
 * A field costs 1 and its children; one that calls Gitaly 1 more, a tree's last commit 10. A connection's own cost
 * and its children's grow by 1 % an item that the page may hold, which is why a page of 100 costs twice a page of
 * none, and not a hundred times.
 */
const REPOSITORY = 1 + 2 + 2 + (2 + (10 + 1));
const PROJECT = 8 + REPOSITORY;
const NODES = 1 + PROJECT;

/** The three questions that are asked of many projects, each as costly as `queries.ts` writes it. */
const QUESTIONS = {
  /** `count`, `pageInfo` and its two fields; `group` itself costs 1, and its `projects` 11. */
  group: { children: NODES + 1 + 3, own: 11, around: 1 },
  topic: { children: NODES + 1 + 3, own: 1, around: 0 },
  projects: { children: NODES + 2, own: 1, around: 0 },
} as const;

export type Question = keyof typeof QUESTIONS;

/** What a page of `pageSize` projects costs. */
export function costOf(question: Question, pageSize: number): number {
  const { children, own, around } = QUESTIONS[question];
  return Math.trunc((children + own) * (1 + pageSize / 100)) + around;
}

/** How many projects one question may be about, for a caller of this limit; 0 when not even one. */
export function projectsAtOnce(question: Question, limit: number): number {
  for (let size: number = QUESTION_LIMITS.pageSize; size > 0; size -= 1) {
    if (costOf(question, size) <= limit) return size;
  }
  return 0;
}

export interface RequestArithmetic {
  /** Of the listing, which says the heads as well. */
  readonly list: number;
  /** Of tags: one a project whose tags may have moved. */
  readonly tags: number;
  readonly total: number;
  /** The same in words. */
  readonly told: string;
}

/** How many requests one crawl takes of a source's projects, of which `active` showed activity since or just now. */
export function requestsFor(
  projects: number,
  { of, active = 0, limit = QUESTION_LIMITS.anonymous }: RequestsOptions,
): RequestArithmetic {
  const question = of === "group" || of === "topic" ? of : "projects";
  const size = projectsAtOnce(question, limit);
  const pages = Math.max(1, Math.ceil(projects / size));
  const list = question === of ? pages : idRequests(projects, of) + Math.ceil(projects / size);
  const cost = `${String(costOf(question, size))} of ${String(limit)} points`;
  return {
    list,
    tags: active,
    total: list + active,
    told: `${String(projects)} projects / ${String(size)} a question (${cost}) → ${String(list)} requests for list and heads, ${String(active)} for tags`,
  };
}

/**
 * A user's projects come by REST, a hundred a page and an empty page at the end; named ones by their paths, a hundred
 * in a question. Both say ids alone, which are then asked for.
 */
function idRequests(projects: number, of: RequestsOptions["of"]): number {
  const pages = Math.ceil(projects / QUESTION_LIMITS.pageSize);
  return of === "user" ? pages + 1 : pages;
}

export interface RequestsOptions {
  readonly of: "group" | "topic" | "user" | "repositories";
  readonly active?: number | undefined;
  readonly limit?: number | undefined;
}
