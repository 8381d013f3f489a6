import { describe, expect, it } from "vitest";
import { hashDocument } from "../../src/search/document-hash.ts";
import type { SearchDocument } from "../../src/search/search-engine.ts";
import { SETTINGS, toDocument, useEngine, type CreateEngine } from "./search-engine-bench.ts";

/** A part of the contract of `SearchEngine`; `testSearchEngine` calls it. */
export function testSearchWrites(create: CreateEngine): void {
  describe("writes", () => {
    const bench = useEngine(create);
    it("says how many documents there are and keeps the hash of the settings", async () => {
      await bench().index([{ id: "a" }, { id: "b" }]);
      expect(await bench().engine.describe()).toEqual({ documents: 2, settingsHash: "hash-1" });
    });

    it("has no hash before it was ever filled", async () => {
      expect(await bench().engine.describe()).toEqual({ documents: 0, settingsHash: undefined });
      expect((await bench().search({ facets: ["task"] })).total).toBe(0);
    });

    it("shows a document to the next search", async () => {
      await bench().index([{ id: "a", title: "Anchor" }]);
      await bench().engine.upsert([toDocument({ id: "b", title: "Buoy" })]);
      expect(await bench().find("buoy")).toEqual(["b"]);
      expect(await bench().find("anchor")).toEqual(["a"]);
    });

    it("replaces the words, values, numbers and card of a document that it knows", async () => {
      await bench().index([
        { id: "a", title: "Anchor", values: { task: ["x"] }, numbers: { cores: 1 }, card: "old" },
      ]);
      await bench().engine.upsert([
        toDocument({
          id: "a",
          title: "Buoy",
          values: { task: ["y"] },
          numbers: { cores: 8 },
          card: "new",
        }),
      ]);
      expect(await bench().find("anchor")).toEqual([]);
      const { total, hits, counts } = await bench().search({ text: "buoy", facets: ["task"] });
      expect([total, hits[0]?.card]).toEqual([1, "new"]);
      expect(counts.get("task")).toEqual(new Map([["y", 1]]));
      expect((await bench().search({ ranges: new Map([["cores", { max: 4 }]]) })).total).toBe(0);
      expect((await bench().engine.describe()).documents).toBe(1);
    });

    it("takes the last of two documents with one id", async () => {
      await bench().index([
        { id: "a", title: "Anchor" },
        { id: "a", title: "Buoy" },
      ]);
      expect(await bench().find("")).toEqual(["a"]);
      expect(await bench().find("buoy")).toEqual(["a"]);
    });

    it("removes a document from text, facets and total, and does not mind an unknown id", async () => {
      await bench().index([
        { id: "a", title: "Anchor", values: { task: ["x"] } },
        { id: "b", values: { task: ["x"] } },
      ]);
      await bench().engine.remove(["a", "nobody"]);
      expect(await bench().find("anchor")).toEqual([]);
      const { total, counts } = await bench().search({ facets: ["task"] });
      expect(total).toBe(1);
      expect(counts.get("task")).toEqual(new Map([["x", 1]]));
    });

    it("takes a removed document again", async () => {
      await bench().index([{ id: "a", title: "Anchor" }, { id: "b" }]);
      await bench().engine.remove(["a"]);
      await bench().engine.upsert([toDocument({ id: "a", title: "Anchor" })]);
      expect(await bench().find("anchor")).toEqual(["a"]);
      expect(await bench().find("")).toEqual(["a", "b"]);
    });

    it("counts a value that a document carries twice once", async () => {
      await bench().index([{ id: "a", values: { task: ["x", "x"] } }]);
      expect((await bench().search({ facets: ["task"] })).counts.get("task")).toEqual(new Map([["x", 1]]));
      await bench().engine.remove(["a"]);
      expect((await bench().search({ facets: ["task"] })).counts.get("task")).toEqual(new Map());
    });

    it("shows the old generation whole until the new one is whole", async () => {
      await bench().index([{ id: "a" }, { id: "b" }]);
      const seen: string[] = [];
      async function* slowly(): AsyncGenerator<SearchDocument> {
        for (let number = 0; number < 450; number += 1) {
          yield toDocument({ id: `new-${String(number).padStart(3, "0")}` });
          if (number % 90 === 0) seen.push((await bench().find("")).join(" "));
        }
      }
      await bench().engine.replaceAll(slowly(), SETTINGS, "hash-2");
      expect(new Set(seen)).toEqual(new Set(["a b"]));
      expect((await bench().search({})).total).toBe(450);
      expect(await bench().engine.describe()).toEqual({ documents: 450, settingsHash: "hash-2" });
    });

    it("keeps the old generation when the new one cannot be filled", async () => {
      await bench().index([{ id: "a" }]);
      async function* broken(): AsyncGenerator<SearchDocument> {
        yield toDocument({ id: "z" });
        throw new Error("The store went away.");
      }
      await expect(bench().engine.replaceAll(broken(), SETTINGS, "hash-2")).rejects.toThrow(
        "The store went away.",
      );
      expect(await bench().find("")).toEqual(["a"]);
      expect((await bench().engine.describe()).settingsHash).toBe("hash-1");
    });

    it("does not lose what is written while a new generation is filled", async () => {
      await bench().index([{ id: "a" }, { id: "b" }]);
      async function* meanwhile(): AsyncGenerator<SearchDocument> {
        yield toDocument({ id: "a" });
        await bench().engine.upsert([toDocument({ id: "late", title: "Latecomer" })]);
        await bench().engine.remove(["a"]);
        expect(await bench().find("latecomer")).toEqual(["late"]);
        yield toDocument({ id: "b" });
      }
      await bench().engine.replaceAll(meanwhile(), SETTINGS, "hash-2");
      expect(await bench().find("")).toEqual(["b", "late"]);
    });

    it("takes other facets and synonyms with a new generation", async () => {
      await bench().index([{ id: "a", values: { task: ["x"], colour: ["red"] } }]);
      await bench().engine.replaceAll(
        [toDocument({ id: "a", title: "Skiff", values: { task: ["x"], colour: ["red"] } })],
        { facets: [{ key: "colour", kind: "values" }], synonyms: new Map([["boat", ["skiff"]]]) },
        "hash-2",
      );
      const { counts } = await bench().search({ facets: ["task", "colour"] });
      expect(counts.get("colour")).toEqual(new Map([["red", 1]]));
      expect(counts.get("task") ?? new Map()).toEqual(new Map());
      expect(await bench().find("boat")).toEqual(["a"]);
    });

    it("lists what it has by id, in pages, with the hash of what was written", async () => {
      expect(await bench().engine.list(undefined, 10)).toEqual([]);
      const ids = ["01C", "01A", "01D", "01B"];
      await bench().index(ids.map((id) => ({ id, title: id })));
      await bench().engine.upsert([toDocument({ id: "01B", title: "Changed" })]);
      await bench().engine.remove(["01A"]);
      const listed = await bench().engine.list(undefined, 10);
      expect(listed).toEqual(
        [
          { id: "01B", title: "Changed" },
          { id: "01C", title: "01C" },
          { id: "01D", title: "01D" },
        ].map((parts) => ({ id: parts.id, hash: hashDocument(toDocument(parts)) })),
      );
      expect(await bench().engine.list("01B", 1)).toEqual(listed.slice(1, 2));
      expect(await bench().engine.list("01D", 10)).toEqual([]);
    });

    it("fails with ENGINE_UNAVAILABLE once it is closed", async () => {
      await bench().engine.close();
      await expect(bench().search({})).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
      await expect(bench().engine.upsert([])).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    });
  });
}
