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
 * answer, then they are withdrawn, as far as the run's limit allows.
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
  const leave = due && (await context.limit.take(repository.sourceId, published.length, false));
  const held = due && !leave;
  const next: Repository = {
    ...repository,
    state: "gone",
    goneSince: since,
    failure: held
      ? await tooManyWithdrawals(context, repository, published.length)
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

function goneFailure(
  message: string,
  published: readonly Entry[],
  when: { readonly since: string; readonly at: string },
): Failure {
  const until = new Date(Date.parse(when.since) + GONE_DAYS * DAY_MS).toISOString();
  const hint =
    published.length === 0
      ? "Mend or remove the source."
      : `Its entries stay until ${until.slice(0, 16).replace("T", " ")} UTC; mend or remove the source.`;
  return { code: "NOT_FOUND", message, hint, at: when.at };
}

export function toEvent(entry: Entry): EntryEvent {
  const { path, title } = entry.program;
  return { kind: "withdrawn", path, title, kept: false, problem: undefined };
}
