import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decideOnLayer, writeLayers } from "../../src/commands/layer.ts";
import { createEmbeddedEngine } from "../../src/search/embedded/index.ts";
import { createIndexWriter, type IndexWriter } from "../../src/search/index-writer.ts";
import type { SearchEngine } from "../../src/search/search-engine.ts";
import type { SearchAnswer } from "../../src/search/search-service.ts";
import { createSearchService } from "../../src/search/service.ts";
import { createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture } from "../support/git-fixture.ts";
import { MEILI_URL, openTestEngine, removeTestIndexes } from "../support/meilisearch.ts";
import { loadShipped } from "../unit/search/search-fixture.ts";

const FILE = "ivoa-execution.yaml";
const FIXTURES = join(import.meta.dirname, "../fixtures/layers");
const NOW = "2026-06-01T00:00:00.000Z";
const vocabularies = await loadShipped();
// Meilisearch takes seconds for what the embedded engine does at once.
vi.setConfig({ testTimeout: 60_000 });
if (MEILI_URL !== undefined) afterAll(removeTestIndexes);

const ENGINES: readonly (readonly [string, () => Promise<SearchEngine>])[] = [
  ["embedded", async () => createEmbeddedEngine({ file: ":memory:" })],
  ...(MEILI_URL === undefined ? [] : [["meilisearch", async () => openTestEngine()] as const]),
];

