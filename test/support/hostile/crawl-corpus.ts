import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import { manifest } from "../crawl-fixture.ts";
import { measure, type LongRow } from "../long/long-row.ts";
import { ROOT } from "../product.ts";
import { REPOSITORIES, type HostileRepository, type Scale } from "./corpus.ts";
import { serveCorpus } from "./hostile-server.ts";
import { LYING_SERVERS } from "./lying-servers.ts";
import { createBare, FILE, file } from "./plumbing.ts";
import { watchProcesses } from "./watch-processes.ts";

export interface CorpusSize {
  /** True for sizes that take minutes to make. */
  readonly whole: boolean;
  readonly maxMib: number;
  readonly timeoutSeconds: number;
}

/** The crawler, with all that it starts. */
const MOST_MIB = 400;
const WAYS = ["forge", "plain", "local"] as const;

interface Told {
  readonly key: string;
  readonly told: RegExp;
  readonly published: boolean;
}

/**
 * Crawls the hostile corpus with the built product, in a process of its own. Throws with all that was wrong: a report
 * that does not name the reason, a good repository that was not published, something touched outside of the data
 * folder, or too much memory.
 */
export async function runHostileCorpus(size: CorpusSize): Promise<LongRow> {
  const folder = mkdtempSync(join(tmpdir(), "execat-hostile-"));
  try {
    const repositories = join(folder, "repositories");
    const expected = await makeCorpus(repositories, folder, size.whole);
    return await measure(
      {
        test: "hostile",
        seed: 0,
        size: `${String(expected.length)} repositories, limit ${String(size.maxMib)} MiB`,
      },
      () => crawlAndJudge({ folder, repositories, expected, size }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeCorpus(repositories: string, folder: string, whole: boolean): Promise<readonly Told[]> {
  const canaries = join(folder, "canaries");
  mkdirSync(canaries);
  const scale: Scale = {
    pick: (small, large) => (whole ? large : small),
    canary: (name) => join(canaries, name),
  };
  const told: Told[] = [];
  for (const way of WAYS) {
    const bare = createBare(join(repositories, way, `good-${way}.git`));
    bare.head(bare.tree([file(FILE, bare.blob(manifest({ name: `good-${way}` })))]));
    told.push({ key: `good-${way}`, told: /^$/, published: true });
  }
  for (const one of REPOSITORIES) {
    await one.make(createBare(join(repositories, one.way, `${one.name}.git`)), scale);
    told.push({ key: one.name, told: one.told, published: one.published ?? false });
  }
  for (const { name, told: why, published = false } of LYING_SERVERS) {
    told.push({ key: name, told: why, published });
  }
  return told;
}

interface Corpus {
  readonly folder: string;
  readonly repositories: string;
  readonly expected: readonly Told[];
  readonly size: CorpusSize;
}

async function crawlAndJudge({ folder, repositories, expected, size }: Corpus): Promise<string> {
  const server = await serveCorpus(repositories, join(repositories, "forge", "good-forge.git"));
  try {
    writeFileSync(join(folder, "sources.yaml"), sourcesFile(repositories, server.origin));
    const watched = watchedFolders(folder);
    const before = stateOf([...watched, repositories]);
    const { output, peakMib, atPeak } = await crawl(folder, size, new URL(server.origin).host);
    const wrong: string[] = [];
    const store = await createSqlStore({ file: join(folder, "data", "catalogue.sqlite") });
    try {
      for (const one of expected) wrong.push(...(await judge(store, one)));
    } finally {
      await store.close();
    }
    const after = stateOf([...watched, repositories]);
    for (const [path, state] of after) if (before.get(path) !== state) wrong.push(`"${path}" was written.`);
    if (readdirSync(join(folder, "canaries")).length > 0) {
      wrong.push(`Commands were run: ${readdirSync(join(folder, "canaries")).join(", ")}.`);
    }
    if (peakMib > MOST_MIB) wrong.push(`It took ${String(peakMib)} MiB: ${atPeak}.`);
    if (wrong.length > 0) throw new Error(`${wrong.join("\n")}\n\n${output.slice(-2_000)}`);
    return `all named, nothing touched, ${String(peakMib)} MiB at most`;
  } finally {
    await server.close();
  }
}

/** Home, folder of temporary files and working folder of the crawler, none of which it may write into. */
function watchedFolders(folder: string): readonly string[] {
  return ["home", "temporary", "working"].map((name) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    if (name === "home") {
      // What an account has set up must neither be read nor sent.
      writeFileSync(
        join(path, ".gitconfig"),
        `[core]\n\tsshCommand = touch ${join(folder, "canaries", "gitconfig")}\n[bad\n`,
      );
      writeFileSync(join(path, ".netrc"), "machine 127.0.0.1 login secret password secret\n");
    }
    return path;
  });
}

function sourcesFile(repositories: string, origin: string): string {
  const item = (key: string, git: string): string => `  - key: ${key}\n    git: ${git}\n`;
  const of = (one: Pick<HostileRepository, "name" | "way">): string =>
    one.way === "local"
      ? item(one.name, pathToFileURL(join(repositories, "local", `${one.name}.git`)).href)
      : item(one.name, `${origin}/${one.way}/${one.name}.git`);
  return [
    "sources:\n",
    ...WAYS.map((way) => of({ name: `good-${way}`, way })),
    ...REPOSITORIES.map(of),
    ...LYING_SERVERS.map(({ name }) => item(name, `${origin}/liar/${name}.git`)),
  ].join("");
}

async function crawl(
  folder: string,
  size: CorpusSize,
  host: string,
): Promise<{ readonly output: string; readonly peakMib: number; readonly atPeak: string }> {
  const child = spawn(process.execPath, [join(ROOT, "dist/src/main.js"), "crawl"], {
    cwd: join(folder, "working"),
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "temporary"),
      EXECAT_DATA_DIR: join(folder, "data"),
      EXECAT_SOURCES: join(folder, "sources.yaml"),
      EXECAT_ALLOW_HOSTS: host,
      EXECAT_GIT_TIMEOUT_SECONDS: String(size.timeoutSeconds),
      EXECAT_GIT_MAX_MIB: String(size.maxMib),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const watched = watchProcesses(child.pid ?? 0);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  await once(child, "close");
  watched.stop();
  return { output, peakMib: watched.peakMib(), atPeak: watched.atPeak() };
}

async function judge(store: SqlStore, { key, told, published }: Told): Promise<readonly string[]> {
  const source = await store.sources.find(key);
  const [repository] = await store.sources.listRepositories(source?.id ?? "");
  if (repository === undefined) return [`${key}: it was not looked at.`];
  const problems = await store.entries.problemsOf(repository.id);
  const entries = await store.entries.listOfRepository(repository.id);
  const { failure } = repository;
  const lines = [
    ...(failure === undefined ? [] : [`${failure.message} ${failure.hint ?? ""}`]),
    ...problems.map(({ rule, sentence }) => `${rule} ${sentence}`),
  ];
  const wrong: string[] = [];
  const isTold = told.source === "^$" ? failure === undefined : lines.some((line) => told.test(line));
  if (!isTold || failure?.code === "INTERNAL")
    wrong.push(`${key}: ${lines.join(" | ") || "nothing was told"}`);
  if (failure !== undefined && failure.hint === undefined) wrong.push(`${key}: it is not told what to do.`);
  const live = entries.some((entry) => entry.program.state === "published");
  if (live !== published) wrong.push(`${key}: it is ${live ? "" : "not "}published. ${lines.join(" | ")}`);
  return wrong;
}

/** Sizes and times of all files below some folders. */
function stateOf(folders: readonly string[]): ReadonlyMap<string, string> {
  const state = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      state.set(path, `${String(size)} ${String(mtimeMs)}`);
    }
  }
  return state;
}
