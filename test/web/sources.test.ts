import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CrawlRun } from "../../src/catalogue/sources.ts";
import { repository, source } from "../support/entry-builders.ts";
import { readEvents } from "../support/event-stream.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const LATER = new Date(Date.now() + 3_600_000).toISOString();
const SOON = new Date(Date.now() - 60_000).toISOString();
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
  const { sources, jobs } = app.catalogue.store;
  const scope = { url: "https://forge.test", of: "organisation", name: "astro" } as const;
  const failure = { code: "TOO_MANY_REQUESTS", message: "The limit is spent.", hint: "Wait.", at: SOON };
  await sources.save(
    source({
      kind: "github",
      location: "https://forge.test/astro",
      options: { scope },
      failure: { ...failure, retryAt: LATER },
    }),
  );
  await jobs.add("crawl", source().id, LATER);
  await sources.saveRepositories(
    Array.from({ length: 130 }, (_, index) => {
      const id = `R${String(index).padStart(3, "0")}`;
      const state = index < 20 ? "broken" : index < 120 ? "ok" : "new";
      const nextLookAt = index >= 120 ? LATER : undefined;
      return repository({ id, forgeId: id, path: `astro/${id}`, state, nextLookAt, lastLookedAt: SOON });
    }),
  );
});
afterAll(() => app.close());