describe.each(ENGINES)("layers, crawled and searched with the %s engine", (_, createEngine) => {
  let crawl: CrawlFixture;
  let engine: SearchEngine;
  let writer: IndexWriter;

  beforeEach(async () => {
    crawl = await createCrawlFixture();
    engine = await createEngine();
    writer = createIndexWriter({
      store: crawl.store,
      engine,
      vocabularies: () => vocabularies,
      now: () => new Date("2027-01-01T00:00:00.000Z"),
      log: pino({ level: "silent" }),
    });
    await writer.ensure();
    for (const key of ["developers", "packages", "strangers"]) {
      mkdirSync(join(crawl.folder, key), { recursive: true });
      await crawl.addSource(key, "folder", `repositories/${key}`);
    }
  });
  afterEach(async () => {
    await engine.close();
    await crawl.close();
  });

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(crawl.folder, path)), { recursive: true });
    writeFileSync(join(crawl.folder, path), text);
  };
  const look = async (): Promise<void> => {
    crawl.forward(24 * 3_600_000);
    await crawl.crawl();
    await writer.applyJobs();
    // Jobs alone must bring the index to where a rebuild would.
    expect(await writer.compare()).toEqual({ missing: [], changed: [], surplus: [] });
  };
  const search = async (query: string): Promise<SearchAnswer> => {
    const service = createSearchService({ engine, vocabularies });
    return service.search(service.parse(new URLSearchParams(query)));
  };
  const found = async (query: string): Promise<readonly string[]> =>
    (await search(query)).hits.map(({ path }) => path).toSorted();
  const tool = (name: string, lines: readonly string[] = []): string =>
    `${manifest({ name, title: name })}${lines.map((line) => `  ${line}\n`).join("")}`;

  const DEVELOPER = "local.developers/moments";
  const IMAGE = "local.packages/moments-image";
  const COURSE = "local.packages/moments-course";
  const copy = (to: string): void => {
    const name = to.split("/").at(-1) ?? "";
    cpSync(join(FIXTURES, name), join(crawl.folder, to), { recursive: true });
  };

  it("shows a program once, as its latest layer, by the words and terms of all", async () => {
    copy("packages/moments-course");
    await look();
    expect(await found("q=")).toEqual([COURSE]);
    copy("packages/moments-image");
    await look();
    expect(await found("q=")).toEqual([COURSE]);
    copy("developers/moments");
    await look();
    for (const query of ["q=", "q=zebrafish", "q=moments-image", "task=moment-maps", "output=moment-map"]) {
      expect([query, await found(query)]).toEqual([query, [COURSE]]);
    }
    const { hits, facets } = await search("q=");
    expect(hits[0]).toMatchObject({
      title: "Moments for the summer school",
      summary: "Makes moment maps from spectral cubes.",
      license: "BSD-3-Clause",
      layer: "publisher",
      also: [
        { path: DEVELOPER, layer: "developer" },
        { path: IMAGE, layer: "packager" },
      ],
    });
    expect(hits[0]?.claims).toBeUndefined();
    const counts = (key: string) =>
      facets.find((facet) => facet.key === key)?.values.map(({ value, count }) => [value, count]);
    expect(counts("kind")).toEqual([
      ["docker-container", 1],
      ["python-program", 1],
    ]);
    expect(counts("license")).toEqual([["BSD-3-Clause", 1]]);
    expect(await found("memory.max=8&memory.min=8")).toEqual([COURSE]);
  });

  it("shows the one before when a layer goes", async () => {
    for (const path of ["developers/moments", "packages/moments-image", "packages/moments-course"])
      copy(path);
    // The limit on withdrawals counts shares of a source.
    for (const name of ["a", "b", "c", "d", "e", "f"]) write(`packages/${name}/${FILE}`, tool(name));
    await look();
    rmSync(join(crawl.folder, "packages/moments-course", FILE));
    await look();
    expect(await found("task=moment-maps")).toEqual([IMAGE]);
    expect((await search("task=moment-maps")).hits[0]?.title).toBe("Moments");
  });

  it("does not let a stranger take a program over", async () => {
    write(`developers/tool/${FILE}`, tool("tool"));
    write(`strangers/trap/${FILE}`, tool("trap", ["role: packager", "derivedFrom: local.developers/tool"]));
    await look();
    const { hits } = await search("q=");
    const [trap, own] = ["local.strangers/trap", "local.developers/tool"];
    expect(await found("q=")).toEqual([own, trap]);
    expect(hits.find(({ path }) => path === own)).toMatchObject({ also: [] });
    expect(hits.find(({ path }) => path === trap)).toMatchObject({
      also: [],
      claims: { path: own, title: "tool", refused: false },
    });
    const output: string[] = [];
    await writeLayers(crawl.store, { write: (line) => output.push(line), writeError: () => undefined });
    expect(output).toEqual([
      "unverified  local.strangers/trap",
      "            from local.developers/tool (nobody has confirmed it)",
    ]);
  });

  it("does not let a chain of strangers take a program over", async () => {
    write(`developers/tool/${FILE}`, tool("tool", ["layers: [local.packages/image]"]));
    write(`packages/image/${FILE}`, tool("image", ["role: packager", "derivedFrom: local.developers/tool"]));
    write(`strangers/trap/${FILE}`, tool("trap", ["role: publisher", "derivedFrom: local.packages/image"]));
    write(`strangers/trap2/${FILE}`, tool("trap2", ["role: publisher", "derivedFrom: local.strangers/trap"]));
    await look();
    expect(await found("q=")).toEqual(["local.packages/image", "local.strangers/trap2"]);
    const trap = (await search("q=")).hits.find(({ title }) => title === "trap2");
    expect(trap).toMatchObject({
      also: [{ path: "local.strangers/trap" }],
      claims: { path: "local.packages/image" },
    });
  });

  it("follows an operator's word, and takes it back with the next", async () => {
    const git = createGitFixture(join(crawl.folder, "git/image"));
    git.write(FILE, tool("image", ["role: packager", "derivedFrom: local.developers/tool"]));
    git.commit();
    write(`developers/tool/${FILE}`, tool("tool"));
    await crawl.addSource("image", "git", git.url);
    await look();
    const [own, image] = ["local.developers/tool", "local.image/image"];
    expect(await found("q=")).toEqual([own, image]);
    await decideOnLayer(crawl.store, image, { verdict: "confirmed", actor: "ada", at: NOW });
    await writer.applyJobs();
    expect(await found("q=")).toEqual([image]);
    expect((await search("q=")).hits[0]?.also).toMatchObject([{ path: own }]);
    await decideOnLayer(crawl.store, image, { verdict: "refused", actor: "bob", at: NOW });
    await writer.applyJobs();
    expect(await found("q=")).toEqual([own, image]);
    expect((await search("q=")).hits.find(({ path }) => path === image)?.claims).toMatchObject({
      refused: true,
    });
    const nothing = decideOnLayer(crawl.store, own, { verdict: "confirmed", actor: "ada", at: NOW });
    await expect(nothing).rejects.toMatchObject({
      code: "CONFLICT",
      hint: expect.stringContaining("derivedFrom"),
    });
  });

  it("knows a layer beside its origin in one repository of any host", async () => {
    const git = createGitFixture(join(crawl.folder, "git/both"));
    git.write(FILE, tool("tool"));
    git.write(`image/${FILE}`, tool("image", ["role: packager", "derivedFrom: local.both/both"]));
    git.commit();
    await crawl.addSource("both", "git", git.url);
    await look();
    expect(await found("q=")).toEqual(["local.both/both/-/image"]);
  });
});
