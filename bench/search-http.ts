import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { findProjectRoot } from "../src/project-root.ts";
import { createEmbeddedEngine } from "../src/search/embedded/index.ts";
import { settingsFor } from "../src/search/indexing.ts";
import { createMeilisearchEngine } from "../src/search/meilisearch/index.ts";
import type { SearchEngine } from "../src/search/search-engine.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import type { Vocabularies } from "../src/vocabulary/vocabulary.ts";
import { quantile, start, stop, timed, timeEach, toParameters } from "./page.ts";
import { generateDocuments, makeQueries } from "./search.ts";

const SIZES = [10_000, 100_000];
const QUERIES = 1_000;

/** Times the search page of the built product over HTTP with both engines; answers a Markdown table. */
export async function run(meiliUrl: string, sizes: readonly number[] = SIZES): Promise<string> {
  const vocabularies = await loadVocabularies(path.join(findProjectRoot(), "vocabularies"));
  const rows: string[] = [];
  for (const entries of sizes) {
    rows.push(await measure("embedded", { entries, vocabularies, env: {} }));
    const env = {
      EXECAT_MEILI_URL: meiliUrl,
      EXECAT_MEILI_INDEX: `bench-${entries}`,
      EXECAT_MEILI_MASTER_KEY: process.env["EXECAT_MEILI_MASTER_KEY"] ?? "",
    };
    rows.push(await measure("Meilisearch", { entries, vocabularies, env }));
  }
  return [
    `| Search page over HTTP, ${QUERIES.toLocaleString("en")} distinct queries | entries | index build | p50 | p95 | p99 |`,
    "|---|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

/** The same where `EXECAT_MEILI_URL` names a server; else nothing. */
export async function runWithMeilisearch(): Promise<readonly string[]> {
  const url = process.env["EXECAT_MEILI_URL"];
  return url === undefined ? [] : [await run(url)];
}

interface Measured {
  readonly entries: number;
  readonly vocabularies: Vocabularies;
  readonly env: Readonly<Record<string, string>>;
}

async function measure(name: string, { entries, vocabularies, env }: Measured): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-bench-"));
  try {
    writeFileSync(path.join(folder, "sources.yaml"), "sources: []\n");
    const engine = openEngine(folder, env);
    const { settings, hash } = settingsFor(vocabularies);
    const buildMs = await timed(() =>
      engine.replaceAll(generateDocuments(entries, vocabularies), settings, hash),
    );
    await engine.close();
    const product = await start(folder, env);
    const addresses = makeQueries(QUERIES, vocabularies).map((query) => {
      const parameters = toParameters({ ...query, offset: 0 });
      return `${product.url}/?${parameters.toString()}`;
    });
    const times = await timeEach(addresses, async (address) => {
      const response = await fetch(address, { headers: { accept: "text/html" } });
      if (response.status !== 200) throw new Error(`${response.status} for ${address}`);
      await response.text();
    });
    await stop(product.child);
    const shares = [0.5, 0.95, 0.99].map((share) => `${quantile(times, share).toFixed(1)} ms`);
    const build = `${(buildMs / 1000).toFixed(1)} s`;
    return `| ${[name, entries.toLocaleString("en"), build, ...shares].join(" | ")} |`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openEngine(folder: string, env: Readonly<Record<string, string>>): SearchEngine {
  const url = env["EXECAT_MEILI_URL"];
  if (url === undefined) return createEmbeddedEngine({ file: path.join(folder, "index.sqlite") });
  return createMeilisearchEngine({
    url,
    indexName: env["EXECAT_MEILI_INDEX"] ?? "",
    masterKey: env["EXECAT_MEILI_MASTER_KEY"] || undefined,
    now: () => new Date(),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const sizes = process.argv.slice(2).map(Number);
  const url = process.env["EXECAT_MEILI_URL"] ?? "http://127.0.0.1:7700";
  process.stdout.write(`${await run(url, sizes.length === 0 ? undefined : sizes)}\n`);
}
