import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken, manifest } from "../crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../git-fixture.ts";
import { createProduct, type Product, type Running } from "../product.ts";

/** A commit status as every forge keeps it. */
export interface JourneyStatus {
  readonly commit: string;
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/** A forge with an organisation or group `science`, as the journey needs it. Pushes and moves are told by a webhook. */
export interface JourneyForge {
  readonly url: string;
  readonly host: string;
  /** What stands under a source's `key` in `sources.yaml`. */
  readonly sourceLine: string;
  /** How the forge writes that all is well. */
  readonly success: string;
  readonly counts: ReadonlyMap<string, number>;
  /** How many questions of lists and heads the first crawl may ask. */
  readonly listQuestions: number;
  /** Without a folder it is a repository without a commit. */
  add(path: string, folder: string | undefined): void;
  callAt(url: string, secret: string): void;
  /** Answers the status of the call. */
  push(path: string, ref: string, commit: string): Promise<number>;
  move(path: string, to: string): Promise<number>;
  /** Sends the last push once more, under the same id. */
  sendAgain(): Promise<number>;
  /** Sends a push that is signed with another secret. */
  pushWith(secret: string, path: string): Promise<number>;
  statuses(): readonly JourneyStatus[];
  close(): Promise<void>;
}

export const JOURNEY_TOKEN = "journey-token";
export const JOURNEY_REPOSITORIES = 250;
const WITH_MANIFEST = 24;
const WITH_CODE_ONLY = 4;
const SECRET = "It's a secret to everybody.";
/** Far more than it takes, for a machine that is busy with other things. */
const PATIENCE = { timeout: 20_000, interval: 50 };

/** From the first crawl of an organisation to a release, on the built product, with everything over HTTP. */
export function testJourney(name: string, create: () => Promise<JourneyForge>): void {
  describe(`the journey through ${name}`, () => {
    let forge: JourneyForge;
    let product: Product;
    let running: Running;
    const repositories = new Map<string, GitFixture>();
    const first = "science/tool-000";

    beforeAll(async () => {
      forge = await create();
      product = createProduct();
      addRepositories(forge, product.folder, repositories);
      const file = (told: string, text: string): string => {
        const path = join(product.folder, told);
        writeFileSync(path, text);
        return path;
      };
      const settings = {
        kind: forge.sourceLine.split(":")[0],
        url: forge.url,
        tokenFile: file("token", `${JOURNEY_TOKEN}\n`),
        webhookSecretFile: file("secret", `${SECRET}\n`),
        report: true,
      };
      const port = await freePort();
      running = await product.serve({
        EXECAT_PORT: String(port),
        EXECAT_PUBLIC_URL: `http://127.0.0.1:${port}`,
        EXECAT_SOURCES: file("sources.yaml", `sources:\n  - {key: science, ${forge.sourceLine}}\n`),
        EXECAT_FORGES: JSON.stringify([settings]),
        EXECAT_ALLOW_HOSTS: forge.host,
        EXECAT_SEARCH_RATE: "100000",
      });
      await running.printed("Crawled ");
      forge.callAt(`${running.url}/webhooks/${forge.host}`, SECRET);
    }, 90_000);
    afterAll(async () => {
      await product.remove();
      await forge.close();
    });

    const json = async (address: string): Promise<Record<string, unknown>> => {
      const response = await fetch(`${running.url}/api/v1${address}`);
      return (await response.json()) as Record<string, unknown>;
    };
    const found = async (text: string): Promise<unknown> =>
      (await json(`/?q=${encodeURIComponent(text)}`))["total"];
    const entryOf = (path: string): Promise<Record<string, unknown>> =>
      json(`/entries/${forge.host}/${path}`);
    const get = (path: string): GitFixture => {
      const repository = repositories.get(path);
      if (repository === undefined) throw new Error(`There is no "${path}".`);
      return repository;
    };

    it("finds the whole organisation over several pages, and publishes what has a manifest", async () => {
      expect(running.stdout()).toContain(`Crawled 1 source, ${JOURNEY_REPOSITORIES} repositories`);
      await expect.poll(async () => (await json("/"))["total"], PATIENCE).toBe(WITH_MANIFEST);
      expect(forge.counts.get("graphql")).toBe(forge.listQuestions);
      expect(running.stderr()).toBe("");
    });

    it("writes a commit status where there is a manifest, and nowhere else", async () => {
      await expect.poll(() => forge.statuses().length, PATIENCE).toBe(WITH_MANIFEST);
      const heads = [...repositories.values()].map((git) => git.git("rev-parse", "HEAD"));
      for (const { commit, state, description, targetUrl } of forge.statuses()) {
        expect(heads).toContain(commit);
        expect({ state, description }).toEqual({
          state: forge.success,
          description: expect.stringMatching(/^1 manifest published/),
        });
        expect(targetUrl?.startsWith(`${running.url}/repositories/`), targetUrl).toBe(true);
      }
    });

    it("shows a commit in the search soon after its webhook, and reports on it", async () => {
      const git = get(first);
      git.write("ivoa-execution.yaml", manifest({ name: "tool-000", title: "Deblends quasars" }));
      const commit = git.commit();
      expect(await found("deblends quasars")).toBe(0);
      const start = performance.now();
      expect(await forge.push(first, "refs/heads/main", commit)).toBe(202);
      await expect.poll(() => found("deblends quasars"), PATIENCE).toBe(1);
      const seconds = ((performance.now() - start) / 1000).toFixed(2);
      process.stdout.write(`${name}: from the webhook to the search in ${seconds} s\n`);
      await expect
        .poll(() => forge.statuses().filter((status) => status.commit === commit).length, PATIENCE)
        .toBe(1);
    });

    it("refuses a call that came before, and one that is signed with another secret", async () => {
      expect(await forge.sendAgain()).toBe(409);
      expect(await forge.pushWith("another", first)).toBe(403);
      const told = (await json("/deliveries"))["deliveries"];
      expect(told).toMatchObject([{ event: expect.stringMatching(/push/i), outcome: "queued" }]);
    });

    it("tells the author at the commit what is wrong, and keeps the good entry", async () => {
      const git = get(first);
      git.write("ivoa-execution.yaml", broken(manifest({ name: "tool-000" })));
      const commit = git.commit();
      await forge.push(first, "refs/heads/main", commit);
      const statusOf = (): JourneyStatus | undefined =>
        forge.statuses().find((status) => status.commit === commit);
      await expect.poll(() => statusOf()?.state, PATIENCE).toMatch(/^fail/);
      expect(statusOf()?.description).toMatch(/^ivoa-execution\.yaml:\d+ /);
      expect(await found("deblends quasars")).toBe(1);
      git.write("ivoa-execution.yaml", manifest({ name: "tool-000", title: "Deblends quasars" }));
      await forge.push(first, "refs/heads/main", git.commit());
      await expect.poll(() => forge.statuses().at(-1)?.state, PATIENCE).toBe(forge.success);
    });

    it("makes a version of a tag", async () => {
      const git = get(first);
      git.git("tag", "v1.0.0");
      const commit = git.git("rev-parse", "HEAD");
      expect(await forge.push(first, "refs/tags/v1.0.0", commit)).toBe(202);
      const versions = async (): Promise<unknown> => (await entryOf(first))["versions"];
      await expect.poll(versions, PATIENCE).toMatchObject([{ tag: "v1.0.0", commit, state: "ready" }]);
      const page = await fetch(`${running.url}/entries/${forge.host}/${first}@v1.0.0`);
      expect(page.status).toBe(200);
    });

    it("keeps the entry of a repository that was renamed, and leads from the old address to the new one", async () => {
      const before = await entryOf(first);
      const renamed = "science/deblender";
      expect(await forge.move(first, renamed)).toBe(202);
      const statusAt = async (path: string): Promise<number> =>
        (await fetch(`${running.url}/entries/${forge.host}/${path}`, { redirect: "manual" })).status;
      await expect.poll(() => statusAt(renamed), PATIENCE).toBe(200);
      const old = await fetch(`${running.url}/entries/${forge.host}/${first}`, { redirect: "manual" });
      expect(old.status).toBe(301);
      expect(decodeURIComponent(old.headers.get("location") ?? "")).toBe(`/entries/${forge.host}/${renamed}`);
      expect((await entryOf(renamed))["id"]).toBe(before["id"]);
      expect((await entryOf(renamed))["versions"]).toMatchObject([{ tag: "v1.0.0" }]);
      await expect.poll(async () => (await json("/"))["total"], PATIENCE).toBe(WITH_MANIFEST);
    });
  });
}

/** Reports lead to the catalogue's address, which must be known before it runs. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Two dozen and some with git behind them; the others are as empty as many on every forge. */
function addRepositories(forge: JourneyForge, folder: string, repositories: Map<string, GitFixture>): void {
  for (let number = 0; number < JOURNEY_REPOSITORIES; number += 1) {
    const name = `tool-${String(number).padStart(3, "0")}`;
    const path = `science/${name}`;
    if (number >= WITH_MANIFEST + WITH_CODE_ONLY) {
      forge.add(path, undefined);
      continue;
    }
    const git = createGitFixture(join(folder, "git", name));
    git.write("README.md", `# ${name}\n`);
    if (number < WITH_MANIFEST) git.write("ivoa-execution.yaml", manifest({ name, title: `Tool ${name}` }));
    git.commit();
    repositories.set(path, git);
    forge.add(path, git.folder);
  }
}
