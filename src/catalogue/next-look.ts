import type { Repository, Source } from "./sources.ts";
import type { Store } from "./store.ts";

/** What happens next with a repository, and when: a look of its own, its source's turn, or the end of a delay. */
export interface NextLook {
  readonly kind: "look" | "crawl" | "deferred";
  readonly at: string;
}

/**
 * When a repository is looked at next. Absent when nobody will: it is left out, its source is not crawled, or no
 * server is there that crawls again by itself.
 */
export async function findNextLook(
  { jobs }: Pick<Store, "jobs">,
  repository: Repository,
  source: Source | undefined,
  now: Date,
): Promise<NextLook | undefined> {
  if (source?.state !== "active" || repository.state === "excluded") return undefined;
  const [look, crawl] = await Promise.all([jobs.find("look", repository.id), jobs.find("crawl", source.id)]);
  const waitsUntil = delayOf(repository, now);
  if (look !== undefined && (crawl === undefined || waitsUntil !== undefined || look.dueAt <= crawl.dueAt)) {
    return { kind: "look", at: look.dueAt };
  }
  if (waitsUntil === undefined) return crawl === undefined ? undefined : { kind: "crawl", at: crawl.dueAt };
  // A crawl that comes before the delay is over passes the repository by.
  return { kind: "deferred", at: crawl !== undefined && crawl.dueAt > waitsUntil ? crawl.dueAt : waitsUntil };
}

/** Until when a repository is passed by, as its last failure or its forge asked. */
export function delayOf({ nextLookAt }: Pick<Repository, "nextLookAt">, now: Date): string | undefined {
  return nextLookAt !== undefined && Date.parse(nextLookAt) > now.getTime() ? nextLookAt : undefined;
}
