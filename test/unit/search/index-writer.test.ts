import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqlStore } from "../../../src/catalogue/sql/index.ts";
import type { ProgramChange, Store } from "../../../src/catalogue/store.ts";
import { ExecatError } from "../../../src/errors.ts";
import { createEmbeddedEngine } from "../../../src/search/embedded/index.ts";
import { createIndexWriter, type IndexWriter } from "../../../src/search/index-writer.ts";
import { settingsFor } from "../../../src/search/indexing.ts";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import { programChange, repository, source } from "../../support/entry-builders.ts";
import { loadShipped } from "./search-fixture.ts";

const vocabularies = await loadShipped();
let store: Store;
let engine: SearchEngine;
let writer: IndexWriter;
let now: Date;
let logged: string[];

beforeEach(async () => {
  store = await createSqlStore({ file: ":memory:" });
  await store.migrate();
  await store.sources.save(source());
  engine = createEmbeddedEngine({ file: ":memory:" });
  now = new Date("2026-11-24T10:00:00.000Z");
  logged = [];
  writer = toWriter(engine);
});
afterEach(async () => {
  await writer.stop();
  await engine.close();
  await store.close();
});

function toWriter(target: SearchEngine): IndexWriter {
  const log = (_: unknown, message?: string): void => {
    logged.push(message ?? "");
  };
  return createIndexWriter({
    store,
    engine: target,
    vocabularies: () => vocabularies,
    now: () => now,
    log: { warn: log, error: log },
  });
}

async function publish(...programs: readonly ProgramChange[]): Promise<void> {
  await store.entries.apply({
    repository: repository(),
    problems: [],
    programs,
    seen: [],
    at: now.toISOString(),
  });
}

async function titlesFound(text = ""): Promise<readonly string[]> {
  const { hits } = await engine.search({
    text,
    filters: new Map(),
    ranges: new Map(),
    sort: "relevance",
    offset: 0,
    limit: 100,
    facets: [],
  });
  return hits.map((hit) => (JSON.parse(hit.card) as { title: string }).title);
}

const alpha = programChange({ id: "01A", path: "local.examples/a", title: "Alpha" });
const beta = programChange({ id: "01B", path: "local.examples/b", title: "Beta" });

