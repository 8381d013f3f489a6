import type { EntryEvent } from "../../src/catalogue/entry-event.ts";
import { withdrawn } from "../../src/catalogue/reconcile.ts";
import type { Entry } from "../../src/catalogue/entry.ts";
import type { Failure, Repository } from "../../src/catalogue/sources.ts";
import type { CrawlContext } from "./context.ts";
import { tooManyWithdrawals, type Published } from "./publish.ts";

/** How long the entries of a repository stay after the forge first said that it is gone. */
export const GONE_DAYS = 7;

const DAY_MS = 24 * 3_600_000;

/**
 * A repository of which the forge says that there is none. Its entries stay for a week from the first such
 * answer, then a crawl withdraws them, as far as its limit allows; what it once held back stays until the operator
 * says so, or the repository is there again.
 */
export async function settleGone(
  context: CrawlContext,
  repository: Repository,
  message: string,
): Promise<Published> {
  const at = context.now().toISOString();
  const since = repository.goneSince ?? at;
  const entries = await context.store.entries.listOfRepository(repository.id);
  const published = entries.filter((entry) => entry.program.state === "published");
  if (published.length === 0 && repository.state === "gone") {
    return { repository, events: [], changed: false };
  }
  const due = Date.parse(at) - Date.parse(since) >= GONE_DAYS * DAY_MS;
  const wasHeld = repository.state === "gone" && repository.failure?.code === "CONFLICT";
  const leave = due && (await mayLeave(context, repository, { count: published.length, wasHeld }));
  const held = due && !leave && (wasHeld || context.limit.mode !== "single-look");
  const next: Repository = {
    ...repository,
    state: "gone",
    goneSince: since,
    failure: held
      ? await tooManyWithdrawals(context, repository, { count: published.length, until: "they stay" })
      : goneFailure(message, published, { since, at }),
    attempts: 0,
    nextLookAt: undefined,
    lastLookedAt: at,
  };
  if (!leave || published.length === 0) {
    await context.store.sources.saveRepository(next);
    return { repository: next, events: [], changed: false };
  }
  const reason = `Its repository has been gone for ${String(GONE_DAYS)} days.`;
  await context.store.entries.apply({
    repository: next,
    problems: [],
    programs: published.map((entry) => withdrawn(entry, { at, commit: undefined }, reason)),
    seen: [],
    at,
  });
  return { repository: next, events: published.map(toEvent), changed: true };
}

async function mayLeave(
  { limit }: CrawlContext,
  { sourceId }: Repository,
  { count, wasHeld }: { readonly count: number; readonly wasHeld: boolean },
): Promise<boolean> {
  if (limit.mode === "single-look" || (wasHeld && limit.mode !== "confirmed")) return count === 0;
  return limit.take(sourceId, count, false);
}

function goneFailure(
  message: string,
  published: readonly Entry[],
  when: { readonly since: string; readonly at: string },
): Failure {
  const until = new Date(Date.parse(when.since) + GONE_DAYS * DAY_MS).toISOString();
  const stay =
    until > when.at
      ? `stay until ${until.slice(0, 16).replace("T", " ")} UTC`
      : "go with the next crawl of their source";
  const hint =
    published.length === 0 ? "Mend or remove the source." : `Its entries ${stay}; mend or remove the source.`;
  return { code: "NOT_FOUND", message, hint, at: when.at };
}

export function toEvent(entry: Entry): EntryEvent {
  const { path, title } = entry.program;
  return { kind: "withdrawn", path, title, kept: false, problem: undefined };
}
