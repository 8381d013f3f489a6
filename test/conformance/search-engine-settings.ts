import { describe, expect, it } from "vitest";
import type { IndexSettings, SearchDocument } from "../../src/search/search-engine.ts";
import { SETTINGS, toDocument, useEngine, type CreateEngine } from "./search-engine-bench.ts";

const OTHER: IndexSettings = {
  ...SETTINGS,
  synonyms: new Map([
    ["boat", ["skiff"]],
    ["small boat", ["source extraction"]],
  ]),
};

/** A part of the contract of `SearchEngine`; `testSearchEngine` calls it. */
export function testSearchSettings(create: CreateEngine): void {
  describe("other settings for the documents that there are", () => {
    const bench = useEngine(create);
    const fill = (): Promise<void> =>
      bench().index([
        { id: "a", title: "Skiff", values: { task: ["x"] }, numbers: { cores: 2 } },
        { id: "b", terms: ["source extraction"], values: { task: ["x", "y"] } },
      ]);

    it("bring other synonyms and another hash, and leave documents and counts as they are", async () => {
      await fill();
      const listed = await bench().engine.list(undefined, 10);
      expect(await bench().find("boat")).toEqual([]);
      expect(await bench().find("source finder")).toEqual(["b"]);
      expect(await bench().engine.updateSettings(OTHER, "hash-2")).toBe(true);
      expect(await bench().find("boat")).toEqual(["a"]);
      expect(await bench().find("small boats")).toEqual(["b"]);
      expect(await bench().find("source finder")).toEqual([]);
      expect(await bench().engine.describe()).toEqual({ documents: 2, settingsHash: "hash-2" });
      expect(await bench().engine.list(undefined, 10)).toEqual(listed);
      const { counts } = await bench().search({ facets: ["task"], ranges: new Map([["cores", { max: 2 }]]) });
      expect(counts.get("task")).toEqual(new Map([["x", 1]]));
    });

    it("may be taken again, and hold for what is written afterwards", async () => {
      await fill();
      await bench().engine.updateSettings(OTHER, "hash-2");
      expect(await bench().engine.updateSettings(OTHER, "hash-2")).toBe(true);
      await bench().engine.upsert([toDocument({ id: "c", title: "Skiff", values: { input: ["z"] } })]);
      await bench().engine.remove(["a"]);
      const { total, counts } = await bench().search({ text: "boat", facets: ["input"] });
      expect([total, counts.get("input")]).toEqual([1, new Map([["z", 1]])]);
      const none = { ...SETTINGS, synonyms: new Map() };
      expect(await bench().engine.updateSettings(none, "hash-3")).toBe(true);
      expect(await bench().find("boat")).toEqual([]);
    });

    it("are refused, and nothing changes, when their facets are not those of the index", async () => {
      await fill();
      const [task, ...rest] = SETTINGS.facets;
      if (task === undefined) throw new Error("There is a facet.");
      for (const facets of [
        rest,
        [...SETTINGS.facets, { key: "colour", kind: "values" as const }],
        [{ key: "task", kind: "number" as const }, ...rest],
      ]) {
        expect(await bench().engine.updateSettings({ ...OTHER, facets }, "hash-2")).toBe(false);
      }
      expect((await bench().engine.describe()).settingsHash).toBe("hash-1");
      expect(await bench().find("boat")).toEqual([]);
      expect(await bench().find("source finder")).toEqual(["b"]);
    });

    it("are refused before it was ever filled", async () => {
      expect(await bench().engine.updateSettings(OTHER, "hash-2")).toBe(false);
      expect(await bench().engine.describe()).toEqual({ documents: 0, settingsHash: undefined });
    });

    it("hold for the new generation when they come while one is filled, and are gone with the next", async () => {
      await fill();
      let updating: Promise<boolean> | undefined;
      async function* meanwhile(): AsyncGenerator<SearchDocument> {
        updating = bench().engine.updateSettings(OTHER, "hash-3");
        yield toDocument({ id: "c", title: "Skiff" });
      }
      await bench().engine.replaceAll(meanwhile(), SETTINGS, "hash-2");
      expect(await updating).toBe(true);
      expect(await bench().engine.describe()).toEqual({ documents: 1, settingsHash: "hash-3" });
      expect(await bench().find("boat")).toEqual(["c"]);
      await fill();
      expect((await bench().engine.describe()).settingsHash).toBe("hash-1");
      expect(await bench().find("boat")).toEqual([]);
    });
  });
}
