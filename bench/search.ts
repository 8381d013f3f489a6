import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProjectRoot } from "../src/project-root.ts";
import { createEmbeddedEngine } from "../src/search/embedded/index.ts";
import { listFacets } from "../src/search/facets.ts";
import { settingsFor, toSearchDocument } from "../src/search/indexing.ts";
import type { SearchDocument, SearchEngine, SearchQuery } from "../src/search/search-engine.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import type { Vocabularies } from "../src/vocabulary/vocabulary.ts";
import { createRandom, createWordSource, generateEntries, pick } from "./generate-entries.ts";

const ENTRIES = 100_000;
const QUERIES = 2000;
const SEED = 20_261_124;

export interface SearchBenchOptions {
  readonly entries?: number;
  readonly queries?: number;
}

/** Searches 100,000 generated entries with the embedded engine; returns a Markdown table. */
export async function run({
  entries = ENTRIES,
  queries = QUERIES,
}: SearchBenchOptions = {}): Promise<string> {
  const vocabularies = await loadVocabularies(join(findProjectRoot(), "vocabularies"));
  const { settings, hash } = settingsFor(vocabularies);
  const folder = mkdtempSync(join(tmpdir(), "execat-bench-"));
  try {
    const file = join(folder, "index.sqlite");
    const building = createEmbeddedEngine({ file });
    const buildMs = await timed(() =>
      building.replaceAll(generateDocuments(entries, vocabularies), settings, hash),
    );
    await building.close();
    collectGarbage();

    let engine: SearchEngine | undefined;
    const reopenMs = await timed(async () => {
      engine = createEmbeddedEngine({ file });
      await engine.search({ ...EVERYTHING, limit: 20 });
    });
    if (engine === undefined) throw new Error("The engine was not opened.");
    const mix = makeQueries(queries, vocabularies);
    const times: number[] = [];
    for (const query of mix) {
      const current = engine;
      times.push(await timed(() => current.search(query)));
    }
    collectGarbage();
    const memory = process.memoryUsage().rss / 1024 / 1024;
    await engine.close();
    return toTable({ entries, queries, buildMs, reopenMs, memory, times, sizeBytes: statSync(file).size });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is indexed of generated entries; the same for the same count. */
export function* generateDocuments(count: number, vocabularies: Vocabularies): Generator<SearchDocument> {
  for (const entry of generateEntries({ count, seed: SEED, vocabularies })) {
    yield toSearchDocument(entry, vocabularies);
  }
}

const EVERYTHING: SearchQuery = {
  text: "",
  filters: new Map(),
  ranges: new Map(),
  sort: "relevance",
  offset: 0,
  limit: 20,
  facets: [],
};

/**
 * Distinct queries as people make them: a fifth without text, else one to three words by their frequency, labels
 * of concepts, or the beginning of a word; two in three with one to three filters; some with ranges, later pages
 * or sorted by date. All facets are counted in each.
 */
export function makeQueries(count: number, vocabularies: Vocabularies): readonly SearchQuery[] {
  const source = createWordSource(createRandom(SEED));
  const random = createRandom(SEED + 1);
  const labels = [...vocabularies.labels.keys()];
  const facets = listFacets(vocabularies);
  const counted = facets.filter((facet) => facet.kind !== "number").map((facet) => facet.key);
  const wordAt = (): string => source.all[Math.floor(source.all.length ** random()) - 1] ?? "a";
  const makeText = (): string => {
    const chance = random();
    if (chance < 0.2) return "";
    if (chance < 0.5) return pick(labels, random);
    if (chance < 0.6) return wordAt().slice(0, 1 + Math.floor(random() * 5));
    return Array.from({ length: 1 + Math.floor(random() * 3) }, wordAt).join(" ");
  };
  const makeFilters = (): ReadonlyMap<string, readonly string[]> => {
    const filters = new Map<string, readonly string[]>();
    if (random() < 0.33) return filters;
    for (let left = 1 + Math.floor(random() * 3); left > 0; left -= 1) {
      const facet = pick(vocabularies.facets, random);
      const ids = [...(vocabularies.schemes.get(facet.scheme)?.concepts.keys() ?? [])];
      filters.set(facet.key, random() < 0.7 ? [pick(ids, random)] : [pick(ids, random), pick(ids, random)]);
    }
    if (random() < 0.2) filters.set("kind", ["docker-container"]);
    return filters;
  };
  const seen = new Set<string>();
  const queries: SearchQuery[] = [];
  while (queries.length < count) {
    const query: SearchQuery = {
      text: makeText(),
      filters: makeFilters(),
      ranges: random() < 0.1 ? new Map([["cores", { max: 8 }]]) : new Map(),
      sort: random() < 0.1 ? "newest" : "relevance",
      offset: random() < 0.1 ? 20 * Math.floor(random() * 5) : 0,
      limit: 20,
      facets: counted,
    };
    const key = JSON.stringify([query.text, [...query.filters], [...query.ranges], query.sort, query.offset]);
    if (seen.has(key)) continue;
    seen.add(key);
    queries.push(query);
  }
  return queries;
}

interface Figures {
  readonly entries: number;
  readonly queries: number;
  readonly buildMs: number;
  readonly reopenMs: number;
  readonly memory: number;
  readonly sizeBytes: number;
  readonly times: readonly number[];
}

function toTable(figures: Figures): string {
  const sorted = [...figures.times].sort((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const mean = figures.times.reduce((sum, time) => sum + time, 0) / figures.times.length;
  const rows = [
    ["index build", seconds(figures.buildMs), "–"],
    ["index file", `${Math.round(figures.sizeBytes / 1024 / 1024)} MiB`, "–"],
    ["opening an existing index, with a first search", seconds(figures.reopenMs), "≤ 1 s"],
    ["search p50", milliseconds(at(0.5)), "≤ 3 ms"],
    ["search p95", milliseconds(at(0.95)), "–"],
    ["search p99", milliseconds(at(0.99)), "≤ 40 ms"],
    ["search mean", milliseconds(mean), "–"],
    ["memory of the whole process", `${Math.round(figures.memory)} MiB`, "≤ 350 MB"],
  ];
  const title = `Search, embedded engine: ${figures.entries.toLocaleString("en")} entries, ${figures.queries.toLocaleString("en")} distinct queries`;
  return [
    `| ${title} | measured | aim |`,
    "|---|--:|--:|",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Only where node was started with --expose-gc; else the figure holds what was not collected yet. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${await run()}\n`);
