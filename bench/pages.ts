import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { findProjectRoot } from "../src/project-root.ts";
import { createEmbeddedEngine } from "../src/search/embedded/index.ts";
import { settingsFor } from "../src/search/indexing.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import type { ConceptScheme } from "../src/vocabulary/vocabulary.ts";
import { quantile, start, stop, timeEach } from "./page.ts";
import { generateDocuments } from "./search.ts";

const SCHEME = "uat";
const TIMES = 60;
const WARM_UP = 20;
const AIM_MS = 50;
const AIM_KB = 60;

/**
 * Times the pages that show a vocabulary of 2,400 concepts, and weighs them, in the built product with that many
 * concepts in use; answers a Markdown table. The vocabulary is the one below `EXECAT_TEST_DATA`.
 */
export async function run(entries = 10_000): Promise<string> {
  // oxlint-disable-next-line node/no-process-env -- where the data of others is, as for tests
  const file = path.join(process.env["EXECAT_TEST_DATA"] ?? "", "vocabularies/UAT.json");
  if (!existsSync(file)) return "The pages of a large vocabulary were not timed: set EXECAT_TEST_DATA.";
  const folder = mkdtempSync(path.join(tmpdir(), "execat-bench-"));
  try {
    const vocabularies = path.join(folder, "vocabularies");
    cpSync(path.join(findProjectRoot(), "vocabularies"), vocabularies, { recursive: true });
    const product = path.join(findProjectRoot(), "dist/src/main.js");
    const words = ["vocabulary", "import", file, "--as", SCHEME, "--into", vocabularies];
    execFileSync(process.execPath, [product, ...words], { stdio: "pipe" });
    const scheme = await fillIndex(folder, vocabularies, entries);
    writeFileSync(path.join(folder, "sources.yaml"), "sources: []\n");
    return await measure(folder, { vocabularies, scheme, entries });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fillIndex(folder: string, vocabularies: string, entries: number): Promise<ConceptScheme> {
  const loaded = await loadVocabularies(vocabularies);
  const { settings, hash } = settingsFor(loaded);
  const engine = createEmbeddedEngine({ file: path.join(folder, "index.sqlite") });
  await engine.replaceAll(generateDocuments(entries, loaded), settings, hash);
  await engine.close();
  const scheme = loaded.schemes.get(SCHEME);
  if (scheme === undefined) throw new Error(`The vocabulary "${SCHEME}" was not imported.`);
  return scheme;
}

interface Measured {
  readonly vocabularies: string;
  readonly scheme: ConceptScheme;
  readonly entries: number;
}

async function measure(folder: string, { vocabularies, scheme, entries }: Measured): Promise<string> {
  const product = await start(folder, { EXECAT_VOCABULARIES: vocabularies });
  const [top = ""] = scheme.topConcepts;
  const pages: readonly (readonly [string, string])[] = [
    ["the scheme, two levels open", `/vocabularies/${SCHEME}`],
    ["what stands below a head", `/vocabularies/${SCHEME}?below=${top}`],
    ["a concept with its first 20 entries", `/vocabularies/${SCHEME}/${top}`],
    ["the search, its facet a tree", "/?q="],
    ["the search with a concept chosen", `/?${SCHEME}=${top}`],
    ["the values of the facet", `/facets/${SCHEME}`],
    ["the values that are called so", `/facets/${SCHEME}?find=star`],
  ];
  const rows: string[] = [];
  try {
    for (const [name, address] of pages) rows.push(await toRow(name, `${product.url}${address}`));
  } finally {
    await stop(product.child);
  }
  return [
    `| Page with ${scheme.concepts.size.toLocaleString("en")} concepts, ${entries.toLocaleString("en")} entries | best | p50 | p95 | plain | gzip | br | aim |`,
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

async function toRow(name: string, address: string): Promise<string> {
  const get = async (): Promise<string> => {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    if (response.status !== 200) throw new Error(`${response.status} for ${address}`);
    return response.text();
  };
  await timeEach(Array.from({ length: WARM_UP }), get);
  const times = await timeEach(Array.from({ length: TIMES }), get);
  const bytes = Buffer.from(await get());
  // As the middleware compresses.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  const sizes = [bytes, gzipSync(bytes), brotliCompressSync(bytes, { params })];
  const [plain, zipped, smallest] = sizes.map((size) => `${(size.length / 1000).toFixed(1)} kB`);
  const speed = [0, 0.5, 0.95].map((share) => `${quantile(times, share).toFixed(1)} ms`).join(" | ");
  return `| ${name} | ${speed} | ${plain} | ${zipped} | ${smallest} | ≤ ${AIM_MS} ms, ≤ ${AIM_KB} kB |`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${await run(process.argv[2] === undefined ? undefined : Number(process.argv[2]))}\n`);
}
