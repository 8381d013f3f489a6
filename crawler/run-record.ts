import { isSilent } from "../src/catalogue/is-silent.ts";
import type { CrawlCounts, CrawlRun } from "../src/catalogue/sources.ts";
import type { Store } from "../src/catalogue/store.ts";
import type { Look } from "./look.ts";

/** The row of a run: written at its start, every two seconds, and at its end. */
export interface RunRecord {
  readonly startedAt: string;
  begin(): Promise<void>;
  listed(repositories: number): Promise<void>;
  count(look: Look): Promise<CrawlRun>;
  end(state: "complete" | "stopped" | "failed"): Promise<CrawlRun>;
}

export interface RunRecordOptions {
  readonly store: Store;
  readonly sharesStore: boolean;
  readonly now: () => Date;
  readonly newId: () => string;
}

const SAVE_EVERY_MS = 2_000;
const RUNS_TO_CLOSE = 20;
const NOTHING: CrawlCounts = {
  repositories: 0,
  looked: 0,
  unchanged: 0,
  published: 0,
  updated: 0,
  withdrawn: 0,
  broken: 0,
  failed: 0,
};

/** Keeps the counts of a run; `onChange` gets every state of it at once, the store now and then. */
export function createRunRecord(
  { store, sharesStore, now, newId }: RunRecordOptions,
  onChange: (run: CrawlRun, running: boolean) => void,
): RunRecord {
  let run: CrawlRun = {
    id: newId(),
    startedAt: now().toISOString(),
    endedAt: undefined,
    state: "running",
    counts: NOTHING,
  };
  let savedAt = now().getTime();
  const set = (next: CrawlRun): void => {
    run = next;
    onChange(run, run.state === "running");
  };
  const save = async (): Promise<void> => {
    const at = now();
    savedAt = at.getTime();
    await store.sources.saveRun({ ...run, heardAt: at.toISOString() });
  };
  set(run);
  return {
    startedAt: run.startedAt,
    async begin() {
      try {
        await closeAbandoned({ store, sharesStore }, now());
        await save();
      } catch (error) {
        set({ ...run, state: "failed" });
        throw error;
      }
    },
    async listed(repositories) {
      set({ ...run, counts: { ...run.counts, repositories } });
      await save();
    },
    async count(look) {
      set({ ...run, counts: add(run.counts, look) });
      if (now().getTime() - savedAt >= SAVE_EVERY_MS) await save();
      return run;
    },
    async end(state) {
      set({ ...run, state, endedAt: now().toISOString() });
      await save();
      return run;
    },
  };
}

/** Runs that a crash left open; what they published stays. Those of other processes may be going on. */
async function closeAbandoned(
  { store, sharesStore }: Pick<RunRecordOptions, "store" | "sharesStore">,
  now: Date,
): Promise<void> {
  for (const run of await store.sources.listRuns(RUNS_TO_CLOSE)) {
    if (run.state !== "running" || (sharesStore && !isSilent(run, now))) continue;
    await store.sources.saveRun({ ...run, state: "stopped", endedAt: now.toISOString() });
  }
}

function add(counts: CrawlCounts, { outcome, events }: Look): CrawlCounts {
  const of = (...kinds: readonly string[]): number =>
    events.filter((event) => kinds.includes(event.kind)).length;
  return {
    repositories: counts.repositories,
    looked: counts.looked + 1,
    unchanged: counts.unchanged + (outcome === "unchanged" ? 1 : 0),
    published: counts.published + of("published", "restored"),
    updated: counts.updated + of("updated", "moved"),
    withdrawn: counts.withdrawn + of("withdrawn"),
    broken: counts.broken + of("broken"),
    failed: counts.failed + (outcome === "failed" ? 1 : 0),
  };
}