describe("the index writer", () => {
  it("writes what was published and is done with its jobs", async () => {
    await publish(alpha, beta);
    await writer.ensure();
    expect(await writer.applyJobs()).toBe(2);
    expect(await titlesFound()).toEqual(["Alpha", "Beta"]);
    expect(await store.jobs.count("index")).toBe(0);
    expect(await writer.applyJobs()).toBe(0);
  });

  it("follows a change, and takes out what was withdrawn or is no longer listed", async () => {
    await publish(alpha, beta);
    await writer.applyJobs();
    await publish({ ...alpha, program: { ...alpha.program, title: "Alpha the Second" } });
    await publish({ ...beta, program: { ...beta.program, listed: false } });
    await writer.applyJobs();
    expect(await titlesFound()).toEqual(["Alpha the Second"]);
    const withdrawal = { at: now.toISOString(), reason: "The file was deleted.", commit: undefined };
    await publish({ ...alpha, program: { ...alpha.program, state: "withdrawn", withdrawal } });
    await writer.applyJobs();
    expect(await titlesFound()).toEqual([]);
  });

  it("takes out a program that the store does not know", async () => {
    await store.jobs.add("index", "01NOBODY", now.toISOString());
    expect(await writer.applyJobs()).toBe(1);
  });

  it("rebuilds everything from the store, once, when the index was made with other settings", async () => {
    await publish(alpha, beta);
    expect(await writer.ensure()).toBe(true);
    expect(await titlesFound()).toEqual(["Alpha", "Beta"]);
    expect((await engine.describe()).settingsHash).toBe(settingsFor(vocabularies).hash);
    expect(await writer.ensure()).toBe(false);
    await engine.replaceAll([], { facets: [], synonyms: new Map() }, "of an older version");
    expect(await writer.ensure()).toBe(true);
    expect(await titlesFound()).toEqual(["Alpha", "Beta"]);
  });

  it("rebuilds more programs than one page of the store holds", async () => {
    const many = Array.from({ length: 450 }, (_, number) =>
      programChange({
        id: `01P${1000 + number}`,
        path: `local.examples/p${number}`,
        title: `Program ${number}`,
      }),
    );
    await publish(...many);
    expect(await writer.rebuild()).toBe(450);
  });

  it("breaks off a rebuild when it is stopped, and leaves the old index", async () => {
    await publish(alpha);
    await writer.ensure();
    const many = Array.from({ length: 450 }, (_, number) =>
      programChange({ id: `01P${1000 + number}`, path: `local.examples/p${number}` }),
    );
    await publish(...many);
    const rebuilding = writer.rebuild();
    const refused = expect(rebuilding).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    await writer.stop();
    await refused;
    expect(await titlesFound()).toEqual(["Alpha"]);
  });

  it("puts jobs back when the engine fails, each time later, and does them when it is back", async () => {
    let isDown = true;
    const shaky: SearchEngine = {
      name: "shaky",
      isShared: false,
      list: (...all) => engine.list(...all),
      describe: () => engine.describe(),
      replaceAll: (...all) => engine.replaceAll(...all),
      updateSettings: (...all) => engine.updateSettings(...all),
      search: (query) => engine.search(query),
      countValues: (...all) => engine.countValues(...all),
      remove: (ids) => engine.remove(ids),
      close: () => engine.close(),
      async upsert(documents) {
        if (isDown) throw new ExecatError("ENGINE_UNAVAILABLE", "It is down.");
        await engine.upsert(documents);
      },
    };
    const shakyWriter = toWriter(shaky);
    await publish(alpha);
    expect(await shakyWriter.applyJobs()).toBe(0);
    expect(await store.jobs.count("index")).toBe(1);
    expect(logged).toHaveLength(1);
    expect(await shakyWriter.applyJobs()).toBe(0);
    expect(logged).toHaveLength(1);
    now = new Date(now.getTime() + 1000);
    await shakyWriter.applyJobs();
    now = new Date(now.getTime() + 1000);
    await shakyWriter.applyJobs();
    expect(logged).toHaveLength(2);
    isDown = false;
    now = new Date(now.getTime() + 1000);
    expect(await shakyWriter.applyJobs()).toBe(1);
    expect(await titlesFound()).toEqual(["Alpha"]);
  });

  it("does not let one entry that cannot be indexed hold back the others", async () => {
    const broken = programChange({ id: "01C", path: "local.examples/c", title: "Broken" });
    const [document] = broken.documents;
    if (document === undefined) throw new Error("There is one.");
    // A model of an older version, read from the store, may lack what a new one has.
    const model = JSON.parse('{"storage": [], "data": []}') as typeof document.model;
    await publish(alpha, { ...broken, documents: [{ ...document, model }] }, beta);
    await writer.applyJobs();
    expect(await titlesFound()).toEqual(["Alpha", "Beta"]);
    expect(await store.jobs.count("index")).toBe(1);
    expect(await writer.rebuild()).toBe(2);
  });

  it("works by itself once it is started, when it is woken, and no longer once it is stopped", async () => {
    await publish(alpha);
    writer.start(60_000);
    await expect.poll(titlesFound).toEqual(["Alpha"]);
    await publish(beta);
    writer.wake();
    writer.wake();
    await expect.poll(titlesFound).toEqual(["Alpha", "Beta"]);
    await writer.stop();
    await publish({ ...alpha, program: { ...alpha.program, title: "Omega" } });
    writer.wake();
    await writer.stop();
    expect(await titlesFound("omega")).toEqual([]);
    expect(logged).toEqual([]);
  });
});