describe("the page of sources", () => {
  it("shows a source by counts, its failure, until when it is deferred, and its next crawl", async () => {
    const { text } = await app.get("/sources");
    for (const part of [
      "GitHub organisation",
      "130 repositories",
      "20 with errors",
      "100 fine",
      "10 not looked at yet",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("The limit is spent.");
    expect(text).toContain("Deferred until");
    expect(text).toMatch(/next crawl <time/);
    expect(text.match(/class="repository-row"/g)).toHaveLength(50);
    const { body } = await app.json("/api/v1/sources");
    expect(body.sources[0]).toMatchObject({
      total: 130,
      states: { broken: 20, ok: 100, new: 10 },
      deferred: 10,
      deferredUntil: LATER,
      nextCrawlAt: LATER,
      pages: 3,
      pageSize: 50,
    });
  });

  it("shows repositories of one state, page by page", async () => {
    const { body } = await app.json("/api/v1/sources?source=examples&state=ok&page=2");
    expect(body.sources[0].repositories).toHaveLength(50);
    expect(body.sources[0].repositories.at(-1)).toMatchObject({ id: "R119", state: "ok" });
    const { text } = await app.get("/sources?source=examples&state=ok&page=2");
    expect(text).toContain('href="/sources?source=examples&amp;state=ok"');
    expect(text).toContain(
      '<link rel="alternate" type="application/atom+xml" href="/sources/examples/feed.atom">',
    );
    expect((await app.get("/sources?state=nonsense")).status).toBe(400);
    expect((await app.get("/sources?source=examples&state=broken&page=2")).status).toBe(400);
  });

  it("says in public how fresh the catalogue is", async () => {
    const { sources } = app.catalogue.store;
    expect((await app.json("/api/v1/sources")).body.freshness).toMatchObject({
      oldestLook: SOON,
      commits: 0,
      medianSeconds: null,
    });
    const now = Date.now();
    await sources.saveRepository(
      repository({ id: "R050", forgeId: "R050", path: "astro/R050", createdAt: "2020-01-01T00:00:00.000Z" }),
    );
    await sources.saveLook({
      id: ulid(now),
      repositoryId: "R050",
      at: new Date(now - 1_000).toISOString(),
      committedAt: new Date(now - 4_000).toISOString(),
      reason: "push",
      outcome: "looked",
      commit: "c0ffee",
      elapsedMs: 500,
      events: [{ kind: "updated", path: "local.examples/tool", title: "A tool" }],
      problems: { error: 0, warning: 0, hint: 0 },
      failure: undefined,
    });
    const { body } = await app.json("/api/v1/sources");
    expect(body.freshness).toMatchObject({ commits: 1, medianSeconds: 3.5, worstSeconds: 3.5 });
    expect((await app.get("/sources")).text).toContain(
      "1 new commit became visible after 3.5 s in the median",
    );
  });

  it("shows what is left of the forges' limits", async () => {
    const { crawler } = app.catalogue;
    const budgets = crawler.budgets.bind(crawler);
    const resetsAt = new Date(LATER);
    crawler.budgets = () => [
      {
        host: "forge.test",
        resource: "graphql",
        limit: 5000,
        remaining: 4321,
        used: 7,
        resetsAt,
        waitUntil: undefined,
      },
    ];
    try {
      expect((await app.get("/sources")).text).toMatch(
        /forge\.test<\/td>.*graphql.*4,321 of 5,000.*7 requests/s,
      );
      expect((await app.json("/api/v1/sources")).body.budgets).toMatchObject([
        { remaining: 4321, resetsAt: LATER },
      ]);
    } finally {
      crawler.budgets = budgets;
    }
  });

  it("tells how a crawl goes on, as events, until it ends", async () => {
    const { crawler } = app.catalogue;
    const status = crawler.status.bind(crawler);
    const run = (looked: number, state: CrawlRun["state"]): CrawlRun => ({
      id: "01RUN",
      startedAt: SOON,
      endedAt: undefined,
      state,
      counts: {
        repositories: 130,
        looked,
        unchanged: looked,
        published: 0,
        updated: 0,
        withdrawn: 0,
        broken: 0,
        failed: 0,
      },
    });
    let turn = 0;
    crawler.status = () => ({
      running: turn < 2,
      run: run(10 * (turn += 1), turn < 2 ? "running" : "complete"),
    });
    try {
      const events = await readEvents(await fetch(`${app.url}/sources/events`));
      expect(events.map(({ event }) => event)).toEqual(["set", "set", "set", "end"]);
      expect(events[0]?.data).toContainEqual({ id: "crawl-text", text: "10 of 130 repositories looked at" });
      expect(events[1]?.data).toContainEqual({ id: "crawl-progress", value: 20, max: 130 });
      crawler.status = () => ({ running: true, run: run(30, "running") });
      const { text } = await app.get("/sources");
      expect(text).toContain('data-events="/sources/events"');
      expect(text).toContain('http-equiv="refresh"');
      expect(text).toContain("30 unchanged");
    } finally {
      crawler.status = status;
    }
  });

  it("tells of a crawl that another process is at, unless nothing was heard of it for long", async () => {
    await app.catalogue.store.sources.saveRun({
      id: "01RUN",
      startedAt: SOON,
      endedAt: undefined,
      state: "running",
      counts: {
        repositories: 9,
        looked: 3,
        unchanged: 3,
        published: 0,
        updated: 0,
        withdrawn: 0,
        broken: 0,
        failed: 0,
      },
    });
    expect((await app.get("/sources")).text).toContain("3 of 9 repositories looked at");
    const [run] = await app.catalogue.store.sources.listRuns(1);
    if (run === undefined) throw new Error("It was saved.");
    const heardAt = new Date(Date.now() - 16 * 60_000).toISOString();
    await app.catalogue.store.sources.saveRun({ ...run, heardAt });
    const { text } = await app.get("/sources");
    expect(text).not.toContain("3 of 9 repositories looked at");
    expect(text).not.toContain('http-equiv="refresh"');
    await app.catalogue.store.sources.saveRun(run);
  });

  it("holds at most ten streams open for one address", async () => {
    const ended = new AbortController();
    const open = await Promise.all(
      Array.from({ length: 10 }, () => fetch(`${app.url}/sources/events`, { signal: ended.signal })),
    );
    expect(open.every(({ status }) => status === 200)).toBe(true);
    expect((await fetch(`${app.url}/sources/events`)).status).toBe(429);
    ended.abort();
    await expect
      .poll(async () => {
        const one = await fetch(`${app.url}/sources/events`);
        await one.body?.cancel();
        return one.status;
      })
      .toBe(200);
  });
});
