import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkInProcess } from "../../src/catalogue/guarded-checker.ts";
import { rebuildModels } from "../../src/catalogue/rebuild-models.ts";
import type { Entry, TermRecord } from "../../src/catalogue/entry.ts";
import { toSearchDocument } from "../../src/search/indexing.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import { createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";
const BARE = manifest().slice(0, manifest().indexOf("discovery:"));
const FINDS = "# Root\n\nSource extraction for radio images.\n";

describe("an entry whose author gave no term", () => {
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

  const look = async (files: Readonly<Record<string, string>>): Promise<Entry> => {
    for (const [name, text] of Object.entries(files)) git.write(name, text);
    git.commit();
    await crawl.crawl();
    const entry = await crawl.store.entries.find("local.one/tool");
    if (entry === undefined) throw new Error("There is no entry.");
    return entry;
  };
  const tasks = ({ terms }: Entry): readonly TermRecord[] => terms.filter(({ facet }) => facet === "task");

  it("is tagged by the catalogue, with the words that led to the term", async () => {
    const entry = await look({ [FILE]: BARE, "README.md": FINDS });
    expect(tasks(entry)).toMatchObject([
      {
        text: "source extraction",
        scheme: "task",
        conceptId: "source-extraction",
        origin: "catalogue",
        words: "Source extraction",
      },
    ]);
    const { values, terms, keywords } = toSearchDocument(entry, vocabularies);
    expect(values.get("task")).toContain("detection");
    expect(terms.join()).not.toContain("source finder");
    expect(keywords.join()).toContain("source finder");
  });

  it("is not tagged in a facet of which the author says anything, even what nobody knows", async () => {
    const said = (task: string): string => `${BARE}discovery:\n  terms: {task: [${task}]}\n`;
    const known = await look({ [FILE]: said("photometry"), "README.md": FINDS });
    expect(tasks(known).map(({ text, origin }) => [text, origin])).toEqual([["photometry", "author"]]);
    const unknown = await look({ [FILE]: said("blob wrangling") });
    expect(tasks(unknown).map(({ text, origin }) => [text, origin])).toEqual([["blob wrangling", "author"]]);
  });

  it("loses its tag when its author gives a term, and has another when its README changes", async () => {
    await look({ [FILE]: BARE, "README.md": FINDS });
    const renamed = await look({ "README.md": "# Root\n\nPhotometric redshifts of galaxies.\n" });
    expect(tasks(renamed).map(({ conceptId }) => conceptId)).toEqual(["photometric-redshifts"]);
    expect(renamed.program.updatedAt).toBe(renamed.program.firstPublishedAt);
    const said = await look({ [FILE]: `${BARE}discovery:\n  terms: {task: [photometry]}\n` });
    expect(tasks(said).map(({ origin }) => origin)).toEqual(["author"]);
  });

  it("keeps its tag when nothing of it changes, and when models are made again without its README", async () => {
    const first = await look({ [FILE]: BARE, "README.md": FINDS });
    const again = await look({ "other.txt": "x" });
    expect(tasks(again)).toEqual(tasks(first));
    await rebuildModels({
      store: crawl.store,
      checker: checkInProcess(crawl.checker),
      now: () => new Date("2026-07-01T00:00:00Z"),
    });
    const rebuilt = await crawl.store.entries.find("local.one/tool");
    expect(rebuilt?.terms).toEqual(first.terms);
  });

  it("is not tagged by a README that stands for several programs", async () => {
    git.write("a/ivoa-execution.yaml", BARE);
    git.write("b/ivoa-execution.yaml", BARE);
    git.write("README.md", FINDS);
    git.commit();
    await crawl.crawl();
    const entry = await crawl.store.entries.find("local.one/tool/-/a");
    expect(entry?.terms).toEqual([]);
  });
});
