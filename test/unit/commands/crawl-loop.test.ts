import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Catalogue } from "../../../src/compose.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import type { CommandContext } from "../../../src/commands/command-context.ts";
import { crawlAgainAndAgain } from "../../../src/commands/crawl-loop.ts";
import { ExecatError } from "../../../src/errors.ts";
import { createWake } from "../../../src/wake.ts";
import { repository, source } from "../../support/entry-builders.ts";

const PAST = "2020-01-01T00:00:00.000Z";
const FUTURE = "2999-01-01T00:00:00.000Z";

describe("the crawler's schedule", () => {
  let store: SqlStore;
  let stop: AbortController;
  const crawled: (readonly string[] | undefined)[] = [];
  const looked: string[] = [];
  let ahead: number;
  let minutes: number;

  beforeEach(async () => {
    [crawled.length, looked.length, stop, ahead, minutes] = [0, 0, new AbortController(), 0, 60];
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
      settings: { crawlMinutes: minutes },
      now: () => new Date(Date.now() + ahead),
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

  /** In how many seconds the source is crawled next. */
  const nextIn = async (): Promise<number | undefined> => {
    const job = await store.jobs.find("crawl", source().id);
    return job === undefined ? undefined : (Date.parse(job.dueAt) - Date.now() - ahead) / 1000;
  };
  const soon = async (from: number, to: number): Promise<void> => {
    await vi.waitFor(async () => {
      const seconds = await nextIn();
      expect(seconds).toBeGreaterThan(from);
      expect(seconds).toBeLessThan(to);
    }, 10_000);
  };

  it("does a turn once more, after a wait that grows, when the crawl could not be done", async () => {
    minutes = 0;
    let isBroken = false;
    const running = start(async () => {
      if (isBroken) throw new ExecatError("SOURCE_INVALID", "sources.yaml:3:1 is no YAML.");
    });
    await vi.waitFor(() => expect(crawled).toHaveLength(1), 10_000);
    isBroken = true;
    // What is due when the first crawl begins is done with it.
    await store.jobs.add("crawl", source().id, new Date(Date.now() + 1).toISOString());
    await soon(2, 5);
    ahead += 6_000;
    await soon(7, 10);
    expect(crawled).toEqual([undefined, [source().key], [source().key]]);
    isBroken = false;
    ahead += 12_000;
    await vi.waitFor(async () => expect(await nextIn()).toBeUndefined(), 10_000);
    expect(crawled).toHaveLength(4);
    await end(running);
  });

  it("crawls all once more soon when the first crawl could not be done", async () => {
    minutes = 0;
    const running = start(() => {
      if (crawled.length === 1) throw new ExecatError("SOURCE_INVALID", "sources.yaml:3:1 is no YAML.");
      return Promise.resolve();
    });
    await soon(2, 5);
    ahead += 6_000;
    await vi.waitFor(() => expect(crawled).toEqual([undefined, [source().key]]), 10_000);
    await end(running);
  });

  it("plans nothing for a source that went during its crawl, and crawls it at once when it is back", async () => {
    const running = start(async () => {
      if (crawled.length === 2) await store.sources.save(source({ state: "missing" }));
    });
    await soon(60, 5_000);
    await store.jobs.add("crawl", source().id, PAST);
    await vi.waitFor(async () => expect(await nextIn()).toBeUndefined(), 10_000);
    ahead += 61_000;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await store.sources.save(source());
    ahead += 61_000;
    await vi.waitFor(() => expect(crawled).toHaveLength(3), 10_000);
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
