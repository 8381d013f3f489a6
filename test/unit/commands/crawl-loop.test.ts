import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Catalogue } from "../../../src/compose.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import type { CommandContext } from "../../../src/commands/command-context.ts";
import { crawlAgainAndAgain } from "../../../src/commands/crawl-loop.ts";
import { createWake } from "../../../src/wake.ts";
import { repository, source } from "../../support/entry-builders.ts";

const PAST = "2020-01-01T00:00:00.000Z";
const FUTURE = "2999-01-01T00:00:00.000Z";

describe("the crawler's schedule", () => {
  let store: SqlStore;
  let stop: AbortController;
  const crawled: (readonly string[] | undefined)[] = [];
  const looked: string[] = [];

  beforeEach(async () => {
    [crawled.length, looked.length, stop] = [0, 0, new AbortController()];
    store = await createSqlStore({ file: ":memory:" });
    await store.migrate();
    await store.sources.save(source());
    await store.sources.saveRepository(repository());
  });
  afterEach(() => store.close());

  /** The loop on a real store; what a crawl does is the crawler's own matter and not done here. */
  const start = (crawl: () => Promise<void> = async () => undefined): Promise<void> => {
    const catalogue = {
      store,
      settings: { crawlMinutes: 60 },
      now: () => new Date(),
      log: pino({ level: "silent" }),
      wake: createWake(),
      crawler: {
        syncSources: () => store.sources.list(),
        async crawl({ sources }: { readonly sources?: readonly string[] }) {
          crawled.push(sources);
          await crawl();
        },
        async look({ repositoryId }: { readonly repositoryId: string }) {
          looked.push(repositoryId);
        },
      },
    } as unknown as Catalogue;
    const output = { write: () => undefined, writeError: () => undefined };
    return crawlAgainAndAgain(catalogue, { signal: stop.signal, output } as unknown as CommandContext);
  };
  const end = async (running: Promise<void>): Promise<void> => {
    stop.abort();
    await running;
  };

  it("looks at a repository that somebody asks for while the first crawl still goes on", async () => {
    const running = start(
      () => new Promise((resolve) => stop.signal.addEventListener("abort", () => resolve(undefined))),
    );
    await store.jobs.add("look", repository().id, PAST);
    await vi.waitFor(() => expect(looked).toEqual([repository().id]), 10_000);
    expect(crawled).toEqual([undefined]);
    await end(running);
  });

  it("does not crawl again what was due since the server was last ended", async () => {
    await store.jobs.add("crawl", source().id, PAST);
    const running = start();
    await vi.waitFor(async () => {
      const job = await store.jobs.find("crawl", source().id);
      expect(job?.dueAt.localeCompare(new Date().toISOString())).toBe(1);
    }, 10_000);
    expect(crawled).toEqual([undefined]);
    await end(running);
  });

  it("crawls a source alone when its time has come, and one that is new at once", async () => {
    const running = start();
    await vi.waitFor(async () => expect(await store.jobs.find("crawl", source().id)).toBeDefined(), 10_000);
    await store.jobs.add("crawl", source().id, PAST);
    await vi.waitFor(() => expect(crawled).toEqual([undefined, [source().key]]), 10_000);
    await end(running);
  });

  it("outlives a store that is away for a moment", async () => {
    const claim = store.jobs.claim.bind(store.jobs);
    let isAway = true;
    const claims = vi.spyOn(store.jobs, "claim").mockImplementation(async (...all) => {
      if (isAway) throw new Error("away");
      return claim(...all);
    });
    await store.jobs.add("look", repository().id, PAST);
    const running = start();
    await vi.waitFor(() => expect(claims.mock.calls.length).toBeGreaterThan(3), 10_000);
    isAway = false;
    await vi.waitFor(() => expect(looked).toEqual([repository().id]), 10_000);
    expect(crawled).toEqual([undefined]);
    expect(await store.jobs.claim(["look"], FUTURE, FUTURE, 5)).toEqual([]);
    await end(running);
  });
});
