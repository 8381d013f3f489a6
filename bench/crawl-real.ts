import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import PQueue from "p-queue";
import type { SourceOptions } from "../src/catalogue/sources.ts";
import { createSqlStore } from "../src/catalogue/sql/index.ts";
import { createHttpClient } from "../src/http/undici-client.ts";
import { toolManifest } from "./bare-repository.ts";
import { startChild, type Child } from "./child.ts";
import { createBenchCrawler, createBenchGit, mib, PARALLEL, seconds, timeCrawl, timed } from "./crawler.ts";
import type { GitServerUse } from "./git-server.ts";

const execGit = promisify(execFile);
const AT_LEAST_BYTES = 5_000_000;
const ROUNDS = 3;
const ENV = "EXECAT_BENCH_REPOSITORIES";

interface Served {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Times a first crawl of real repositories beside `git clone --depth 1` of the same. They lie as bare repositories in
 * or one folder below the folder that EXECAT_BENCH_REPOSITORIES names, and are only read.
 */
export async function runReal(folder: string): Promise<string> {
  const given = process.env[ENV];
  if (given === undefined)
    return `First crawl of real repositories: not measured: ${ENV} names no folder of them.`;
  const root = join(folder, "real");
  const served = findRepositories(resolve(given)).flatMap(({ gitDir, name, bytes }) => {
    return withManifest(gitDir, join(root, `${name}.git`)) ? [{ name, bytes }] : [];
  });
  const server = await startChild("git-server.js", [root]);
  const { origin } = await server.ask<GitServerUse>("use");
  try {
    const clones = join(folder, "clones");
    const urls = served.map(({ name }) => `${origin}/${name}.git`);
    // Once before, so that neither side pays for a cold disk.
    await cloneAll(urls, clones);
    const costs = { clone: [] as Cost[], heads: [] as Cost[], whole: [] as Cost[] };
    // In turn, so that a busy moment of the machine falls on all.
    for (let round = 0; round < ROUNDS; round += 1) {
      await server.ask("use");
      const ms = await timed(() => cloneAll(urls, clones));
      costs.clone.push({ ms, ...(await server.ask<GitServerUse>("use")) });
      const place = (name: string): string => join(folder, `${name}-${String(round)}`);
      costs.heads.push(await crawlAll(place("heads"), { served, origin, server }, { tags: "none-of-them" }));
      costs.whole.push(await crawlAll(place("whole"), { served, origin, server }, {}));
    }
    return toTable(served, {
      clone: bestOf(costs.clone),
      heads: bestOf(costs.heads),
      whole: bestOf(costs.whole),
    });
  } finally {
    await server.end();
  }
}

interface Cost extends GitServerUse {
  readonly ms: number;
}

function bestOf(costs: readonly Cost[]): Cost {
  return costs.reduce((best, cost) => (cost.ms < best.ms ? cost : best));
}

interface RealServer {
  readonly served: readonly Served[];
  readonly origin: string;
  readonly server: Child;
}

async function crawlAll(
  folder: string,
  { served, origin, server }: RealServer,
  options: SourceOptions,
): Promise<Cost> {
  mkdirSync(folder);
  const { host } = new URL(origin);
  const http = createHttpClient({ allowHosts: () => [host], userAgent: "execat-bench" });
  const store = await createSqlStore({ file: join(folder, "real.sqlite") });
  try {
    await store.migrate();
    const crawler = await createBenchCrawler({
      store,
      git: createBenchGit(folder, http, host),
      sources: served.map(({ name }) => ({
        key: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
        kind: "git",
        location: `${origin}/${name}.git`,
        label: undefined,
        options,
      })),
    });
    const ms = await timeCrawl(crawler, { published: served.length, failed: 0 });
    return { ms, ...(await server.ask<GitServerUse>("use")) };
  } finally {
    await store.close();
    await http.close();
  }
}

async function cloneAll(urls: readonly string[], folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const queue = new PQueue({ concurrency: PARALLEL });
  await queue.addAll(
    urls.map(
      (url) => () => execGit("git", ["clone", "--quiet", "--depth", "1", url, join(folder, basename(url))]),
    ),
  );
}

interface RealRepository extends Served {
  readonly gitDir: string;
}

/** Bare repositories of 5 MB and more, in or one folder below the given one. */
function findRepositories(folder: string): readonly RealRepository[] {
  return readdirSync(folder)
    .flatMap((name) => [
      { name, gitDir: join(folder, name) },
      ...["repo", ".git"].map((inside) => ({ name, gitDir: join(folder, name, inside) })),
    ])
    .filter(({ gitDir }) => existsSync(join(gitDir, "HEAD")) && existsSync(join(gitDir, "objects")))
    .map((found) => ({ ...found, name: found.name.replace(/\.git$/, ""), bytes: sizeOf(found.gitDir) }))
    .filter(({ bytes }) => bytes >= AT_LEAST_BYTES);
}

function sizeOf(gitDir: string): number {
  const told = git(gitDir, ["count-objects", "-v"]);
  const kib = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(told)?.[1] ?? 0);
  return (kib("size") + kib("size-pack")) * 1024;
}

