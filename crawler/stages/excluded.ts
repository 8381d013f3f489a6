import { withdrawn } from "../../src/catalogue/reconcile.ts";
import type { Repository } from "../../src/catalogue/sources.ts";
import type { CrawlContext } from "./context.ts";
import { toEvent } from "./gone.ts";
import type { Published } from "./publish.ts";

/**
 * A repository that its source leaves out: its entries go at once, whatever their number, for that is the
 * operator's word.
 */
export async function settleExcluded(
  context: CrawlContext,
  repository: Repository,
  reason: string,
): Promise<Published> {
  if (repository.state === "excluded" && repository.failure?.message === reason) {
    return { repository, events: [], changed: false };
  }
  const at = context.now().toISOString();
  const entries = await context.store.entries.listOfRepository(repository.id);
  const published = entries.filter((entry) => entry.program.state === "published");
  const next: Repository = {
    ...repository,
    state: "excluded",
    failure: { code: "FORBIDDEN", message: reason, hint: undefined, at },
    headSeen: undefined,
    goneSince: undefined,
    attempts: 0,
    nextLookAt: undefined,
    lastLookedAt: at,
  };
  await context.store.entries.apply({
    repository: next,
    problems: [],
    programs: published.map((entry) => withdrawn(entry, { at, commit: undefined }, reason)),
    seen: [],
    at,
  });
  return { repository: next, events: published.map(toEvent), changed: published.length > 0 };
}
