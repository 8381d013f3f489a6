import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExecatError } from "../../../src/errors.ts";
import { createEmbeddedEngine } from "../../../src/search/embedded/index.ts";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import { writePrograms } from "../../../src/search/write-programs.ts";
import { EVERYTHING } from "../../conformance/search-engine-bench.ts";
import { createIndexFixture, type IndexFixture } from "../../support/index-fixture.ts";
import { loadShipped } from "./search-fixture.ts";

const vocabularies = await loadShipped();
let fixture: IndexFixture;
let engine: SearchEngine;

beforeEach(async () => {
  fixture = await createIndexFixture(vocabularies);
  engine = createEmbeddedEngine({ file: ":memory:" });
  await fixture.writer(engine).ensure();
});
afterEach(async () => {
  await engine.close();
  await fixture.store.close();
});

/** The engine with other writes, `isShared` as said. */
function withUpsert(isShared: boolean, upsert: SearchEngine["upsert"]): SearchEngine {
  return {
    name: "other",
    isShared,
    upsert,
    describe: () => engine.describe(),
    replaceAll: (...all) => engine.replaceAll(...all),
    updateSettings: (...all) => engine.updateSettings(...all),
    remove: (ids) => engine.remove(ids),
    list: (...page) => engine.list(...page),
    search: (query) => engine.search(query),
    countValues: (...all) => engine.countValues(...all),
    close: () => engine.close(),
  };
}

describe("writing programs", () => {
  it("writes a shared index again when the program changed between reading and writing", async () => {
    await fixture.publish(3, "Old");
    let writes = 0;
    const shared = withUpsert(true, async (documents) => {
      writes += 1;
      // Another process is quicker: it publishes, writes the new one, and we write the old one over it.
      if (writes === 1) await fixture.publish(1, "New", 1);
      await engine.upsert(documents);
    });
    const options = { store: fixture.store, engine: shared, vocabularies: () => vocabularies };
    await writePrograms(options, ["01P10000", "01P10001"]);
    expect(writes).toBe(2);
    expect((await engine.search({ ...EVERYTHING, text: "new" })).hits.map((hit) => hit.id)).toEqual([
      "01P10001",
    ]);
  });

  it("tries in halves what an engine refuses, so that one program holds back no other", async () => {
    await fixture.publish(40, "Program");
    const picky = withUpsert(false, async (documents) => {
      if (documents.some((document) => document.id === "01P10013"))
        throw new ExecatError("ENGINE_UNAVAILABLE", "It is refused.", { details: { refused: true } });
      await engine.upsert(documents);
    });
    expect(await fixture.writer(picky).applyJobs()).toBe(39);
    expect((await engine.describe()).documents).toBe(39);
    expect(await fixture.store.jobs.count("index")).toBe(1);
  });

  it("leaves the other jobs alone when the engine is away", async () => {
    await fixture.publish(250, "Program");
    let calls = 0;
    const away = withUpsert(false, async () => {
      calls += 1;
      throw new ExecatError("ENGINE_UNAVAILABLE", "It is away.");
    });
    expect(await fixture.writer(away).applyJobs()).toBe(0);
    expect(calls).toBe(1);
    expect(await fixture.store.jobs.count("index")).toBe(250);
  });

  it("finds where index and store differ, and repairs it", async () => {
    await fixture.publish(5, "Program");
    const writer = fixture.writer(engine);
    await writer.applyJobs();
    expect(await writer.compare()).toEqual({ missing: [], changed: [], surplus: [] });
    await engine.remove(["01P10000", "01P10004"]);
    await fixture.publish(1, "Changed", 2);
    const drift = { missing: ["01P10000", "01P10004"], changed: ["01P10002"], surplus: [] };
    expect(await writer.repair()).toEqual(drift);
    expect(await writer.compare()).toEqual({ missing: [], changed: [], surplus: [] });
  });
});
