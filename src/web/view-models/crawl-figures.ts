import type { BudgetState } from "../../catalogue/crawl-desk.ts";
import type { Freshness } from "../../catalogue/freshness.ts";
import { countText, durationText, numberText, toTime } from "../format.ts";

/** How fresh the catalogue is, for everybody to see; `null` before anything was looked at. */
export function toFreshness(freshness: Freshness, now: Date): object | null {
  const { oldestLook, commits, medianMs, worstMs } = freshness;
  if (oldestLook === undefined) return null;
  const hasDelays = medianMs !== undefined && worstMs !== undefined;
  return {
    oldest: toTime(oldestLook, now),
    commits: hasDelays ? countText(commits, "new commit") : null,
    median: hasDelays ? secondsText(medianMs) : null,
    worst: hasDelays ? secondsText(worstMs) : null,
  };
}

/** What is left of each forge's limit. */
export function toBudgets(budgets: readonly BudgetState[], now: Date): readonly object[] {
  return budgets
    .filter(({ used, remaining }) => used > 0 || remaining !== undefined)
    .map(({ host, resource, limit, remaining, used, resetsAt, waitUntil }) => ({
      host,
      resource,
      left: remaining === undefined ? null : numberText(remaining),
      limit: limit === undefined ? null : numberText(limit),
      used: countText(used, "request"),
      resets: toTime(resetsAt?.toISOString(), now),
      waits: waitUntil !== undefined && waitUntil > now ? toTime(waitUntil.toISOString(), now) : null,
    }));
}

function secondsText(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : durationText(ms / 1000);
}
