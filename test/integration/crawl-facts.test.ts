import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { described } from "../../src/catalogue/described.ts";
import type { Entry } from "../../src/catalogue/entry.ts";
import { toSearchDocument } from "../../src/search/indexing.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import { createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";
const DAY_MS = 24 * 3_600_000;
/** A manifest that says what runs and no word about it. */
const BARE = manifest().slice(0, manifest().indexOf("discovery:"));
const MIT = 'Permission is hereby granted, free of charge … the software is provided "as is"';
const CODEMETA = JSON.stringify({
  name: "Root Finder",
  author: [{ givenName: "Ada", familyName: "Example" }],
  issueTracker: "https://example.org/issues",
});
const CITATION = `cff-version: 1.2.0
title: Root
version: "2.1"
doi: 10.5281/zenodo.1234
keywords: [roots]
`;

describe("a crawl of a repository that describes itself in other files", () => {
  let crawl: CrawlFixture;
  let git: GitFixture;
  let vocabularies: Vocabularies;
  beforeAll(async () => {
    vocabularies = await loadVocabularies(join(import.meta.dirname, "../../vocabularies"));
  });
  beforeEach(async () => {
    crawl = await createCrawlFixture();
    git = createGitFixture(join(crawl.folder, "tool"));
    await crawl.addSource("one", "git", git.url);
  });
  afterEach(() => crawl.close());

  const get = async (path = "local.one/tool"): Promise<Entry> => {
    const entry = await crawl.store.entries.find(path);
    if (entry === undefined) throw new Error(`There is no entry "${path}".`);
    return entry;
  };
  const problems = async () => crawl.store.entries.problemsOf((await crawl.repository("one")).id);
  /** What waits to be indexed, and waits no longer. */
  const takeJobs = async (): Promise<readonly string[]> => {
    const due = "2030-01-01T00:00:00.000Z";
    const jobs = await crawl.store.jobs.claim(["index"], due, due, 9);
    await crawl.store.jobs.finish(jobs.map(({ id }) => id));
    return jobs.map(({ subject }) => subject);
  };
  const put = (files: Readonly<Record<string, string>>): string => {
    for (const [name, text] of Object.entries(files)) git.write(name, text);
    return git.commit();
  };

  it("fills what the manifest leaves out, and knows which file says it", async () => {
    put({
      [FILE]: BARE,
      "codemeta.json": CODEMETA,
      "CITATION.cff": CITATION,
      LICENSE: MIT,
      "README.md": "# Roots\n\nFinds roots. It does so quickly.\n",
    });
    await crawl.crawl();
    const entry = await get();
    const told = described(entry);
    expect(told).toMatchObject({
      title: { value: "Root Finder", from: { kind: "codemeta", name: "codemeta.json" } },
      summary: { value: "Finds roots.", from: { kind: "readme", name: "README.md" } },
      description: { value: "Finds roots. It does so quickly.", from: { name: "README.md" } },
      version: { value: "2.1", from: { kind: "citation", name: "CITATION.cff" } },
      license: { value: "MIT", from: { kind: "license", name: "LICENSE" } },
      authors: { value: [{ name: "Ada Example" }], from: { name: "codemeta.json" } },
      publications: { value: [{ doi: "10.5281/zenodo.1234" }], from: { name: "CITATION.cff" } },
      issues: { value: "https://example.org/issues" },
      keywords: { value: ["roots"] },
    });
    expect(entry.program).toMatchObject({ title: "Root Finder", summary: "Finds roots." });
    expect(entry.document.model.discovery).toBeUndefined();
    expect(toSearchDocument(entry, vocabularies)).toMatchObject({
      title: "Root Finder",
      keywords: ["roots"],
      values: new Map([...toSearchDocument(entry, vocabularies).values, ["license", ["MIT"]]]),
    });
  });

  it("leaves the author the last word", async () => {
    put({ [FILE]: manifest(), "codemeta.json": CODEMETA, "README.md": "# Roots\n\nFinds roots.\n" });
    await crawl.crawl();
    const told = described(await get());
    expect(told.title).toEqual({ value: "A tool", from: { kind: "author", name: "the author" } });
    expect(told.summary?.value).toBe("Does one thing to images.");
    expect(told.authors?.from.name).toBe("codemeta.json");
  });

  it("takes over another README without growing the date of change, and indexes it", async () => {
    put({ [FILE]: BARE, "README.md": "# Roots\n\nFinds roots.\n" });
    await crawl.crawl();
    const before = await get();
    await takeJobs();
    crawl.forward(DAY_MS);
    put({ "README.md": "# Roots\n\nFinds all roots.\n" });
    await crawl.crawl();
    const after = await get();
    expect(after.program).toEqual({ ...before.program, summary: "Finds all roots." });
    expect(after.document.commit).toBe(before.document.commit);
    expect(await takeJobs()).toEqual([before.program.id]);
  });

  it("writes nothing anew when a commit changes neither manifest nor words", async () => {
    put({ [FILE]: BARE, "README.md": "# Roots\n\nFinds roots.\n" });
    await crawl.crawl();
    await takeJobs();
    const before = await get();
    put({ "README.md": "# Roots\n\nFinds roots.\n\n## Use\n\nRun it.\n" });
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ looked: 1, updated: 0 });
    expect(await takeJobs()).toEqual([]);
    expect((await get()).program).toEqual(before.program);
  });

  it("prefers the files of the manifest's own folder, and gives no program the name of all", async () => {
    put({
      "a/ivoa-execution.yaml": BARE,
      "b/ivoa-execution.yaml": BARE,
      "README.md": "# All tools\n\nTools of ours.\n",
      "CITATION.cff": CITATION,
      "b/README.md": "# Tool B\n\nDoes B.\n",
      "b/CITATION.cff": "title: B\nversion: 9\n",
    });
    await crawl.crawl();
    const [a, b] = [described(await get("local.one/tool/-/a")), described(await get("local.one/tool/-/b"))];
    expect(a.title).toEqual({ value: "a", from: { kind: "repository", name: "the name of the folder" } });
    expect([a.summary, a.version?.value, a.version?.from.name]).toEqual([undefined, "2.1", "CITATION.cff"]);
    expect([b.title.value, b.title.from.name]).toEqual(["B", "b/CITATION.cff"]);
    expect([b.version?.value, b.summary?.value]).toEqual(["9", "Does B."]);
    expect(b.publications?.from.name).toBe("CITATION.cff");
  });

  it("does not ask for a title and a summary that are there", async () => {
    put({ [FILE]: `${BARE}discovery:\n  name: tool\n`, "README.md": "# Roots\n\nFinds roots.\n" });
    await crawl.crawl();
    const rules = (await problems()).map(({ rule }) => rule);
    expect(rules).not.toContain("discovery/title-missing");
    expect(rules).not.toContain("discovery/summary-missing");
    git.remove("README.md");
    put({});
    await crawl.crawl();
    expect((await problems()).map(({ rule }) => rule)).toContain("discovery/title-missing");
  });

  it("publishes beside files that cannot be read, and says of each why it was left out", async () => {
    put({
      [FILE]: BARE,
      "codemeta.json": "{",
      "CITATION.cff": `a: &a [1]\n${"b: *a\n".repeat(170_000)}`,
      "README.rst": "Root\n====\n",
    });
    symlinkSync("/etc/passwd", join(git.folder, "LICENSE"));
    put({});
    await crawl.crawl();
    const found = (await problems()).filter(({ rule }) => rule === "crawl/facts-unreadable");
    expect(found.map(({ file, severity }) => `${severity} ${file}`).sort()).toEqual([
      "hint CITATION.cff",
      "hint LICENSE",
      "hint codemeta.json",
    ]);
    expect((await crawl.repository("one")).state).toBe("ok");
    expect((await get()).program).toMatchObject({ title: "Root", titleFrom: "readme" });
  });

  it("names a licence file that it does not recognise, unless something else says the licence", async () => {
    put({ [FILE]: BARE, LICENSE: "Ask me first." });
    await crawl.crawl();
    expect(described(await get())).toMatchObject({
      license: undefined,
      unknownLicense: { value: ["LICENSE"] },
    });
    put({ "codemeta.json": '{"license": "https://spdx.org/licenses/ISC"}' });
    await crawl.crawl();
    expect(described(await get())).toMatchObject({ license: { value: "ISC" }, unknownLicense: undefined });
  });

  it("shows in a folder that is no git repository what changes beside its manifest", async () => {
    const shelf = join(crawl.folder, "shelf");
    const plain = createGitFixture(join(crawl.folder, "elsewhere"));
    await crawl.addSource("shelf", "folder", shelf);
    const write = (path: string, text: string): void => plain.write(join("../shelf/kit", path), text);
    write(FILE, BARE);
    write("README.md", "# Kit\n\nOne.\n");
    await crawl.crawl();
    expect((await get("local.shelf/kit")).program).toMatchObject({ title: "Kit", summary: undefined });
    write("README.md", "# Kit\n\nIt has more.\n");
    await crawl.crawl();
    expect((await get("local.shelf/kit")).program.summary).toBe("It has more.");
  });

  it("carries the facts through export and import", async () => {
    put({ [FILE]: BARE, "README.md": "# Roots\n\nFinds roots.\n" });
    await crawl.crawl();
    const other = await createCrawlFixture();
    try {
      await other.store.transfer.fill(crawl.store.transfer.rows());
      const entry = await other.store.entries.find("local.one/tool");
      expect(entry?.document.facts).toEqual((await get()).document.facts);
      expect(entry?.document.facts?.title?.value).toBe("Roots");
    } finally {
      await other.close();
    }
  });
});
