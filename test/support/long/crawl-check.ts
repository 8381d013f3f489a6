import { deepStrictEqual } from "node:assert/strict";
import type { Entry } from "../../../src/catalogue/entry.ts";
import type { Repository } from "../../../src/catalogue/sources.ts";
import type { Store } from "../../../src/catalogue/store.ts";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import type { ModelRecord, ModelRepository } from "./crawl-model.ts";

/** Compares store and index with the model, and remembers what may never change: ids, and paths that were shown. */
export class CrawlCheck {
  readonly #store: Store;
  readonly #engine: SearchEngine;
  /** document → the id that it got first */
  readonly #ids = new Map<string, string>();
  /** Every path that was ever shown → the document that had it last. */
  readonly #owners = new Map<string, string>();

  constructor(store: Store, engine: SearchEngine) {
    this.#store = store;
    this.#engine = engine;
  }

  async compare(models: readonly ModelRepository[]): Promise<void> {
    const repositories = await this.#repositories();
    for (const model of models) {
      const entries = await this.#entriesOf(model, repositories);
      const failure = repositories.get(model.address)?.failure;
      if (failure?.code === "INTERNAL" || failure?.code === "CONFLICT") {
        if (!model.heldBack) throw new Error(`"${model.address}" failed: ${failure.message}`);
      }
      this.#learnIds(model, entries);
      deepStrictEqual(this.#shown(entries), this.#expected(model), `entries of "${model.address}"`);
      const repository = repositories.get(model.address);
      deepStrictEqual(repository?.state, stateOf(model), `state of "${model.address}"`);
    }
    for (const model of models) this.#learnPaths(model);
    await this.#comparePaths();
    await this.#compareIndex(models);
    const records = models.flatMap((model) => [...model.records.values()]);
    const published = records.filter(({ state }) => state === "published").length;
    deepStrictEqual(await this.#store.entries.count(), { published, withdrawn: records.length - published });
  }

  /** Each repository is as it was, or as it is after a look: never in between. */
  async eitherOr(before: readonly ModelRepository[], after: readonly ModelRepository[]): Promise<void> {
    const repositories = await this.#repositories();
    for (const [index, model] of before.entries()) {
      const later = after[index] ?? model;
      const entries = await this.#entriesOf(model, repositories);
      const shown = withoutId(this.#shown(entries));
      const possible = [model, later].map((one) => withoutId(this.#expected(one)));
      if (possible.every((one) => JSON.stringify(one) !== JSON.stringify(shown))) {
        deepStrictEqual(shown, possible[1], `"${model.address}" after an abort`);
      }
    }
  }

  async #repositories(): Promise<ReadonlyMap<string, Repository>> {
    const all: Repository[] = [];
    for (const source of await this.#store.sources.list())
      all.push(...(await this.#store.sources.listRepositories(source.id)));
    return new Map(all.map((repository) => [`${repository.host}/${repository.path}`, repository]));
  }

  async #entriesOf(
    model: ModelRepository,
    repositories: ReadonlyMap<string, Repository>,
  ): Promise<readonly Entry[]> {
    const repository = repositories.get(model.address);
    return repository === undefined ? [] : this.#store.entries.listOfRepository(repository.id);
  }

  /** A document that is published for the first time gets an id which no other ever had. */
  #learnIds(model: ModelRepository, entries: readonly Entry[]): void {
    for (const record of model.records.values()) {
      if (this.#ids.has(record.key)) continue;
      const entry = entries.find(({ document }) => document.model.discovery?.name === record.name);
      if (entry === undefined) throw notPublished(record, entries);
      const { id } = entry.program;
      if ([...this.#ids.values()].includes(id))
        throw new Error(`"${record.path}" has the id of another: ${id}.`);
      this.#ids.set(record.key, id);
    }
  }

  #shown(entries: readonly Entry[]): readonly Line[] {
    const lines = entries.map(({ program, document }) => ({
      id: program.id,
      state: program.state,
      title: program.title,
      listed: program.listed,
      // Another one has the address of a withdrawn entry now.
      path: program.path.includes("#") ? "taken" : program.path,
      file: document.file,
      number: document.number,
      updatedAt: program.updatedAt,
    }));
    return lines.sort(byId);
  }

  #expected(model: ModelRepository): readonly Line[] {
    const records = [...model.records.values()];
    const lines = records.map((record) => ({
      id: this.#ids.get(record.key) ?? "",
      state: record.state,
      title: record.title,
      listed: record.listed,
      path: this.#isTaken(record, records) ? "taken" : record.path,
      file: record.file,
      number: record.number,
      updatedAt: new Date(record.updatedAt).toISOString(),
    }));
    return lines.sort(byId);
  }

  #isTaken({ key, state, path }: ModelRecord, records: readonly ModelRecord[]): boolean {
    if (state === "published") return false;
    const published = records.some((other) => other.state === "published" && other.path === path);
    const lastOwner = this.#owners.get(path);
    return published || (lastOwner !== undefined && lastOwner !== key);
  }

  #learnPaths({ records }: ModelRepository): void {
    for (const { key, state, path } of records.values())
      if (state === "published") this.#owners.set(path, key);
  }

  /** Every path that was ever shown leads to the document that had it last. */
  async #comparePaths(): Promise<void> {
    for (const [path, key] of this.#owners) {
      const direct = await this.#store.entries.find(path);
      const moved = direct === undefined ? await this.#store.entries.findMoved(path) : undefined;
      const entry = direct ?? (moved === undefined ? undefined : await this.#store.entries.find(moved));
      deepStrictEqual(entry?.program.id, this.#ids.get(key), `where the path "${path}" of ${key} leads`);
    }
  }

  async #compareIndex(models: readonly ModelRepository[]): Promise<void> {
    const shown = models.flatMap((model) =>
      [...model.records.values()]
        .filter(({ state, listed }) => state === "published" && listed)
        .map((record) => ({ id: this.#ids.get(record.key) ?? "", host: model.address.split("/")[0] ?? "" })),
    );
    const all = { text: "", filters: new Map(), ranges: new Map(), sort: "newest", offset: 0 } as const;
    const { total, hits, counts } = await this.#engine.search({ ...all, limit: 100_000, facets: ["source"] });
    deepStrictEqual(total, shown.length, "programs in the index");
    deepStrictEqual(hits.map(({ id }) => id).sort(), shown.map(({ id }) => id).sort(), "ids in the index");
    const hosts = new Map<string, number>();
    for (const { host } of shown) hosts.set(host, (hosts.get(host) ?? 0) + 1);
    deepStrictEqual(
      sorted(counts.get("source") ?? new Map()),
      sorted(hosts),
      "counts of sources in the index",
    );
  }
}

interface Line {
  readonly id: string;
  readonly state: string;
  readonly title: string;
  readonly path: string;
  readonly listed: boolean;
  readonly file: string;
  readonly number: number;
  readonly updatedAt: string;
}

/** For comparing before the ids of new documents are known. */
function withoutId(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => JSON.stringify({ ...line, id: "" })).sort();
}

function notPublished({ path, key, name }: ModelRecord, entries: readonly Entry[]): Error {
  const there = entries.map(({ program, document }) => {
    const own = document.model.discovery?.name ?? "";
    return `${program.state} ${program.path} (${own}, ${document.file} ${document.number})`;
  });
  return new Error(`"${path}" (${key}, ${name}) was not published; there are:\n${there.join("\n")}`);
}

function byId(left: Line, right: Line): number {
  return left.id < right.id ? -1 : 1;
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** What the repository's page says. */
function stateOf(model: ModelRepository): string {
  if (model.reach === "unreachable") return "unreachable";
  if (model.reach === "away") return "gone";
  const files = [...model.tree.files.values()];
  if (files.length === 0) return "empty";
  const broken = files.some((file) => file.unreadable || file.documents.some((document) => document.broken));
  return broken ? "broken" : "ok";
}
