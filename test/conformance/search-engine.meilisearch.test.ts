import { afterAll, describe, expect, it, vi } from "vitest";
import { createConnection } from "../../src/search/meilisearch/connection.ts";
import { createMeilisearchEngine } from "../../src/search/meilisearch/index.ts";
import type { SearchEngine } from "../../src/search/search-engine.ts";
import {
  MEILI_MASTER_KEY,
  MEILI_URL,
  newIndexName,
  openMaster,
  openTestEngine,
  removeTestIndexes,
} from "../support/meilisearch.ts";
import { EVERYTHING, SETTINGS, toDocument } from "./search-engine-bench.ts";
import { testSearchEngine } from "./search-engine.ts";

// A rebuild is ten tasks, and some tests make a hundred.
vi.setConfig({ testTimeout: 180_000 });

describe.skipIf(MEILI_URL === undefined)("with a Meilisearch server", () => {
  afterAll(removeTestIndexes);
  testSearchEngine("meilisearch", async () => openTestEngine());

  const withEngine = async (work: (engine: SearchEngine) => Promise<void>): Promise<void> => {
    const engine = openTestEngine();
    try {
      await work(engine);
    } finally {
      await engine.close();
    }
  };
  const find = async (engine: SearchEngine, text: string): Promise<readonly string[]> =>
    (await engine.search({ ...EVERYTHING, text })).hits.map((hit) => hit.id);

  describe("near spellings", () => {
    it("are found, and marked, when nothing is spelt so", async () => {
      await withEngine(async (engine) => {
        const documents = [
          toDocument({ id: "a", title: "🚀 Photometry of Gaĺaxies", values: { task: ["x"] } }),
          toDocument({ id: "b", title: "Radio" }),
        ];
        await engine.replaceAll(documents, SETTINGS, "hash");
        const { hits, total, counts } = await engine.search({
          ...EVERYTHING,
          text: "photomtry gallaxies",
          facets: ["task"],
        });
        expect([total, counts.get("task")]).toEqual([1, new Map([["x", 1]])]);
        const marked = hits[0]?.highlights[0];
        expect(marked?.ranges.map(({ start, end }) => marked.text.slice(start, end))).toEqual([
          "Photometry",
          "Gaĺaxies",
        ]);
      });
    });

    it("are not mixed with what is spelt so, nor looked for when it is a filter that leaves nothing", async () => {
      await withEngine(async (engine) => {
        const documents = [
          toDocument({ id: "a", title: "Stellar radio maps", values: { task: ["x"] } }),
          toDocument({ id: "b", title: "Stellas radii", values: { task: ["y"] } }),
        ];
        await engine.replaceAll(documents, SETTINGS, "hash");
        expect(await find(engine, "stellar")).toEqual(["a"]);
        const filters = new Map([["task", ["y"]]]);
        expect((await engine.search({ ...EVERYTHING, text: "stellar", filters })).total).toBe(0);
        expect(await find(engine, "stellam")).not.toEqual([]);
      });
    });
  });

  it("keeps values apart that differ only in case, accents or their far end", async () => {
    await withEngine(async (engine) => {
      const long = "x".repeat(600);
      const task = ["MIT", "mit", "Mít", "", " mit", `${long}1`, `${long}2`, `"' OR task EXISTS`];
      await engine.replaceAll([toDocument({ id: "a", values: { task } })], SETTINGS, "hash");
      const { counts } = await engine.search({ ...EVERYTHING, facets: ["task"] });
      expect(counts.get("task")).toEqual(new Map(task.map((value) => [value, 1])));
      for (const value of task) {
        const filters = new Map([["task", [value]]]);
        expect((await engine.search({ ...EVERYTHING, filters })).total, value.slice(-20)).toBe(1);
      }
      for (const value of ["MÍT", "x", long, `${long}3`, `" OR 1 = 1`]) {
        const filters = new Map([["task", [value]]]);
        expect((await engine.search({ ...EVERYTHING, filters })).total, value.slice(-20)).toBe(0);
      }
    });
  });

  it("counts past the 100 values and 1,000 hits at which Meilisearch stops unless it is told", async () => {
    await withEngine(async (engine) => {
      const documents = Array.from({ length: 1200 }, (_, number) =>
        toDocument({ id: String(number).padStart(4, "0"), title: "word", values: { task: [`v${number}`] } }),
      );
      await engine.replaceAll(documents, SETTINGS, "hash");
      for (const text of ["", "word", "wor"]) {
        const { total, counts } = await engine.search({ ...EVERYTHING, text, facets: ["task"] });
        expect([total, counts.get("task")?.size]).toEqual([1200, 1200]);
      }
      const last = await engine.search({ ...EVERYTHING, offset: 1190, limit: 10 });
      expect(last.hits.map((hit) => hit.id).at(-1)).toBe("1199");
      expect((await engine.search({ ...EVERYTHING, offset: 1195, limit: 10 })).hits).toHaveLength(5);
    });
  });

  it("makes keys that just suffice, and finds them again", async () => {
    const indexName = newIndexName();
    const engine = openTestEngine({ indexName });
    await engine.replaceAll([toDocument({ id: "a" })], SETTINGS, "hash");
    await engine.close();
    const again = openTestEngine({ indexName });
    expect((await again.describe()).documents).toBe(1);
    await again.close();
    const { results } = await openMaster().getKeys({ limit: 1000 });
    const own = results.filter(({ indexes }) => indexes.includes(indexName));
    expect(own.map(({ actions }) => actions.length).sort((one, other) => one - other)).toEqual([1, 10]);
    const searchKey = own.find(({ actions }) => actions.length === 1)?.key ?? "";
    const reader = openTestEngine({ indexName, masterKey: undefined, searchKey, indexKey: searchKey });
    expect(await find(reader, "")).toEqual(["a"]);
    await expect(reader.upsert([toDocument({ id: "b" })])).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      hint: expect.stringContaining("EXECAT_MEILI_INDEX_KEY"),
    });
    await reader.close();
  });

  it("surfaces the reason of a task that failed, and says that it was refused", async () => {
    const indexName = newIndexName();
    const connection = createConnection({ url: MEILI_URL ?? "", indexName, masterKey: MEILI_MASTER_KEY });
    const create = () => connection.run((client) => client.createIndex(indexName), 10_000);
    await create();
    await expect(create()).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: expect.stringContaining("already exists"),
      details: { refused: true },
    });
    connection.close();
  });

  it("asks to be filled again when somebody deleted its index", async () => {
    const indexName = newIndexName();
    const engine = openTestEngine({ indexName });
    await engine.replaceAll([toDocument({ id: "a" })], SETTINGS, "hash");
    await openMaster().deleteIndex(indexName).waitTask();
    expect((await engine.describe()).settingsHash).toBeUndefined();
    await engine.replaceAll([toDocument({ id: "b" })], SETTINGS, "hash");
    expect(await find(engine, "")).toEqual(["b"]);
    await engine.close();
  });

  it("leaves nothing beside the index in use", async () => {
    const indexName = newIndexName();
    const engine = openTestEngine({ indexName });
    await engine.replaceAll([toDocument({ id: "a" })], SETTINGS, "hash-1");
    await engine.replaceAll([toDocument({ id: "b" })], SETTINGS, "hash-2");
    await engine.close();
    const { results } = await openMaster().getRawIndexes({ limit: 1000 });
    const own = results.map(({ uid }) => uid).filter((uid) => uid.startsWith(indexName));
    expect(own.sort()).toEqual([indexName, `${indexName}_about`]);
  });
});

describe("a Meilisearch server that is away", () => {
  it("makes every call fail with ENGINE_UNAVAILABLE and a hint, and none before it is made", async () => {
    const engine = createMeilisearchEngine({
      url: "http://127.0.0.1:1",
      indexName: "execat",
      masterKey: "unused",
      now: () => new Date(),
    });
    const calls = [
      () => engine.describe(),
      () => engine.search(EVERYTHING),
      () => engine.list(undefined, 1),
      () => engine.upsert([toDocument({ id: "a" })]),
      () => engine.replaceAll([], SETTINGS, "hash"),
      () => engine.updateSettings(SETTINGS, "hash"),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code: "ENGINE_UNAVAILABLE",
        hint: expect.stringContaining("EXECAT_MEILI_URL"),
      });
    }
    await engine.close();
  });
});
