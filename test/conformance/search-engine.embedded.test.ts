import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEmbeddedEngine } from "../../src/search/embedded/index.ts";
import type { SearchDocument } from "../../src/search/search-engine.ts";
import { EVERYTHING, SETTINGS, toDocument } from "./search-engine-bench.ts";
import { testSearchEngine } from "./search-engine.ts";

testSearchEngine("embedded, in memory", async () => createEmbeddedEngine({ file: ":memory:" }));

describe("the embedded engine's file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "execat-index-"));
    file = join(folder, "deep", "index.sqlite");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const document = toDocument({
    id: "a",
    title: "Anchor",
    terms: ["source extraction"],
    values: { task: ["x"] },
    numbers: { cores: 4 },
  });
  const fillOnce = async (): Promise<void> => {
    const engine = createEmbeddedEngine({ file });
    await engine.replaceAll([document], SETTINGS, "hash-1");
    await engine.upsert([toDocument({ id: "b", values: { task: ["y"] } })]);
    await engine.close();
  };

  it("is read again with its words, facets, numbers, synonyms and hash", async () => {
    await fillOnce();
    const engine = createEmbeddedEngine({ file });
    expect(await engine.describe()).toEqual({ documents: 2, settingsHash: "hash-1" });
    const { hits, counts } = await engine.search({
      ...EVERYTHING,
      text: "source finder",
      ranges: new Map([["cores", { min: 4 }]]),
      facets: ["task"],
    });
    expect(hits.map((hit) => hit.id)).toEqual(["a"]);
    expect(counts.get("task")).toEqual(new Map([["x", 1]]));
    await engine.upsert([toDocument({ id: "c", terms: ["source extraction", "new term"] })]);
    expect((await engine.search({ ...EVERYTHING, text: "new term" })).total).toBe(1);
    await engine.close();
  });

  it("is read again with the settings that were changed since", async () => {
    await fillOnce();
    const engine = createEmbeddedEngine({ file });
    const settings = { ...SETTINGS, synonyms: new Map([["ship's iron", ["anchor"]]]) };
    expect(await engine.updateSettings(settings, "hash-2")).toBe(true);
    await engine.close();
    const again = createEmbeddedEngine({ file });
    expect(await again.describe()).toEqual({ documents: 2, settingsHash: "hash-2" });
    expect((await again.search({ ...EVERYTHING, text: "ship's iron" })).total).toBe(1);
    expect((await again.search({ ...EVERYTHING, text: "source finder" })).total).toBe(0);
    await again.close();
    await expect(again.updateSettings(settings, "hash-3")).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
    });
  });

  it.each([
    ["no database at all", "This is no database. ".repeat(500)],
    ["an empty file", ""],
  ])("is made anew, without a hash, when it is %s", async (_, content) => {
    await fillOnce();
    writeFileSync(file, content);
    const engine = createEmbeddedEngine({ file });
    expect(await engine.describe()).toEqual({ documents: 0, settingsHash: undefined });
    await engine.replaceAll([document], SETTINGS, "hash-1");
    expect((await engine.search({ ...EVERYTHING, text: "anchor" })).total).toBe(1);
    await engine.close();
  });

  it("is the old one after a crash in the middle of a new generation, whose remains go", async () => {
    await fillOnce();
    writeFileSync(`${file}.next`, "half of an index");
    const engine = createEmbeddedEngine({ file });
    expect((await engine.search({ ...EVERYTHING, text: "anchor" })).total).toBe(1);
    expect(existsSync(`${file}.next`)).toBe(false);
    await engine.close();
  });

  it("stands alone when the engine is closed: nothing is left beside it", async () => {
    await fillOnce();
    expect(readdirSync(join(folder, "deep"))).toEqual(["index.sqlite"]);
  });

  it("is left as it was when the engine is closed while a new generation is filled", async () => {
    await fillOnce();
    const engine = createEmbeddedEngine({ file });
    function* endless(): Generator<SearchDocument> {
      for (let number = 0; ; number += 1) yield toDocument({ id: `n${number}` });
    }
    const replacing = engine.replaceAll(endless(), SETTINGS, "hash-2");
    const refused = expect(replacing).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await engine.close();
    await refused;
    const again = createEmbeddedEngine({ file });
    expect((await again.describe()).settingsHash).toBe("hash-1");
    await again.close();
  });

  it("tells how far a new generation is", async () => {
    const progress: number[] = [];
    const engine = createEmbeddedEngine({ file, onProgress: (documents) => progress.push(documents) });
    const many = Array.from({ length: 250 }, (_, number) => toDocument({ id: `n${number}` }));
    await engine.replaceAll(many, SETTINGS, "hash-1");
    expect(progress.at(-1)).toBe(250);
    expect(progress.length).toBeGreaterThan(1);
    await engine.close();
  });

  it("keeps the rows of 2,000 documents apart, in lists and in bits alike", async () => {
    const engine = createEmbeddedEngine({ file });
    const many = Array.from({ length: 2000 }, (_, number) =>
      toDocument({
        id: String(number).padStart(5, "0"),
        title: number % 2 === 0 ? "even" : "odd",
        values: { task: [number % 2 === 0 ? "even" : "odd", `rest-${number % 97}`] },
      }),
    );
    await engine.replaceAll(many, SETTINGS, "hash-1");
    await engine.remove(["00000", "00001", "00002"]);
    await engine.upsert([toDocument({ id: "00004", title: "odd", values: { task: ["odd"] } })]);
    const { total, counts } = await engine.search({ ...EVERYTHING, text: "odd", facets: ["task"] });
    expect(total).toBe(1000);
    expect(counts.get("task")?.get("odd")).toBe(1000);
    expect(counts.get("task")?.get("even")).toBeUndefined();
    expect(counts.get("task")?.get("rest-1")).toBe(10);
    await engine.close();
  });
});
