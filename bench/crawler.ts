import { join } from "node:path";
import { pino } from "pino";
import { monotonicFactory } from "ulid";
import { createCrawler, type Crawler } from "../crawler/crawl.ts";
import { createForges } from "../crawler/forges/create-forges.ts";
import { createDirectoryForge } from "../crawler/forges/directory/index.ts";
import type { Forge } from "../crawler/forges/forge.ts";
import { createGitForge, type GitForge } from "../crawler/forges/git/index.ts";
import { createSummingMeter } from "../crawler/meter.ts";
import { syncSources } from "../crawler/sources.ts";
import type { SourceEntry } from "../crawler/sources-file.ts";
import { createCheckThread } from "../src/catalogue/check-thread/index.ts";
import type { CrawlCounts } from "../src/catalogue/sources.ts";
import type { SqlStore } from "../src/catalogue/sql/index.ts";
import type { HttpClient } from "../src/http/http-client.ts";
import { findProjectRoot } from "../src/project-root.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";

export const PARALLEL = 4;

export interface BenchCrawlerOptions {
  readonly store: SqlStore;
  readonly sources: readonly SourceEntry[];
  readonly git: Forge;
  readonly instances?: ReadonlyMap<string, Forge>;
}

/** The crawler as the product sets it up, without a web and an index. */
export async function createBenchCrawler(options: BenchCrawlerOptions): Promise<Crawler> {
  const { store, sources, git, instances } = options;
  const vocabularies = await loadVocabularies(join(findProjectRoot(), "vocabularies"));
  const now = (): Date => new Date();
  const newId = monotonicFactory();
  await syncSources(sources, { store, now, newId });
  return createCrawler({
    store,
    checker: createCheckThread({ vocabularies: () => vocabularies }),
    vocabularies: () => vocabularies,
    forges: createForges({
      directory: createDirectoryForge({ baseDir: "/nonexistent" }),
      git,
      instances,
    }),
    checkedWith: vocabularies.hash,
    sharesStore: false,
    meter: createSummingMeter(),
    pageOf: () => undefined,
    parallel: PARALLEL,
    now,
    newId,
    random: Math.random,
    log: pino({ level: "silent" }),
  });
}

/** git as the product uses it, allowed to call this machine. */
export function createBenchGit(folder: string, http: HttpClient, host: string): GitForge {
  return createGitForge({
    mirrorsDir: join(folder, "mirrors"),
    timeoutMs: 120_000,
    allowHosts: [host],
    environment: { PATH: process.env["PATH"] ?? "" },
    web: { client: http, now: () => new Date() },
  });
}

/** Crawls once; fails when the crawl did not do what is being timed. Answers milliseconds. */
export async function timeCrawl(crawler: Crawler, expected: Partial<CrawlCounts>): Promise<number> {
  const start = performance.now();
  const { counts } = await crawler.crawl({ signal: new AbortController().signal });
  const ms = performance.now() - start;
  for (const [key, wanted] of Object.entries(expected)) {
    const found = counts[key as keyof CrawlCounts];
    if (found !== wanted)
      throw new Error(`The crawl counted ${String(found)} ${key}, not ${String(wanted)}.`);
  }
  return ms;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

export function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
