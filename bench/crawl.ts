import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";
import PQueue from "p-queue";
import { pino } from "pino";
import { monotonicFactory } from "ulid";
import { createCrawler, type Crawler } from "../crawler/crawl.ts";
import { createDirectoryForge } from "../crawler/forges/directory/index.ts";
import { createGitForge } from "../crawler/forges/git/index.ts";
import { syncSources } from "../crawler/sources.ts";
import { createChecker } from "../src/catalogue/checker.ts";
import { createSqlStore, type SqlStore } from "../src/catalogue/sql/index.ts";
import { findProjectRoot } from "../src/project-root.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";

const PARALLEL = 4;
const execGit = promisify(execFile);

/** Times a first and an unchanged crawl of generated git repositories; answers a Markdown table. */
export async function run(count = 1_000): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "execat-bench-"));
  try {
    for (let number = 0; number < count; number += 1) makeRepository(folder, number);
    return await measure(folder, count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, count: number): Promise<string> {
  const store = await createSqlStore({ file: join(folder, "catalogue.sqlite") });
  await store.migrate();
  const crawler = await createBenchCrawler(store, folder);
  // Once before, so that neither side pays for a cold disk.
  await lsRemoteAll(folder, count);
  const yardstick = await timed(() => lsRemoteAll(folder, count));
  const first = await timed(() => crawlOnce(crawler, { published: count }));
  const unchanged = await timed(() => crawlOnce(crawler, { unchanged: count }));
  await store.close();
  const row = (what: string, ms: number): string =>
    `| ${what} | ${(ms / 1000).toFixed(2)} s | ${(ms / count).toFixed(2)} ms | ${(ms / yardstick).toFixed(2)} |`;
  return [
    `Crawl of ${String(count)} generated git repositories, ${String(PARALLEL)} side by side:`,
    "",
    "| | all | per repository | times `git ls-remote` |",
    "|---|---|---|---|",
    row("`git ls-remote` of the same", yardstick),
    row("first crawl", first),
    row("unchanged crawl", unchanged),
    "",
  ].join("\n");
}

async function createBenchCrawler(store: SqlStore, folder: string): Promise<Crawler> {
  const vocabularies = await loadVocabularies(join(findProjectRoot(), "vocabularies"));
  const now = (): Date => new Date();
  const newId = monotonicFactory();
  const sources = [{ key: "bench", kind: "folder", location: "repositories", label: undefined }] as const;
  await syncSources(sources, { store, now, newId });
  return createCrawler({
    store,
    checker: createChecker(vocabularies),
    forges: {
      directory: createDirectoryForge({ baseDir: folder }),
      git: createGitForge({
        mirrorsDir: join(folder, "git"),
        timeoutMs: 60_000,
        allowHosts: [],
        environment: { PATH: process.env["PATH"] ?? "" },
      }),
    },
    checkedWith: vocabularies.hash,
    sharesStore: false,
    parallel: PARALLEL,
    now,
    newId,
    random: Math.random,
    log: pino({ level: "silent" }),
  });
}

/** Fails when the crawl did not do what is being timed. */
async function crawlOnce(
  crawler: Crawler,
  expected: { readonly published?: number; readonly unchanged?: number },
): Promise<void> {
  const { counts } = await crawler.crawl({ signal: new AbortController().signal });
  for (const [key, wanted] of Object.entries(expected)) {
    const found = counts[key as keyof typeof counts];
    if (found !== wanted)
      throw new Error(`The crawl counted ${String(found)} ${key}, not ${String(wanted)}.`);
  }
}

async function lsRemoteAll(folder: string, count: number): Promise<void> {
  const queue = new PQueue({ concurrency: PARALLEL });
  const calls = Array.from({ length: count }, (_, number) => async () => {
    const url = pathToFileURL(join(folder, "repositories", nameOf(number))).href;
    await execGit("git", ["ls-remote", "--symref", "--", url, "HEAD"], { cwd: folder });
  });
  await queue.addAll(calls);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function nameOf(number: number): string {
  return `tool-${String(number).padStart(6, "0")}`;
}

/** Writes a bare repository of one commit object by object: a thousand times `git init` would take a minute. */
function makeRepository(folder: string, number: number): void {
  const gitDir = join(folder, "repositories", nameOf(number));
  mkdirSync(join(gitDir, "objects"), { recursive: true });
  mkdirSync(join(gitDir, "refs", "heads"), { recursive: true });
  const manifest = writeObject(gitDir, "blob", Buffer.from(manifestText(number)));
  const readme = writeObject(gitDir, "blob", Buffer.from(`# Tool ${String(number)}\n`));
  const tree = writeObject(
    gitDir,
    "tree",
    Buffer.concat([treeEntry("README.md", readme), treeEntry("ivoa-execution.yaml", manifest)]),
  );
  const who = "A. Author <author@example.org> 1767225600 +0000";
  const commit = writeObject(
    gitDir,
    "commit",
    Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nAdd tool ${String(number)}\n`),
  );
  writeFileSync(join(gitDir, "refs", "heads", "main"), `${commit}\n`);
  writeFileSync(join(gitDir, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(gitDir, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
}

function writeObject(gitDir: string, type: string, body: Buffer): string {
  const bytes = Buffer.concat([Buffer.from(`${type} ${String(body.length)}\0`), body]);
  const id = createHash("sha1").update(bytes).digest("hex");
  mkdirSync(join(gitDir, "objects", id.slice(0, 2)), { recursive: true });
  writeFileSync(join(gitDir, "objects", id.slice(0, 2), id.slice(2)), deflateSync(bytes));
  return id;
}

function treeEntry(name: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(id, "hex")]);
}

function manifestText(number: number): string {
  const name = nameOf(number);
  return `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image:
    locations:
      - example.org/tools/${name}:1.${String(number % 10)}
discovery:
  name: ${name}
  title: Tool ${String(number)}
  summary: Does the ${String(number)}th thing to images.
  license: MIT
  terms:
    task: [source extraction]
    input: [image]
`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${await run(Number(process.argv[2] ?? 1_000))}\n`);
}
