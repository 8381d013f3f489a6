import type { LookRecord } from "./looks.ts";
import type { Store } from "./store.ts";

/** How well the catalogue follows its sources. */
export interface Freshness {
  /** When the repository was looked at that has waited longest. */
  readonly oldestLook: string | undefined;
  /** Over the last 24 hours, of commits that were made while their repository was known. */
  readonly commits: number;
  /** From the commit's own date to the end of the look that brought it into the catalogue. */
  readonly medianMs: number | undefined;
  readonly worstMs: number | undefined;
}

const DAY_MS = 24 * 3_600_000;
const MOST_LOOKS = 1_000;
const MAKES_VISIBLE: ReadonlySet<string> = new Set(["published", "updated", "restored"]);

/** Reads the newest thousand looks of the last 24 hours at most. */
export async function loadFreshness(store: Store, now: Date): Promise<Freshness> {
  const since = new Date(now.getTime() - DAY_MS).toISOString();
  const [oldestLook, looks] = await Promise.all([
    store.sources.oldestLook(),
    store.sources.listLooksAtNewCommits(since, MOST_LOOKS),
  ]);
  return { oldestLook, ...delaysOf(looks) };
}

/** Median and worst of the times from commit to visible. */
export function delaysOf(looks: readonly LookRecord[]): Omit<Freshness, "oldestLook"> {
  const delays = looks
    .filter(({ events }) => events.some(({ kind }) => MAKES_VISIBLE.has(kind)))
    .flatMap(({ at, elapsedMs, committedAt }) =>
      committedAt === undefined ? [] : [Date.parse(at) + elapsedMs - Date.parse(committedAt)],
    )
    .filter((delay) => Number.isFinite(delay))
    // An author's clock may be ahead of ours.
    .map((delay) => Math.max(0, delay))
    .sort((a, b) => a - b);
  return {
    commits: delays.length,
    medianMs: delays[Math.floor((delays.length - 1) / 2)],
    worstMs: delays.at(-1),
  };
}
