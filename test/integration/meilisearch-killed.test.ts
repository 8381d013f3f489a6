import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMeilisearchEngine } from "../../src/search/meilisearch/index.ts";
import type { SearchEngine } from "../../src/search/search-engine.ts";
import { EVERYTHING } from "../conformance/search-engine-bench.ts";
import { createIndexFixture, delegate, type IndexFixture } from "../support/index-fixture.ts";
import { createOwnServer, MEILI_BINARY, type OwnServer } from "../support/meilisearch-server.ts";
import { loadShipped } from "../unit/search/search-fixture.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const vocabularies = await loadShipped();
const NOTHING = { missing: [], changed: [], surplus: [] };
const PROGRAMS = 450;

describe.skipIf(MEILI_BINARY === undefined)("a Meilisearch server that is killed", () => {
  let server: OwnServer;
  let engine: SearchEngine;
  let fixture: IndexFixture;
  const open = (now = new Date()): SearchEngine =>
    createMeilisearchEngine({ ...server, indexName: "execat", now: () => now });
  beforeEach(async () => {
    server = await createOwnServer();
    await server.start();
    engine = open();
    fixture = await createIndexFixture(vocabularies);
  });
  afterEach(async () => {
    await engine.close();
    await fixture.store.close();
    await server.remove();
  });

  it("in the middle of a batch makes the jobs wait; when it is back nothing is lost", async () => {
    const writer = fixture.writer(engine);
    await writer.ensure();
    await fixture.publish(PROGRAMS, "Program");
    const applying = writer.applyJobs();
    await expect
      .poll(() => fixture.store.jobs.count("index"), { interval: 5, timeout: 60_000 })
      .toBeLessThan(PROGRAMS);
    await server.kill();
    expect(await applying).toBeLessThan(PROGRAMS);
    expect(await fixture.store.jobs.count("index")).toBeGreaterThan(0);
    await expect(engine.search(EVERYTHING)).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    fixture.wait();
    expect(await writer.applyJobs()).toBe(0);

    await server.start();
    await expect
      .poll(async () => {
        fixture.wait();
        await writer.applyJobs();
        return fixture.store.jobs.count("index");
      })
      .toBe(0);
    expect((await engine.search(EVERYTHING)).total).toBe(PROGRAMS);
    expect(await writer.compare()).toEqual(NOTHING);
  });

  it("in the middle of a rebuild leaves the old index whole, and its remains go in time", async () => {
    const writer = fixture.writer(engine);
    await fixture.publish(PROGRAMS, "Old");
    await writer.ensure();
    await writer.applyJobs();
    await fixture.publish(PROGRAMS, "New");
    let read = 0;
    const counting: SearchEngine = {
      ...delegate(engine),
      replaceAll: (documents, ...rest) =>
        engine.replaceAll(
          (async function* () {
            for await (const document of documents) {
              read += 1;
              if (read === PROGRAMS / 2) await server.kill();
              yield document;
            }
          })(),
          ...rest,
        ),
    };
    await expect(fixture.writer(counting).rebuild()).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });

    await server.start();
    expect((await engine.search({ ...EVERYTHING, text: "old" })).total).toBe(PROGRAMS);
    const later = open(new Date(Date.now() + 24 * 60 * 60_000));
    expect(await fixture.writer(later).rebuild()).toBe(PROGRAMS);
    expect((await later.search({ ...EVERYTHING, text: "new" })).total).toBe(PROGRAMS);
    expect(await fixture.writer(later).compare()).toEqual(NOTHING);
    await later.close();
    const names = await indexNames(server);
    expect(names).toEqual(["execat", "execat_about"]);
  });
});

async function indexNames({ url, masterKey }: OwnServer): Promise<readonly string[]> {
  const response = await fetch(`${url}/indexes?limit=100`, {
    headers: { authorization: `Bearer ${masterKey}` },
  });
  const { results } = (await response.json()) as { readonly results: readonly { readonly uid: string }[] };
  return results.map(({ uid }) => uid).sort();
}
