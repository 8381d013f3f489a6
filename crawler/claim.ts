import type { Repository } from "../src/catalogue/sources.ts";
import type { CrawlContext } from "./stages/context.ts";

/** Longer than a look takes with all its deadlines: then the process that claimed it has ended. */
const CLAIM_MS = 15 * 60_000;

/**
 * Takes repositories for a look; those that another process looks at, or has looked at since `since`, are left out.
 * Where nobody shares the store there is nothing to claim.
 */
export async function claimRepositories(
  { sharesStore, store, now }: CrawlContext,
  repositories: readonly Repository[],
  since: string,
): Promise<readonly Repository[]> {
  if (!sharesStore) return repositories;
  const at = now();
  const claimed = await store.sources.claimRepositories({
    ids: repositories.map((repository) => repository.id),
    now: at.toISOString(),
    leaseUntil: new Date(at.getTime() + CLAIM_MS).toISOString(),
    since,
  });
  return repositories.filter((repository) => claimed.has(repository.id));
}
