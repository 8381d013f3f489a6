import { deepStrictEqual, ok } from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RELEASES_VERSION } from "../../../crawler/stages/releases.ts";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import { MODEL_VERSION } from "../../../src/manifest/model.ts";
import { FACTS_VERSION } from "../../../src/repository-facts/tell-facts.ts";
import { readCatalogueRows, type CatalogueRows } from "../catalogue-rows.ts";
import { createCrawlFixture, type CrawlFixture } from "../crawl-fixture.ts";
import { createFakeGitHub, type FakeGitHub } from "../forges/github/fake-github.ts";
import { createTempFolder } from "../git-fixture.ts";
import { createDatabase } from "../postgres.ts";
import { connectKillsForge, KILLS_TOKEN } from "./crawl-kills-forge.ts";
import { KillsRepository } from "./crawl-kills-repository.ts";
import { startCrawlProcess, type CrawlAnswer, type CrawlProcess } from "./crawl-process.ts";
import { createDice, measure, type Dice, type LongRow } from "./long-row.ts";

export interface CrawlKillsSizes {
  readonly kills: number;
  readonly repositories: number;
  readonly store: "SQLite" | "PostgreSQL";
}

/** Near the end, where a crawl writes its last rows; what comes after the end is no kill of a crawl. */
const LATEST = 0.95;

/**
 * Lets authors commit, tag and rename, kills the crawler's process in the middle of the next crawl, and starts it
 * again: nothing may be lost or doubled after the kill, and the restart must end where a catalogue ends that was
 * never disturbed.
 */
export async function runCrawlKills(sizes: CrawlKillsSizes, seed: number): Promise<LongRow> {
  const { kills, repositories, store } = sizes;
  const size = `${repositories} repositories of a forge, ${kills} kills, ${store}`;
  return measure({ test: "crawl-kills", seed, size }, async () => {
    const world = await KillsWorld.open(sizes, createDice(seed));
    try {
      for (let killed = 0; killed < kills;) killed += Number(await world.play(killed));
      return `all equal; ${world.tally()}`;
    } finally {
      await world.close();
    }
  });
}

interface Parts {
  readonly fake: FakeGitHub;
  readonly twin: CrawlFixture;
  readonly disconnect: () => Promise<void>;
  readonly store: SqlStore;
  readonly env: Readonly<Record<string, string>>;
  readonly repositories: readonly KillsRepository[];
  readonly remove: () => Promise<void>;
}

class KillsWorld {
  readonly #parts: Parts;
  readonly #dice: Dice;
  readonly #tally = new Map<string, number>();
  #process: CrawlProcess;
  /** How long a crawl takes, from the one before. */
  #crawlMs = 0;

  private constructor(parts: Parts, dice: Dice, process: CrawlProcess) {
    this.#parts = parts;
    this.#dice = dice;
    this.#process = process;
  }

