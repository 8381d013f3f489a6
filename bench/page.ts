import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import PQueue from "p-queue";
import { findProjectRoot } from "../src/project-root.ts";
import { createEmbeddedEngine } from "../src/search/embedded/index.ts";
import { settingsFor } from "../src/search/indexing.ts";
import type { SearchQuery } from "../src/search/search-engine.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import { generateDocuments, makeQueries } from "./search.ts";

const QUERIES = 2_000;
const PARALLEL = 8;
const WARM_UP = 300;
const AIM_OVERHEAD_MS = 3;
const AIM_SHARE = 0.6;
const AIM_READY_MS = 1_000;

/**
 * Times start-up and the search page of the built product over HTTP, on an index of generated entries, and the same
 * queries in the engine alone; answers a Markdown table. Every query is asked once: nothing is answered from a cache.
 */
export async function run(entries = 100_000): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-bench-"));
  try {
    const vocabularies = await loadVocabularies(path.join(findProjectRoot(), "vocabularies"));
    const { settings, hash } = settingsFor(vocabularies);
    const engine = createEmbeddedEngine({ file: path.join(folder, "index.sqlite") });
    await engine.replaceAll(generateDocuments(entries, vocabularies), settings, hash);
    const queries = makeQueries(QUERIES, vocabularies).map((query): SearchQuery => ({ ...query, offset: 0 }));
    const engineTimes = await timeEach(queries, (query) => engine.search(query));
    await engine.close();
    writeFileSync(path.join(folder, "sources.yaml"), "sources: []\n");
    return await measureProduct(folder, { entries, queries, engineTimes });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly entries: number;
  readonly queries: readonly SearchQuery[];
  readonly engineTimes: readonly number[];
}

async function measureProduct(folder: string, { entries, queries, engineTimes }: Measured): Promise<string> {
  // The first start migrates; what counts is a start with an existing catalogue.
  await stop((await start(folder)).child);
  const product = await start(folder);
  const all = queries.map((query) => `${product.url}/?${toParameters(query).toString()}`);
  // Some pages of their own first: a server that has just started compiles its code yet.
  const addresses = all.slice(WARM_UP);
  const half = Math.floor(addresses.length / 2);
  const get = async (address: string): Promise<void> => {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    if (response.status !== 200) throw new Error(`${response.status} for ${address}`);
    await response.text();
  };
  await timeEach(all.slice(0, WARM_UP), get);
  const pageTimes = await timeEach(addresses.slice(0, half), get);
  const queue = new PQueue({ concurrency: PARALLEL });
  const rest = addresses.slice(half);
  const allMs = await timed(() => queue.addAll(rest.map((address) => () => get(address))));
  await stop(product.child);
  const engineMean = engineTimes.reduce((sum, time) => sum + time, 0) / engineTimes.length;
  const perSecond = (rest.length * 1000) / allMs;
  const bound = (availableParallelism() * 1000) / engineMean;
  const overhead = quantile(pageTimes, 0.5) - quantile(engineTimes.slice(WARM_UP, WARM_UP + half), 0.5);
  return [
    `| Search page over HTTP: ${entries.toLocaleString("en")} entries, ${queries.length.toLocaleString("en")} distinct queries | measured | aim |`,
    "|---|--:|--:|",
    `| ready after start, with an existing catalogue | ${product.readyMs.toFixed(0)} ms | ≤ ${AIM_READY_MS} ms |`,
    `| engine p50, same queries | ${quantile(engineTimes, 0.5).toFixed(2)} ms | – |`,
    `| page p50, one after the other | ${quantile(pageTimes, 0.5).toFixed(2)} ms | – |`,
    `| page p99 | ${quantile(pageTimes, 0.99).toFixed(2)} ms | – |`,
    `| page − engine at p50 | ${overhead.toFixed(2)} ms | ≤ ${AIM_OVERHEAD_MS} ms |`,
    `| pages a second, ${PARALLEL} at a time | ${perSecond.toFixed(0)} | ≥ ${(bound * AIM_SHARE).toFixed(0)} |`,
    `| share of cores ÷ mean engine time (${bound.toFixed(0)} a second) | ${((perSecond / bound) * 100).toFixed(0)} % | ≥ ${AIM_SHARE * 100} % |`,
  ].join("\n");
}

/** The address of a search page, after the question mark. */
export function toParameters(query: SearchQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  if (query.text !== "") parameters.set("q", query.text);
  for (const [facet, values] of query.filters) for (const value of values) parameters.append(facet, value);
  for (const [key, { max }] of query.ranges) if (max !== undefined) parameters.set(`${key}.max`, String(max));
  if (query.sort === "newest") parameters.set("sort", "newest");
  // The address without any is the home page, which is something else.
  if (parameters.size === 0) parameters.set("sort", "newest");
  return parameters;
}

export interface Product {
  readonly child: ChildProcess;
  readonly url: string;
  readonly readyMs: number;
}

/** Starts the built product on a folder with `sources.yaml`, and waits until it is ready. */
export async function start(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Product> {
  const begun = performance.now();
  const child = spawn(process.execPath, [path.join(findProjectRoot(), "dist/src/main.js"), "serve"], {
    cwd: folder,
    env: {
      PATH: "/usr/bin:/bin",
      EXECAT_PORT: "0",
      EXECAT_DATA_DIR: folder,
      EXECAT_SOURCES: path.join(folder, "sources.yaml"),
      EXECAT_SEARCH_RATE: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      printed += String(chunk);
      const found = /Execat is at (\S+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`The product did not start:\n${printed}`)));
  });
  while ((await fetch(`${url}/readyz`)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return { child, url, readyMs: performance.now() - begun };
}

export async function stop(child: ChildProcess): Promise<void> {
  const closed = once(child, "exit");
  child.kill("SIGINT");
  await closed;
}

export async function timeEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const item of items) times.push(await timed(() => work(item)));
  return times;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${await run(process.argv[2] === undefined ? undefined : Number(process.argv[2]))}\n`);
}
