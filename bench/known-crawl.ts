import { createGitHubForge } from "../crawler/forges/github/index.ts";
import { createGitLabForge } from "../crawler/forges/gitlab/index.ts";
import type { Forge, Tree } from "../crawler/forges/forge.ts";
import { blobIdOf } from "../crawler/forges/manifest-files.ts";
import { createRequestBudget } from "../crawler/forges/request-budget.ts";
import type { Repository } from "../src/catalogue/sources.ts";
import { createSqlStore } from "../src/catalogue/sql/index.ts";
import { createHttpClient } from "../src/http/undici-client.ts";
import { toolManifest } from "./bare-repository.ts";
import { answerLines } from "./child.ts";
import { countStatements, type StatementCounts } from "./count-statements.ts";
import { createBenchCrawler, timeCrawl } from "./crawler.ts";
import { BENCH_TOKEN } from "./forge-server.ts";

export interface KnownCrawl extends StatementCounts {
  readonly ms: number;
  /** The most that the process held, above what it held before. */
  readonly peakBytes: number;
}

const SAMPLE_MS = 5;

/** Reads from nowhere: what a repository holds follows from its name and its commit. */
function createInventedGit(): Forge {
  const treeOf = ({ path }: Repository, commit: string): Tree => {
    const text = toolManifest(Number(/\d+$/.exec(path)?.[0]), Number.parseInt(commit.slice(0, 6), 16));
    const bytes = Buffer.from(text);
    return {
      commit,
      files: [{ path: "ivoa-execution.yaml", blobId: blobIdOf(bytes), bytes }],
      facts: [],
      problems: [],
    };
  };
  return {
    name: "git",
    headsAtOnce: 1,
    list: () => Promise.reject(new Error("There is no git here.")),
    resolveHeads: () => Promise.reject(new Error("There is no git here.")),
    readTree: async (repository, commit) => treeOf(repository, commit),
    readTrees: async () => [],
  };
}

async function withPeak<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly peakBytes: number }> {
  globalThis.gc?.();
  const base = process.memoryUsage.rss();
  let peak = base;
  const sample = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, SAMPLE_MS);
  const result = await work();
  clearInterval(timer);
  sample();
  return { result, peakBytes: peak - base };
}

/**
 * `known-crawl.js FILE github|gitlab URL`: crawls a forge with an invented git behind it; each line is JSON that says
 * what the crawl should count.
 */
const [file = "", kind, url = ""] = process.argv.slice(2);
const { host } = new URL(url);
const now = (): Date => new Date();
const http = createHttpClient({ allowHosts: () => [host], userAgent: "execat-bench" });
const parts = {
  http,
  now,
  git: createInventedGit(),
  budget: createRequestBudget({ host, share: 1, now }),
  timeoutMs: 60_000,
};
const side = { url, host, share: 1, report: false, token: async () => BENCH_TOKEN };
const isGitHub = kind === "github";
const forge = isGitHub
  ? createGitHubForge({ ...parts, host: { ...side, kind: "github" } })
  : createGitLabForge({ ...parts, host: { ...side, kind: "gitlab" } });
const takeCounts = countStatements();
const store = await createSqlStore({ file });
await store.migrate();
const crawler = await createBenchCrawler({
  store,
  git: parts.git,
  instances: new Map([[url, forge]]),
  sources: [
    {
      key: "science",
      kind: isGitHub ? "github" : "gitlab",
      location: `${url}/science`,
      label: undefined,
      options: { scope: { url, of: isGitHub ? "organisation" : "group", name: "science" } },
    },
  ],
});
await answerLines(async (question): Promise<KnownCrawl> => {
  takeCounts();
  const { result: ms, peakBytes } = await withPeak(() => timeCrawl(crawler, JSON.parse(question) as object));
  return { ms, peakBytes, ...takeCounts() };
});
await store.close();
await http.close();
process.exit(0);