  static async open(sizes: CrawlKillsSizes, dice: Dice): Promise<KillsWorld> {
    const parts = await openParts(sizes);
    const world = new KillsWorld(parts, dice, await startCrawlProcess(parts.env));
    await parts.twin.crawl();
    await world.#crawlWhole();
    deepStrictEqual(await world.#rows(), await readCatalogueRows(parts.twin.store.db));
    return world;
  }

  async close(): Promise<void> {
    await this.#process.kill();
    const { twin, disconnect, store, fake, remove } = this.#parts;
    await twin.close();
    await disconnect();
    await store.close();
    await fake.close();
    await remove();
  }

  tally(): string {
    return [...this.#tally].map(([what, count]) => `${count} ${what}`).join(", ");
  }

  /** True when the crawl was under way at the moment of the kill. */
  async play(kill: number): Promise<boolean> {
    const { twin, env, store } = this.#parts;
    const before = await this.#rows();
    const ids = await this.#ids();
    const changes = this.#change();
    await twin.crawl();
    const after = await readCatalogueRows(twin.store.db);
    const ms = Math.round(this.#dice.number() * LATEST * this.#crawlMs);
    try {
      const wasRunning = await this.#process.crawlAndKill(ms);
      const during = await this.#rows();
      this.#expectWhole(during, before, after);
      this.#count(whenKilled(wasRunning, during, { before, after }));
      if (store.name === "postgresql") await releaseLeases(store);
      this.#process = await startCrawlProcess(env);
      const { counts } = await this.#crawlWhole();
      deepStrictEqual(await this.#rows(), after);
      const done = countSame(during, after);
      ok(counts.unchanged >= done, `${done} repositories were done, and ${counts.unchanged} not read again`);
      await this.#expectSameIds(ids);
      return wasRunning;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Kill ${kill} after ${ms} ms; ${changes.join("; ")}:\n${reason}`, { cause });
    }
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
  }

  /** Some repositories move; one a round at most takes a manifest away, which every run may withdraw. */
  #change(): readonly string[] {
    const { repositories, fake } = this.#parts;
    const told: string[] = [];
    for (const repository of repositories) {
      if (this.#dice.chance(0.5)) told.push(repository.change(fake.model, this.#dice));
    }
    told.push(this.#dice.pick(repositories).toggle());
    return told;
  }

  async #crawlWhole(): Promise<CrawlAnswer> {
    const start = performance.now();
    const answer = await this.#process.crawl();
    this.#crawlMs = performance.now() - start;
    deepStrictEqual({ state: answer.state, drift: answer.drift }, { state: "complete", drift: 0 });
    deepStrictEqual(answer.counts.failed, 0, "failed looks");
    return answer;
  }

  /** Each program is as it was or as it is to be, with all that belongs to it. */
  #expectWhole(during: CatalogueRows, before: CatalogueRows, after: CatalogueRows): void {
    const [now, old, next] = [during, before, after].map(byRepository);
    for (const [name, rows] of now ?? []) {
      const isWhole = [old, next].some((one) => one?.get(name) === rows);
      ok(isWhole, `"${name}" is neither as before nor as after, but:\n${rows}`);
    }
    for (const name of old?.keys() ?? [])
      ok(now?.has(name) === true || next?.has(name) !== true, `"${name}" was lost`);
  }

  async #ids(): Promise<ReadonlyMap<string, string>> {
    const { db } = this.#parts.store;
    const ids = new Map<string, string>();
    for (const { id, forge_id } of await db.selectFrom("repository").select(["id", "forge_id"]).execute())
      ids.set(forge_id, id);
    for (const { id } of await db.selectFrom("program").select("id").execute()) ids.set(id, id);
    return ids;
  }

  /** What was known keeps its id. */
  async #expectSameIds(before: ReadonlyMap<string, string>): Promise<void> {
    const now = await this.#ids();
    for (const [key, id] of before) deepStrictEqual(now.get(key), id, `the id of ${key}`);
  }

  #rows(): Promise<CatalogueRows> {
    return readCatalogueRows(this.#parts.store.db);
  }
}

/** All rows of a repository's programs, as one text. */
function byRepository({ shown }: CatalogueRows): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const row of shown) {
    const name = /\/science\/(?<name>r\d+)/.exec(row)?.groups?.["name"] ?? "";
    rows.set(name, `${rows.get(name) ?? ""}${row}\n`);
  }
  return rows;
}

/** What it held in a shared database comes back with its lease, for which nobody waits here. */
async function releaseLeases({ db }: SqlStore): Promise<void> {
  await db.updateTable("repository").set({ lease_until: null }).execute();
  await db.updateTable("job").set({ lease_until: null }).execute();
}

function countSame(one: CatalogueRows, other: CatalogueRows): number {
  const rows = byRepository(other);
  return [...byRepository(one)].filter(([name, text]) => rows.get(name) === text).length;
}

function whenKilled(
  wasRunning: boolean,
  during: CatalogueRows,
  { before, after }: { readonly before: CatalogueRows; readonly after: CatalogueRows },
): string {
  if (!wasRunning) return "killed after the end";
  const is = (rows: CatalogueRows): boolean => JSON.stringify(rows.shown) === JSON.stringify(during.shown);
  if (is(after)) return "killed when all was written";
  return is(before) ? "killed before anything was written" : "killed in the middle";
}

async function openParts({ repositories: count, store: kind }: CrawlKillsSizes): Promise<Parts> {
  const temp = createTempFolder();
  const fake = await createFakeGitHub();
  fake.tokens.add(KILLS_TOKEN);
  const repositories = Array.from(
    { length: count },
    (_, number) => new KillsRepository(join(temp.path, "git", `r${number}`), number, fake.model),
  );
  const connected = connectKillsForge(fake, join(temp.path, "twin-mirrors"));
  const twin = await createCrawlFixture({
    checkedWith: `${MODEL_VERSION}-${FACTS_VERSION}-${RELEASES_VERSION}`,
    forges: { instances: new Map([[fake.origin, connected.forge]]) },
  });
  const scope = { url: fake.origin, of: "organisation", name: "science" } as const;
  await twin.addSource("science", "github", `${fake.origin}/science`, { scope });
  const dataDir = join(temp.path, "data");
  const database = kind === "PostgreSQL" ? await createDatabase() : undefined;
  const env = writeSettings(fake, { folder: temp.path, dataDir, databaseUrl: database?.url });
  mkdirSync(dataDir);
  const store = await createSqlStore(
    database === undefined ? { file: join(dataDir, "catalogue.sqlite") } : { databaseUrl: database.url },
  );
  return {
    fake,
    twin,
    disconnect: connected.close,
    store,
    env,
    repositories,
    async remove() {
      await database?.drop();
      temp.remove();
    },
  };
}

function writeSettings(
  { origin }: FakeGitHub,
  place: { readonly folder: string; readonly dataDir: string; readonly databaseUrl: string | undefined },
): Readonly<Record<string, string>> {
  const file = (name: string, text: string): string => {
    writeFileSync(join(place.folder, name), text);
    return join(place.folder, name);
  };
  const forge = { kind: "github", url: origin, tokenFile: file("token", KILLS_TOKEN), report: true };
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: place.folder,
    EXECAT_DATA_DIR: place.dataDir,
    EXECAT_SOURCES: file(
      "sources.yaml",
      `sources:\n  - {key: science, github: {url: "${origin}", organisation: science}}\n`,
    ),
    EXECAT_FORGES: JSON.stringify([forge]),
    EXECAT_ALLOW_HOSTS: new URL(origin).host,
    // Few at a time, so that a kill finds some that are done and some that are not.
    EXECAT_CRAWL_PARALLEL: "2",
    ...(place.databaseUrl === undefined ? {} : { EXECAT_DATABASE_URL: place.databaseUrl }),
  };
}
