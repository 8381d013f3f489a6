import { deepStrictEqual } from "node:assert/strict";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { createGitForge } from "../../../crawler/forges/git/index.ts";
import type { Forge } from "../../../crawler/forges/forge.ts";
import type { Crawler } from "../../../crawler/crawl.ts";
import type { CrawlRun } from "../../../src/catalogue/sources.ts";
import { ExecatError } from "../../../src/errors.ts";
import { findProjectRoot } from "../../../src/project-root.ts";
import { createEmbeddedEngine } from "../../../src/search/embedded/index.ts";
import { createIndexWriter, type IndexWriter } from "../../../src/search/index-writer.ts";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { createCrawlFixture, type CrawlFixture } from "../crawl-fixture.ts";
import { CrawlCheck } from "./crawl-check.ts";
import { createDiskRepository, textOf, type DiskRepository } from "./crawl-disk.ts";
import { editTree, type EditTools } from "./crawl-edits.ts";
import {
  copyRepository,
  isTold,
  lookAtModel,
  pendingWithdrawals,
  publishedKeys,
  type LookTerms,
  type ModelDocument,
  type ModelRepository,
} from "./crawl-model.ts";
import { createDice, measure, type Dice, type LongRow } from "./long-row.ts";

export interface CrawlModelSizes {
  /** Git repositories, each a source; there are as many folders in one source besides. */
  readonly repositories: number;
  readonly rounds: number;
}

const HOUR_MS = 3_600_000;
const SHARE = 0.2;

/**
 * Lets authors edit, break, move, delete and bring back documents at random, and forges fail, and compares the
 * catalogue after each crawl with a model that knows what each of them meant.
 */
export async function runCrawlAgainstModel(sizes: CrawlModelSizes, seed: number): Promise<LongRow> {
  const size = `${sizes.repositories} git repositories and ${sizes.repositories} folders, ${sizes.rounds} rounds`;
  return measure({ test: "crawl-against-model", seed, size }, async () => {
    const world = await World.open(sizes, seed);
    try {
      await world.begin();
      for (let round = 0; round < sizes.rounds; round += 1) await world.playRound(round);
      return `all equal; ${world.tally()}`;
    } finally {
      await world.close();
    }
  });
}

interface Place {
  readonly model: ModelRepository;
  readonly disk: DiskRepository;
  readonly deleted: ModelDocument[];
  isDirty: boolean;
}

class World {
  readonly #fixture: CrawlFixture;
  readonly #places: readonly Place[];
  readonly #dice: Dice;
  readonly #engine: SearchEngine;
  readonly #writer: IndexWriter;
  readonly #check: CrawlCheck;
  readonly #crawler: Crawler;
  readonly #tally = new Map<string, number>();
  readonly #log: string[] = [];
  #nowMs = Date.UTC(2026, 5, 1);
  #number = 0;

  private constructor(fixture: CrawlFixture, places: readonly Place[], dice: Dice, index: IndexOf) {
    this.#fixture = fixture;
    this.#places = places;
    this.#dice = dice;
    this.#engine = index.engine;
    this.#writer = index.writer(() => new Date(this.#nowMs));
    this.#check = new CrawlCheck(fixture.store, this.#engine);
    this.#crawler = fixture.crawlerWith({ forges: { git: this.#fallibleGit() } });
  }

  static async open({ repositories }: CrawlModelSizes, seed: number): Promise<World> {
    const fixture = await createCrawlFixture();
    const places: Place[] = [];
    for (let number = 0; number < repositories; number += 1) {
      const disk = createDiskRepository(join(fixture.folder, `git-${number}`), "git");
      await fixture.addSource(`git-${number}`, "git", disk.url);
      places.push(toPlace("git", `git-${number}`, `local.git-${number}/git-${number}`, disk));
    }
    const folder = join(dirname(fixture.folder), "folders");
    for (let number = 0; number < repositories; number += 1) {
      const disk = createDiskRepository(join(folder, `folder-${number}`), "folder");
      places.push(toPlace("folder", "folders", `local.folders/folder-${number}`, disk));
    }
    await fixture.addSource("folders", "folder", folder);
    return new World(fixture, places, createDice(seed), await createIndex(fixture));
  }

  async close(): Promise<void> {
    await this.#engine.close();
    await this.#fixture.close();
  }

