import path from "node:path";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const SCIENCE = path.join(import.meta.dirname, "../fixtures/other-science");

/** Words that only the shipped science would bring; names of files and kinds hold its acronym by the protocol. */
const SHIPPED_WORDS =
  /astro|galax|stellar|\bstars?\b|telescop|planet|cosmolog|interferomet|\bradio\b|\bsky\b|visibilit|photometr|light curve|\bsource (?:extraction|finder)\b/iu;

let folder: string;
let app: WebApp;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-science-"));
  cpSync(SCIENCE, folder, { recursive: true });
  app = await start();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A web server on the vocabularies and the programs of the folder, which are really crawled. */
async function start(): Promise<WebApp> {
  const started = await startWebApp({
    EXECAT_VOCABULARIES: path.join(folder, "vocabularies"),
    EXECAT_SOURCES: path.join(folder, "sources.yaml"),
  });
  const { crawler, indexWriter } = started.catalogue;
  const run = await crawler.crawl({
    sources: ["bench"],
    signal: new AbortController().signal,
    onProgress: () => undefined,
    evenIfDeferred: true,
    allowRemovals: false,
  });
  expect(run.counts).toMatchObject({ published: 3, broken: 0, failed: 0 });
  await indexWriter.ensure();
  await indexWriter.applyJobs();
  return started;
}

/** What a reader reads: no tags, no attributes. */
function textOf(html: string): string {
  return html.replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gsu, " ").replaceAll(/<[^>]+>/gu, " ");
}

describe("a catalogue of another science", () => {
  it.each([
    "/",
    "/?q=",
    "/?q=mapping",
    "/?operation=alignment",
    "/?molecule=nucleic-acid&q=genome",
    "/entries/local.bench/read-mapper",
    "/entries/local.bench/variant-finder",
    "/vocabularies",
    "/vocabularies/operation",
    "/vocabularies/molecule",
    "/vocabularies/operation/read-mapping",
    "/vocabularies/operation/consensus?redirect=no",
    "/vocabularies/molecule/dna",
    "/sources",
    "/check",
    "/rules",
    "/brokers",
    "/schemas/manifest.json",
    "/api/v1/",
    "/api/v1/vocabularies/operation",
  ])("has a page %s on which nothing of the shipped science shows", async (address) => {
    const { status, text } = await app.get(address);
    expect(status).toBe(200);
    expect(SHIPPED_WORDS.exec(textOf(text))?.[0]).toBeUndefined();
  });

  it("shows its own facet first, its questions, and only concepts that have entries", async () => {
    const text = textOf((await app.get("/")).text);
    expect(text).toContain("On which molecule");
    expect(text).toContain("Where in the genome does this read come from?");
    const { body } = await app.json("/api/v1/?q=");
    const facets = body.facets.map(({ key }: { readonly key: string }) => key);
    expect(facets.slice(0, 2)).toEqual(["molecule", "operation"]);
    expect(facets).not.toContain("task");
  });

  it("finds narrower concepts by broader ones, and counts each entry once", async () => {
    const { body } = await app.json("/api/v1/?operation=alignment");
    expect(body.hits.map(({ title }: { readonly title: string }) => title).sort()).toEqual([
      "Read Mapper",
      "Variant Finder",
    ]);
    const { text } = await app.get("/?q=");
    expect(text).toMatch(/molecule=nucleic-acid[^>]*>.*?nucleic acid<\/span>\s*<span class="count">3</u);
  });

  it("understands queries and terms in every language of its vocabulary", async () => {
    for (const words of ["short read alignments", "Zuordnung von Reads", "read-kartierung"]) {
      const { body } = await app.json(`/api/v1/?q=${encodeURIComponent(words)}`);
      expect(body.understood).toContainEqual(
        expect.objectContaining({ facet: "operation", value: "read-mapping", label: "read mapping" }),
      );
    }
  });

  it("shows a concept in its other languages, and when a deprecated one was given up", async () => {
    const { text } = await app.get("/vocabularies/operation/read-mapping");
    expect(text).toContain('<span lang="de">Zuordnung von Reads</span> (de)');
    const old = textOf((await app.get("/vocabularies/operation/consensus?redirect=no")).text);
    expect(old).toContain("no longer to be used, since 2025.");
  });

  it("shows an author the term that stands for a deprecated one", async () => {
    const { body } = await app.json("/api/v1/entries/local.bench/variant-finder");
    expect(JSON.stringify(body)).toContain('Write \\"alignment\\" instead.');
  });

  it("shows another vocabulary as a facet as soon as its file is in the folder, with no other change", async () => {
    writeFileSync(
      path.join(folder, "vocabularies/organism.yaml"),
      "scheme: {title: Organisms}\nconcepts:\n  yeast: {prefLabel: yeast, definition: A fungus.}\n",
    );
    const again = await start();
    try {
      const { body } = await again.json("/api/v1/?q=");
      const facets: readonly { readonly key: string; readonly label: string }[] = body.facets;
      expect(facets.slice(0, 3)).toMatchObject([
        { key: "molecule" },
        { key: "operation" },
        { key: "organism", label: "Organisms" },
      ]);
      expect((await again.get("/vocabularies/organism/yeast")).text).toContain("A fungus.");
      expect((await again.get("/?organism=yeast")).status).toBe(200);
    } finally {
      await again.close();
    }
  });
});
