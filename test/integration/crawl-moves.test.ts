import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { broken, createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";

describe("documents that move and break at once", () => {
  let crawl: CrawlFixture;
  let git: GitFixture;

  beforeEach(async () => {
    crawl = await createCrawlFixture();
    git = createGitFixture(join(crawl.folder, "tool"));
    await crawl.addSource("one", "git", git.url);
  });
  afterEach(() => crawl.close());

  const find = (path: string) => crawl.store.entries.find(path);

  it("lets a folder take the place of one that the same commit deletes", async () => {
    git.write(`f/${FILE}`, manifest({ name: "a" }));
    git.write(`g/${FILE}`, manifest({ name: "b" }));
    git.commit();
    await crawl.crawl();
    git.remove("f");
    git.move("g", "f");
    git.commit();
    await crawl.crawl();
    expect((await crawl.repository("one")).failure).toBeUndefined();
  });
  it("knows the new name of a file whose bytes did not change, so that it is kept when it breaks", async () => {
    git.write("ivoa-execution.yml", manifest({ name: "a" }));
    git.commit();
    await crawl.crawl();
    git.move("ivoa-execution.yml", FILE);
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool"))?.document.file).toBe(FILE);
    git.write(FILE, "executable: [\n");
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool"))?.program.state).toBe("published");
  });
  it("keeps a document that breaks and changes places in its file", async () => {
    git.write(FILE, [manifest({ name: "a" }), manifest({ name: "b" })].join("---\n"));
    git.commit();
    await crawl.crawl();
    git.write(FILE, [manifest({ name: "b" }), broken(manifest({ name: "a" }))].join("---\n"));
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool~a"))?.program.state).toBe("published");
  });
  it("keeps the broken one and withdraws the deleted one, not the other way round", async () => {
    git.write(FILE, [manifest({ name: "a" }), manifest({ name: "b" })].join("---\n"));
    git.commit();
    await crawl.crawl();
    git.write(FILE, broken(manifest({ name: "b" })));
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool~a"))?.program.state).toBe("withdrawn");
    expect((await find("local.one/tool~b"))?.program.state).toBe("published");
  });

  it("says so when a newcomer wants the address that a broken document still has", async () => {
    git.write(`f/${FILE}`, manifest({ name: "a" }));
    git.commit();
    await crawl.crawl();
    git.remove("f");
    git.write(`g/${FILE}`, broken(manifest({ name: "a" })));
    git.write(`f/${FILE}`, manifest({ name: "c" }));
    git.commit();
    await crawl.crawl();
    expect((await crawl.repository("one")).failure).toBeUndefined();
    expect((await find("local.one/tool/-/f"))?.program.state).toBe("published");
    const rules = (await crawl.store.entries.problemsOf((await crawl.repository("one")).id)).map(
      ({ rule }) => rule,
    );
    expect(rules).toContain("crawl/path-taken");
  });
});
