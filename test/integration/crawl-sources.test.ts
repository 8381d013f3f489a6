import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addSource } from "../../crawler/add-source.ts";
import { syncSourcesFile } from "../../crawler/sources.ts";
import { createCrawlFixture, type CrawlFixture } from "../support/crawl-fixture.ts";

const LIST = `# What we look at.
sources:
  # Ours.
  - key: examples
    folder: examples
`;

describe("the list of sources", () => {
  let crawl: CrawlFixture;
  let file: string;
  let ids = 0;
  beforeEach(async () => {
    crawl = await createCrawlFixture();
    file = join(crawl.folder, "../sources.yaml");
    writeFileSync(file, LIST);
  });
  afterEach(() => crawl.close());

  const sync = () =>
    syncSourcesFile(file, {
      store: crawl.store,
      now: () => new Date("2026-06-01T00:00:00Z"),
      newId: () => `01SOURCE${String((ids += 1)).padStart(18, "0")}`,
    });
  const states = async () => (await crawl.store.sources.list()).map((it) => `${it.key} ${it.state}`);

  it("gains a source and keeps its comments", async () => {
    const entry = await addSource(file, "https://example.org/group/tool.git");
    expect(entry).toMatchObject({ key: "tool", kind: "git" });
    await addSource(file, "../more", { key: "more", label: "More tools" });
    expect(readFileSync(file, "utf8")).toBe(`${LIST}  - key: tool
    git: https://example.org/group/tool.git
  - key: more
    folder: ../more
    label: More tools
`);
  });

  it("is made when there is none, and an empty list is no obstacle", async () => {
    const fresh = join(crawl.folder, "../fresh.yaml");
    await addSource(fresh, "git@example.org:tool");
    expect(readFileSync(fresh, "utf8")).toBe("sources:\n  - key: tool\n    git: git@example.org:tool\n");
    writeFileSync(fresh, "sources: []\n");
    await addSource(fresh, "tools");
    expect(readFileSync(fresh, "utf8")).toContain("  - key: tools\n    folder: tools\n");
  });

  it("refuses what stands there already, in any spelling, and what cannot be crawled", async () => {
    await addSource(file, "https://example.org/group/tool.git");
    const before = readFileSync(file, "utf8");
    await expect(addSource(file, "git@example.org:group/tool")).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addSource(file, "./examples/")).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addSource(file, "x", { key: "tool" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addSource(file, "x", { key: "No Key" })).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    await expect(addSource(file, "ftp://example.org/x")).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("decides which sources are crawled: one that has left it is missing, and can return", async () => {
    await sync();
    const [first] = await crawl.store.sources.list();
    expect(await states()).toEqual(["examples active"]);
    writeFileSync(file, "sources:\n  - key: other\n    folder: other\n");
    await sync();
    expect(await states()).toEqual(["examples missing", "other active"]);
    writeFileSync(file, LIST);
    await sync();
    expect(await states()).toEqual(["examples active", "other missing"]);
    expect((await crawl.store.sources.find("examples"))?.id).toBe(first?.id);
  });

  it("changes nothing in the store when it cannot be read", async () => {
    await sync();
    writeFileSync(file, "sources:\n  - key: examples\n    foldr: x\n");
    await expect(sync()).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    expect(await states()).toEqual(["examples active"]);
  });

  it("leaves proposals as the operator left them", async () => {
    const proposal = {
      id: "01PROPOSAL0000000000000000",
      key: "proposed",
      kind: "git",
      location: "https://example.org/tool",
      label: undefined,
      options: {},
      state: "proposed",
      origin: "proposal",
      proposedBy: undefined,
      createdAt: "2026-06-01T00:00:00.000Z",
      failure: undefined,
      lastListedAt: undefined,
    } as const;
    await crawl.store.sources.save(proposal);
    await sync();
    expect(await states()).toEqual(["examples active", "proposed proposed"]);
    expect((await crawl.crawl({ signal: AbortSignal.abort() })).counts.looked).toBe(0);
  });
});
