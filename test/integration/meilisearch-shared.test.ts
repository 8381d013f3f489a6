import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SearchDocument, SearchEngine } from "../../src/search/search-engine.ts";
import { EVERYTHING, SETTINGS, toDocument } from "../conformance/search-engine-bench.ts";
import { createIndexFixture, delegate, type IndexFixture } from "../support/index-fixture.ts";
import { MEILI_URL, newIndexName, openTestEngine, removeTestIndexes } from "../support/meilisearch.ts";
import { loadShipped } from "../unit/search/search-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

const vocabularies = await loadShipped();
const NOTHING = { missing: [], changed: [], surplus: [] };

describe.skipIf(MEILI_URL === undefined)("an index at Meilisearch that several processes share", () => {
  let one: SearchEngine;
  let other: SearchEngine;
  let fixture: IndexFixture;
  beforeEach(async () => {
    const indexName = newIndexName();
    [one, other] = [openTestEngine({ indexName }), openTestEngine({ indexName })];
    fixture = await createIndexFixture(vocabularies);
  });
  afterEach(async () => {
    await one.close();
    await other.close();
    await fixture.store.close();
  });
  afterAll(removeTestIndexes);

  it("shows readers a whole catalogue while it is replaced again and again, with other settings", async () => {
    const generation = (size: number): readonly SearchDocument[] =>
      Array.from({ length: size }, (_, number) =>
        toDocument({ id: `d${1000 + number}`, title: `word ${number}`, values: { task: [`of-${size}`] } }),
      );
    await one.replaceAll(generation(300), SETTINGS, "hash-300");
    const seen = new Set<string>();
    const end = new AbortController();
    const read = async (): Promise<void> => {
      while (!end.signal.aborted) {
        const filters = new Map([["task", ["of-300", "of-301", "of-302"]]]);
        const { total, hits, counts } = await other.search({
          ...EVERYTHING,
          text: "wor",
          facets: ["task"],
          filters,
        });
        seen.add(JSON.stringify([total, hits.length, ...(counts.get("task") ?? [])]));
      }
    };
    const reading = [read(), read(), read()];
    for (const size of [301, 302]) {
      const colour = { key: `colour-${size}`, kind: "values" as const };
      await one.replaceAll(
        generation(size),
        { ...SETTINGS, facets: [...SETTINGS.facets, colour] },
        `hash-${size}`,
      );
    }
    end.abort();
    await Promise.all(reading);
    const whole = [300, 301, 302].map((size) => JSON.stringify([size, 100, [`of-${size}`, size]]));
    expect(whole).toEqual(expect.arrayContaining([...seen]));
    expect(seen.size).toBeGreaterThan(1);
  });

  it("shows other synonyms to a process that searched before, without a new index", async () => {
    const documents = [toDocument({ id: "a", title: "Skiff" }), toDocument({ id: "b", title: "Raft" })];
    await one.replaceAll(documents, SETTINGS, "hash-1");
    const find = async (text: string): Promise<readonly string[]> =>
      (await other.search({ ...EVERYTHING, text })).hits.map(({ id }) => id);
    expect(await find("rowing boat")).toEqual([]);
    const synonyms = new Map([["rowing boat", ["skiff"]]]);
    expect(await one.updateSettings({ ...SETTINGS, synonyms }, "hash-2")).toBe(true);
    expect(await find("rowing boat")).toEqual(["a"]);
    expect(await other.describe()).toEqual({ documents: 2, settingsHash: "hash-2" });
    await other.upsert([toDocument({ id: "c", title: "Skiff" })]);
    expect(await find("rowing boat")).toEqual(["a", "c"]);
  });

  it("loses no change that another process writes while one rebuilds", async () => {
    const writing = fixture.writer(other);
    await fixture.publish(50, "First");
    await writing.ensure();
    await writing.applyJobs();
    const rebuilding: SearchEngine = {
      ...delegate(one),
      replaceAll: (documents, ...rest) =>
        one.replaceAll(
          (async function* () {
            yield* documents;
            // Everything is read, and the new index not yet in place.
            await fixture.publish(1, "Late", 7);
            await fixture.publish(1, "Added", 700);
            expect(await writing.applyJobs()).toBe(2);
          })(),
          ...rest,
        ),
    };
    expect(await fixture.writer(rebuilding).rebuild()).toBe(51);
    for (const text of ["late", "added"]) expect((await other.search({ ...EVERYTHING, text })).total).toBe(1);
    expect(await writing.compare()).toEqual(NOTHING);
  });

  it("is compared with the store and repaired", async () => {
    const writer = fixture.writer(one);
    await fixture.publish(30, "Program");
    await writer.ensure();
    await writer.applyJobs();
    expect(await writer.compare()).toEqual(NOTHING);
    await other.remove(["01P10003"]);
    await other.upsert([
      toDocument({ id: "01P10007", title: "Something else" }),
      toDocument({ id: "01STRANGER" }),
    ]);
    const drift = { missing: ["01P10003"], changed: ["01P10007"], surplus: ["01STRANGER"] };
    expect(await writer.compare()).toEqual(drift);
    expect(await writer.repair()).toEqual(drift);
    expect(await writer.compare()).toEqual(NOTHING);
  });
});