  tally(): string {
    return [...this.#tally].map(([what, count]) => `${count} ${what}`).join(", ");
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
  }

  /** All repositories are known, and empty, before anything happens to them. */
  begin(): Promise<void> {
    return this.#crawlAndCompare(false);
  }

  async playRound(round: number): Promise<void> {
    this.#log.length = 0;
    try {
      for (const place of this.#places) this.#change(place);
      this.#forward(this.#dice.chance(0.1) ? 8 * 24 * HOUR_MS : HOUR_MS);
      if (this.#dice.chance(0.25)) await this.#abortedCrawl();
      await this.#crawlAndCompare(false);
      if (this.#models().some(({ heldBack }) => heldBack)) await this.#crawlAndCompare(true);
      this.#forward(HOUR_MS);
      await this.#crawlUnchanged();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`In round ${round} after ${this.#log.join("; ")}:\n${reason}`, { cause });
    }
  }

  #models(): readonly ModelRepository[] {
    return this.#places.map(({ model }) => model);
  }

  #forward(milliseconds: number): void {
    this.#nowMs += milliseconds;
    this.#fixture.forward(milliseconds);
  }

  #note(place: Place, what: string): void {
    this.#log.push(`${place.model.address}: ${what}`);
    this.#count(what);
  }

  #change(place: Place): void {
    this.#changeReach(place);
    if (place.model.reach === "away") return;
    for (let left = this.#dice.pick([0, 1, 2, 4]); left > 0; left -= 1) this.#edit(place);
    if (!place.isDirty) return;
    place.disk.write(place.model.tree, this.#dice);
    place.isDirty = false;
    const { kind, stamp, tree } = place.model;
    // A commit is another one even if it changes nothing; a folder is what stands in it.
    const content = [...tree.files].map(([path, file]) => `${path}: ${textOf(file)}`).sort();
    place.model.stamp = kind === "git" ? `${stamp}+` : content.join("\n");
  }

  #changeReach(place: Place): void {
    const { model, disk } = place;
    if (model.reach === "away") {
      if (!this.#dice.chance(0.35)) return;
      disk.comeBack();
      model.reach = "there";
      this.#note(place, "comes back");
    } else if (model.reach === "unreachable") {
      if (this.#dice.chance(0.6)) model.reach = "there";
    } else if (model.kind === "git" && this.#dice.chance(0.1)) {
      model.reach = "unreachable";
      this.#note(place, "is unreachable");
    } else if (this.#dice.chance(0.08) && this.#mayGo(place)) {
      disk.vanish();
      model.reach = "away";
      this.#note(place, "vanishes");
    }
  }

  /** One folder at a time, so that the order in which a run comes to them does not matter to its limit. */
  #mayGo({ model }: Place): boolean {
    if (model.kind === "git") return true;
    const others = this.#models().filter((one) => one.source === model.source && one !== model);
    return others.every((one) => one.reach === "there" && pendingWithdrawals(one, this.#terms()) === 0);
  }

  #edit(place: Place): void {
    const { model } = place;
    const deleted = [...place.deleted];
    const tools: EditTools = { dice: this.#dice, deleted, nextNumber: () => (this.#number += 1) };
    const edited = editTree(model.tree, tools);
    if (edited === undefined) return;
    const after = { ...copyRepository(model), tree: edited.tree };
    const withdraws = pendingWithdrawals(after, this.#terms()) > 0;
    if (!isTold(after) || (withdraws && !this.#mayGo(place)) || this.#wouldClash(after)) return;
    model.tree = edited.tree;
    place.deleted.splice(0, place.deleted.length, ...deleted);
    place.isDirty = true;
    this.#note(place, edited.name);
  }

  /** True when an entry whose withdrawal may be held back would keep the path that another one wants. */
  #wouldClash(model: ModelRepository): boolean {
    const look = { ...copyRepository(model), seen: undefined };
    lookAtModel(look, { ...this.#terms(), mayWithdraw: 0 });
    const published = [...look.records.values()].filter(({ state }) => state === "published");
    const isHeld = model.kind === "folder" && look.heldBack;
    return isHeld && new Set(published.map(({ path }) => path)).size < published.length;
  }

  #terms(): LookTerms {
    return { nowMs: this.#nowMs, mayWithdraw: Number.POSITIVE_INFINITY, textOf };
  }

  /** Part of the repositories are looked at, and nobody knows which: the next crawl does the rest. */
  async #abortedCrawl(): Promise<void> {
    const abort = new AbortController();
    let left = this.#dice.below(this.#places.length);
    const before = this.#models().map(copyRepository);
    const run = await this.#crawler.crawl({
      signal: abort.signal,
      evenIfDeferred: true,
      onProgress: (event) => {
        if (event.kind !== "looked") return;
        if (left <= 0) abort.abort();
        left -= 1;
      },
    });
    this.#count(`crawls ${run.state} by an abort`);
    await this.#writer.applyJobs();
    const after = before.map(copyRepository);
    this.#lookAtAll(after, false);
    await this.#check.eitherOr(before, after);
  }

  async #crawlAndCompare(confirmed: boolean): Promise<void> {
    const run = await this.#crawl(confirmed);
    deepStrictEqual(run.state, "complete");
    this.#lookAtAll(this.#models(), confirmed);
    if (confirmed) this.#count("withdrawals confirmed");
    await this.#writer.applyJobs();
    await this.#check.compare(this.#models());
  }

  #crawl(allowRemovals: boolean): Promise<CrawlRun> {
    const signal = new AbortController().signal;
    return this.#crawler.crawl({ signal, evenIfDeferred: true, allowRemovals });
  }

  #lookAtAll(models: readonly ModelRepository[], confirmed: boolean): void {
    const budgets = new Map(models.map((model) => [model, budgetOf(model, models, confirmed)]));
    for (const model of models) {
      lookAtModel(model, { ...this.#terms(), mayWithdraw: budgets.get(model) ?? 0 });
    }
  }

  async #crawlUnchanged(): Promise<void> {
    const run = await this.#crawl(false);
    const { published, updated, withdrawn, unchanged } = run.counts;
    deepStrictEqual({ published, updated, withdrawn }, { published: 0, updated: 0, withdrawn: 0 });
    const settled = this.#models().filter(
      ({ reach, kind, records, goneSince }) =>
        reach === "there" ||
        (reach === "away" && kind === "folder" && goneSince !== undefined && isAllGone(records)),
    );
    deepStrictEqual(unchanged, settled.length, "repositories unchanged in a crawl of nothing new");
    this.#lookAtAll(this.#models(), false);
    deepStrictEqual(await this.#writer.applyJobs(), 0, "index jobs of a crawl of nothing new");
    await this.#check.compare(this.#models());
    this.#count("crawls of nothing new");
  }

  /** The real forge, which fails for repositories that are unreachable: at the first question or at the second. */
  #fallibleGit(): Forge {
    const git = createGitForge({
      mirrorsDir: join(dirname(this.#fixture.folder), ".mirrors"),
      timeoutMs: 20_000,
      allowHosts: [],
      environment: { PATH: process.env["PATH"] ?? "/usr/bin" },
    });
    const isCutOff = (url: string): boolean =>
      this.#places.some(({ model, disk }) => disk.url === url && model.reach === "unreachable");
    const failure = () => new ExecatError("UPSTREAM_FAILED", "The connection was reset.");
    return {
      ...git,
      async resolveHeads(repositories, signal) {
        const answers = new Map(await git.resolveHeads(repositories, signal));
        for (const { id, url, headSeen } of repositories) {
          const head = answers.get(id);
          const isUnread = head?.state !== "head" || head.commit === headSeen;
          if (isCutOff(url) && isUnread) answers.set(id, { state: "failed", error: failure() });
        }
        return answers;
      },
      async readTree(repository, commit, signal) {
        if (isCutOff(repository.url)) throw failure();
        return git.readTree(repository, commit, signal);
      },
    };
  }
}

function toPlace(kind: "git" | "folder", source: string, address: string, disk: DiskRepository): Place {
  const model: ModelRepository = {
    source,
    address,
    kind,
    tree: { files: new Map() },
    reach: "there",
    goneSince: undefined,
    heldBack: false,
    stamp: "",
    seen: undefined,
    records: new Map(),
  };
  return { model, disk, deleted: [], isDirty: false };
}

/** A commit that deletes is believed; what vanishes may take a fifth of its source in one run, at least one. */
function budgetOf(model: ModelRepository, all: readonly ModelRepository[], confirmed: boolean): number {
  if (confirmed || (model.kind === "git" && model.reach === "there")) return Number.POSITIVE_INFINITY;
  const ofSource = all.filter(({ source }) => source === model.source);
  const total = ofSource.reduce((sum, one) => sum + publishedKeys(one).length, 0);
  return Math.max(1, Math.floor(total * SHARE));
}

function isAllGone(records: ModelRepository["records"]): boolean {
  return [...records.values()].every(({ state }) => state === "withdrawn");
}

interface IndexOf {
  readonly engine: SearchEngine;
  readonly writer: (now: () => Date) => IndexWriter;
}

async function createIndex({ store }: CrawlFixture): Promise<IndexOf> {
  const vocabularies = await loadVocabularies(join(findProjectRoot(), "vocabularies"));
  const engine = createEmbeddedEngine({ file: ":memory:" });
  const log = pino({ level: "silent" });
  const writer = (now: () => Date): IndexWriter =>
    createIndexWriter({ store, engine, vocabularies: () => vocabularies, now, log });
  await writer(() => new Date()).rebuild();
  return { engine, writer };
}