/**
 * Makes a repository that borrows all objects of another, and has one commit more, with a manifest in it. False for
 * one that is not whole, which cannot be cloned.
 */
function withManifest(gitDir: string, to: string): boolean {
  const head = git(gitDir, ["rev-parse", "HEAD"]);
  try {
    git(gitDir, ["rev-list", "--quiet", "--objects", `${head}^{tree}`]);
  } catch {
    return false;
  }
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", to]);
  writeFileSync(join(to, "objects", "info", "alternates"), `${join(gitDir, "objects")}\n`);
  const tags = git(gitDir, ["for-each-ref", "--format=%(objectname) %(refname)", "refs/tags"]);
  writeFileSync(join(to, "packed-refs"), tags === "" ? "" : `${tags}\n`);
  const index = { GIT_INDEX_FILE: join(to, "bench-index") };
  git(to, ["read-tree", head], { env: index });
  const blob = git(to, ["hash-object", "-w", "--stdin"], { input: toolManifest(0) });
  git(to, ["update-index", "--add", "--cacheinfo", `100644,${blob},ivoa-execution.yaml`], { env: index });
  const tree = git(to, ["write-tree"], { env: index });
  const commit = git(to, ["commit-tree", "-p", head, "-m", "Add a manifest", tree], { env: AUTHOR });
  git(to, ["update-ref", "refs/heads/main", commit]);
  return true;
}

const AUTHOR = {
  GIT_AUTHOR_NAME: "A. Author",
  GIT_AUTHOR_EMAIL: "author@example.org",
  GIT_COMMITTER_NAME: "A. Author",
  GIT_COMMITTER_EMAIL: "author@example.org",
};

function git(
  gitDir: string,
  args: readonly string[],
  { input, env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
): string {
  return execFileSync("git", ["--git-dir", gitDir, ...args], {
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", ...env },
    ...(input === undefined ? {} : { input }),
  }).trim();
}

interface Costs {
  readonly clone: Cost;
  /** Of the default branches alone, as the clones are. */
  readonly heads: Cost;
  readonly whole: Cost;
}

function toTable(served: readonly Served[], { clone, heads, whole }: Costs): string {
  const row = (what: string, { ms, bytes, requests }: Cost): string =>
    `| ${what} | ${seconds(ms)} | ${mib(bytes)} | ${String(requests)} | ${(ms / clone.ms).toFixed(2)} | ${(bytes / clone.bytes).toFixed(3)} |`;
  const total = served.reduce((sum, { bytes }) => sum + bytes, 0);
  const aims = (crawl: Cost): string =>
    `at most 1/3 of the time, ${crawl.ms * 3 <= clone.ms ? "met" : "missed"}; at most 1/10 of the bytes, ${crawl.bytes * 10 <= clone.bytes ? "met" : "missed"}`;
  return [
    `First crawl of ${String(served.length)} real repositories of 5 MB and more (${mib(total)} in all, with a manifest added), ${String(PARALLEL)} side by side, best of ${String(ROUNDS)}:`,
    "",
    "| | time | bytes | requests | times the clone's time | times its bytes |",
    "|---|--:|--:|--:|--:|--:|",
    row("`git clone --depth 1` of each", clone),
    row("first crawl, heads alone, as the clones", heads),
    row("first crawl, with 20 releases of each", whole),
    "",
    `Aims for heads alone: ${aims(heads)}; with releases: ${aims(whole)}.`,
    `They are: ${served.map(({ name }) => name.replace("+", "/")).join(", ")}.`,
  ].join("\n");
}
