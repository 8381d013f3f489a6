import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../support/git-fixture.ts";
import { createGitHttpServer, type GitHttpServer } from "../support/git-http-server.ts";

const FILE = "ivoa-execution.yaml";

describe("a crawl over HTTP", () => {
  let crawl: CrawlFixture;
  let work: GitFixture;
  let server: GitHttpServer | undefined;

  beforeEach(async () => {
    crawl = await createCrawlFixture({ allowHosts: ["127.0.0.1"] });
    work = createGitFixture(join(crawl.folder, "work"));
    work.write(`deep/${FILE}`, manifest({ title: "First" }));
    work.write("big.bin", "x".repeat(300_000));
    work.commit();
    work.git("clone", "--quiet", "--bare", ".", "../served/group/tool.git");
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await crawl.close();
  });

  const served = (...args: readonly string[]) => work.git("-C", "../served/group/tool.git", ...args);
  const serve = async (options: { dumb?: boolean; redirects?: Map<string, string> } = {}) => {
    server = await createGitHttpServer({ root: join(crawl.folder, "served"), ...options });
    return server.origin;
  };
  const entry = async () => {
    const { host, path } = await crawl.repository("one");
    return crawl.store.entries.find(`${host}/${path}/-/deep`);
  };
  const push = (title: string): void => {
    work.write(`deep/${FILE}`, manifest({ title }));
    work.commit();
    work.git("push", "--quiet", "../served/group/tool.git", "main");
  };

  it("brings only trees and manifests from a server that can filter", async () => {
    served("config", "uploadpack.allowFilter", "true");
    const origin = await serve();
    await crawl.addSource("one", "git", `${origin}/group/tool.git`);
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ published: 1, failed: 0 });
    expect((await entry())?.program.title).toBe("First");
    expect((await entry())?.program.path).toBe(`${origin.slice("http://".length)}/group/tool/-/deep`);
    const { id } = await crawl.repository("one");
    const mirror = join(crawl.folder, `../.mirrors/${id}.git`);
    const big = work.git("rev-parse", "HEAD:big.bin");
    const held = work.git("-C", mirror, "cat-file", "--batch-all-objects", "--batch-check");
    expect(held).not.toContain(big);
    push("Second");
    await crawl.crawl();
    expect((await entry())?.program.title).toBe("Second");
  });

  it("asks one question of a repository in which nothing changed", async () => {
    const origin = await serve();
    await crawl.addSource("one", "git", `${origin}/group/tool.git`);
    await crawl.crawl();
    server?.requests.splice(0);
    await crawl.crawl();
    const advertised = server?.requests.filter((path) => path.endsWith("/info/refs"));
    const answered = server?.requests.filter((path) => path.endsWith("/git-upload-pack"));
    expect([advertised?.length, answered?.length]).toEqual([1, 1]);
  });

  it("reads a server that knows no filter, and one that only gives files", async () => {
    const origin = await serve();
    await crawl.addSource("one", "git", `${origin}/group/tool.git`);
    await crawl.crawl();
    push("Unfiltered");
    await crawl.crawl();
    expect((await entry())?.program.title).toBe("Unfiltered");
    await server?.close();

    served("update-server-info");
    const plain = await serve({ dumb: true });
    await crawl.addSource("two", "git", `${plain}/group/tool.git`);
    const run = await crawl.crawl({ sources: ["two"] });
    expect(run.counts).toMatchObject({ published: 1, failed: 0 });
  });

  it("follows the redirect to the address with .git, and none to another place", async () => {
    const redirects = new Map([
      ["/group/tool/info/refs", "/group/tool.git/info/refs"],
      ["/elsewhere.git/info/refs", "http://127.0.0.2:1/secret.git/info/refs"],
    ]);
    const origin = await serve({ redirects });
    await crawl.addSource("one", "git", `${origin}/group/tool`);
    await crawl.addSource("two", "git", `${origin}/elsewhere.git`);
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ published: 1, failed: 1 });
    expect((await crawl.repository("two")).failure?.message).toContain("moved");
  });

  it("says of an address where nothing is that there is no repository", async () => {
    const origin = await serve();
    await crawl.addSource("one", "git", `${origin}/group/other.git`);
    await crawl.crawl();
    expect(await crawl.repository("one")).toMatchObject({ state: "gone" });
  });

  it("begins a mirror anew when it is damaged", async () => {
    const origin = await serve();
    await crawl.addSource("one", "git", `${origin}/group/tool.git`);
    await crawl.crawl();
    const { id } = await crawl.repository("one");
    const mirror = join(crawl.folder, `../.mirrors/${id}.git`);

    for (const name of readdirSync(join(mirror, "objects")))
      rmSync(join(mirror, "objects", name), { recursive: true });
    writeFileSync(join(mirror, "shallow.lock"), "");
    push("After the damage");
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ updated: 1, failed: 0 });
  });
});
