import { createServer, type Server, type Socket } from "node:net";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExecatError } from "../../src/errors.ts";
import type { Forge } from "../../crawler/forges/forge.ts";
import { createDirectoryForge } from "../../crawler/forges/directory/index.ts";
import { createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";
const PARTS = { gitTimeoutMs: 300, allowHosts: ["127.0.0.1"] };

/** Accepts connections and never says a word. */
async function createSilentServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

describe("a crawl that meets trouble", () => {
  let crawl: CrawlFixture;
  beforeEach(async () => {
    crawl = await createCrawlFixture(PARTS);
    mkdirSync(crawl.folder, { recursive: true });
  });
  afterEach(() => crawl.close());

  const shelf = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      mkdirSync(join(crawl.folder, name), { recursive: true });
      writeFileSync(join(crawl.folder, name, FILE), manifest({ name }));
    }
    await crawl.addSource("shelf", "folder", "repositories");
  };

  it("gives up on a server that hangs, keeps the failure and waits longer each time", async () => {
    const server = await createSilentServer();
    await crawl.addSource("slow", "git", `http://127.0.0.1:${String(server.port)}/group/tool.git`);
    const run = await crawl.crawl();
    expect(run).toMatchObject({ state: "complete", counts: { failed: 1 } });
    const first = await crawl.repository("slow");
    expect(first).toMatchObject({ state: "unreachable", attempts: 1, failure: { code: "UPSTREAM_TIMEOUT" } });
    expect(first.nextLookAt).toBe("2026-06-01T00:01:00.000Z");

    expect((await crawl.crawl()).counts).toMatchObject({ looked: 0, failed: 0 });
    await crawl.crawl({ evenIfDeferred: true });
    expect((await crawl.repository("slow")).nextLookAt).toBe("2026-06-01T00:02:00.000Z");
    await server.close();
  });

  it("says of a repository that does not exist that there is none", async () => {
    await crawl.addSource("none", "git", `file://${crawl.folder}/no-such-repository`);
    const run = await crawl.crawl();
    expect(run.counts.failed).toBe(1);
    const repository = await crawl.repository("none");
    expect(repository.state).toBe("gone");
    expect(repository.failure?.message).toContain("There is no repository");
  });

  it("does not call a private address that no setting allows", async () => {
    await crawl.addSource("inside", "git", "https://10.0.0.1/group/tool.git");
    await crawl.addSource("plain", "git", "http://192.168.0.1/group/tool.git");
    await crawl.crawl();
    expect((await crawl.repository("inside")).failure).toMatchObject({ code: "FORBIDDEN" });
    expect((await crawl.repository("plain")).failure?.message).toContain("without encryption");
  });

  it("waits before it tries again, also when the look that failed was itself another try", async () => {
    const server = await createSilentServer();
    await crawl.addSource("slow", "git", `http://127.0.0.1:${String(server.port)}/group/tool.git`);
    await crawl.crawl();
    const { id, nextLookAt = "" } = await crawl.repository("slow");
    const { jobs } = crawl.store;
    const [job] = await jobs.claim(["look"], nextLookAt, "2026-06-01T01:00:00.000Z", 1);
    crawl.forward(60_000);
    const signal = new AbortController().signal;
    await crawl.crawlerWith(PARTS).look({ repositoryId: id, reason: "retry", signal });
    await jobs.finish([job?.id ?? ""]);
    expect((await jobs.find("look", id))?.dueAt).toBe("2026-06-01T00:03:00.000Z");
    await server.close();
  });

  it("lets a failing repository keep none of the others from being published", async () => {
    await crawl.addSource("none", "git", `file://${crawl.folder}/no-such-repository`);
    await shelf(["a", "b"]);
    await crawl.addSource("away", "folder", "no-such-folder");
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ published: 2, failed: 1 });
    expect(crawl.progress.filter((event) => event.kind === "source-failed")).toHaveLength(1);
  });

  it("keeps a good entry while its repository cannot be reached, and looks again at the same commit", async () => {
    const git = createGitFixture(join(crawl.folder, "tool"));
    git.write(FILE, manifest());
    git.commit();
    await crawl.addSource("one", "git", git.url);
    await crawl.crawl();
    const failing: Forge = {
      name: "git",
      list: async () => {
        throw new Error("not asked");
      },
      headsAtOnce: 1,
      resolveHeads: () => Promise.reject(new Error("a fault of ours")),
      readTree: () => Promise.reject(new Error("not asked")),
    };
    const { signal } = new AbortController();
    const real = crawl.crawlerWith({});
    const faulty = crawl.crawlerWith({
      forges: { git: { ...failing, list: async () => listing(await crawl.repository("one")) } },
    });
    await faulty.crawl({ signal });
    const unreachable = await crawl.store.entries.find("local.one/tool");
    expect(unreachable?.program.state).toBe("published");
    expect(unreachable?.repository).toMatchObject({ state: "unreachable", failure: { code: "INTERNAL" } });
    expect(unreachable?.repository.failure?.message).not.toContain("a fault of ours");

    const run = await real.crawl({ signal, evenIfDeferred: true });
    expect(run.counts).toMatchObject({ unchanged: 0, failed: 0 });
    expect(await crawl.repository("one")).toMatchObject({ state: "ok", attempts: 0, failure: undefined });
  });

  it("refuses a second crawl while one is running", async () => {
    await shelf(["a"]);
    const first = crawl.crawl();
    await expect(crawl.crawl()).rejects.toMatchObject({ code: "CONFLICT" });
    await first;
  });

  it("names the sources that there are when one is unknown", async () => {
    await shelf(["a"]);
    await expect(crawl.crawl({ sources: ["shelv"] })).rejects.toMatchObject({
      code: "NOT_FOUND",
      hint: 'Did you mean "shelf"?',
    });
    expect((await crawl.store.sources.listRuns(1))[0]?.state).toBe("failed");
  });

  it("crawls the others when a source of its turn has gone, and none when all have", async () => {
    await shelf(["a"]);
    expect(await crawl.crawl({ sources: ["gone", "shelf"], passesUnknown: true })).toMatchObject({
      state: "complete",
      counts: { repositories: 1, published: 1 },
    });
    expect((await crawl.crawl({ sources: ["gone"], passesUnknown: true })).counts.repositories).toBe(0);
  });

  it("stops in the middle, loses nothing, and goes on with the rest", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    await shelf(names);
    const stop = new AbortController();
    const crawler = crawl.crawlerWith({ parallel: 1 });
    const stopped = await crawler.crawl({
      signal: stop.signal,
      onProgress: (event) => {
        if (event.kind === "looked" && event.run.counts.looked === 2) stop.abort();
      },
    });
    expect(stopped.state).toBe("stopped");
    expect(stopped.counts).toMatchObject({ repositories: 6, looked: 2, published: 2 });
    expect(crawler.status()).toMatchObject({ running: false, run: { state: "stopped" } });
    const rest = await crawl.crawl();
    expect(rest.counts).toMatchObject({ published: 4, unchanged: 2 });
  });

  it("goes on by itself at the time that the forge named, when a single look was put off", async () => {
    const git = createGitFixture(join(crawl.folder, "tool"));
    git.write(FILE, manifest());
    git.commit();
    await crawl.addSource("one", "git", git.url);
    await crawl.crawl();
    const { id } = await crawl.repository("one");
    const retryAt = "2026-06-01T02:00:00.000Z";
    const spent = new ExecatError("TOO_MANY_REQUESTS", "Spent.", { details: { retryAt } });
    const busy = { headsAtOnce: 1, resolveHeads: () => Promise.reject(spent) } as unknown as Forge;
    const { signal } = new AbortController();
    const look = await crawl
      .crawlerWith({ forges: { git: busy } })
      .look({ repositoryId: id, reason: "push", signal });
    expect(look).toMatchObject({ outcome: "deferred", failure: { retryAt } });
    expect(await crawl.store.jobs.find("look", id)).toMatchObject({ dueAt: retryAt });
    expect(await crawl.repository("one")).toMatchObject({ state: "ok", attempts: 0, nextLookAt: retryAt });
    expect(await crawl.store.sources.listLooks(id, 5)).toHaveLength(1);
  });

  it("ends at once when it is stopped while a server hangs", async () => {
    const server = await createSilentServer();
    await crawl.addSource("slow", "git", `http://127.0.0.1:${String(server.port)}/group/tool.git`);
    const stop = new AbortController();
    const crawler = crawl.crawlerWith({ gitTimeoutMs: 60_000, allowHosts: ["127.0.0.1"] });
    const running = crawler.crawl({ signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    const run = await running;
    expect(run.state).toBe("stopped");
    // It is listed, and waits for its first look.
    expect(await crawl.repository("slow")).toMatchObject({ state: "new", lastLookedAt: undefined });
    await server.close();
  });

  it("closes a run that a crash left open", async () => {
    await crawl.crawl();
    const [run] = await crawl.store.sources.listRuns(1);
    if (run === undefined) throw new Error("no run");
    await crawl.store.sources.saveRun({ ...run, state: "running", endedAt: undefined });
    await crawl.crawl();
    const states = (await crawl.store.sources.listRuns(5)).map((it) => it.state);
    expect(states).toEqual(["complete", "stopped"]);
  });

  it("leaves the run of another process alone as long as it is heard of", async () => {
    await crawl.crawl();
    const [run] = await crawl.store.sources.listRuns(1);
    if (run === undefined) throw new Error("no run");
    await crawl.store.sources.saveRun({ ...run, state: "running", endedAt: undefined });
    const shared = crawl.crawlerWith({ sharesStore: true });
    const states = async (): Promise<readonly string[]> => {
      await shared.crawl({ signal: new AbortController().signal });
      return (await crawl.store.sources.listRuns(9)).map((it) => it.state);
    };
    expect(await states()).toEqual(["complete", "running"]);
    crawl.forward(15 * 60_000 + 1);
    expect(await states()).toEqual(["complete", "complete", "stopped"]);
  });

  it("lets only one of two sources have a repository's address, and hands it over when that source goes", async () => {
    mkdirSync(join(crawl.folder, "a"), { recursive: true });
    writeFileSync(join(crawl.folder, "a", FILE), manifest());
    const forge = createDirectoryForge({ baseDir: crawl.folder });
    const shared: Forge = {
      ...forge,
      async list(source) {
        const found = await forge.list({ ...source, location: "." }, new AbortController().signal);
        return { ...found, repositories: found.repositories.map((it) => ({ ...it, host: "example.org" })) };
      },
    };
    await crawl.addSource("first", "folder", ".");
    await crawl.addSource("second", "folder", ".");
    const crawler = crawl.crawlerWith({ forges: { directory: shared } });
    const { signal } = new AbortController();
    const run = await crawler.crawl({ signal });
    expect(run.counts).toMatchObject({ repositories: 1, published: 1 });
    expect((await crawl.store.sources.find("second"))?.failure?.message).toContain("another source");
    const first = await crawl.store.sources.find("first");
    if (first === undefined) throw new Error("no source");
    await crawl.store.sources.save({ ...first, state: "missing" });
    const later = await crawler.crawl({ signal, evenIfDeferred: true });
    expect(later.counts).toMatchObject({ unchanged: 1, failed: 0 });
    expect((await crawl.store.sources.find("second"))?.failure).toBeUndefined();
    expect((await crawl.store.entries.find("example.org/a"))?.source.key).toBe("second");
  });
});

function listing(repository: { forgeId: string; host: string; path: string; url: string }) {
  const { forgeId, host, path, url } = repository;
  return {
    repositories: [{ forge: "git" as const, forgeId, host, path, url, webUrl: undefined }],
    remark: undefined,
  };
}
