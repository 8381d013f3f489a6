import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { blobIdOf } from "../../crawler/forges/manifest-files.ts";
import { broken, createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";

describe("a crawl of a folder", () => {
  let crawl: CrawlFixture;

  beforeEach(async () => {
    crawl = await createCrawlFixture();
    mkdirSync(crawl.folder, { recursive: true });
    await crawl.addSource("shelf", "folder", "repositories");
  });
  afterEach(() => crawl.close());

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(crawl.folder, path)), { recursive: true });
    writeFileSync(join(crawl.folder, path), text);
  };
  const find = (path: string) => crawl.store.entries.find(path);

  it("takes each sub-folder for a repository, and says so when there is nothing new", async () => {
    write(`aegean/${FILE}`, manifest({ title: "Aegean" }));
    write(`carta/docker/${FILE}`, manifest({ title: "CARTA" }));
    write("notes/README.md", "Nothing to run.");
    const first = await crawl.crawl();
    expect(first.counts).toMatchObject({ repositories: 3, published: 2, failed: 0 });
    const aegean = await find("local.shelf/aegean");
    expect(aegean?.document.blobId).toBe(blobIdOf(Buffer.from(manifest({ title: "Aegean" }))));
    expect((await find("local.shelf/carta/-/docker"))?.program.title).toBe("CARTA");
    const second = await crawl.crawl();
    expect(second.counts).toMatchObject({ unchanged: 3, published: 0 });
  });

  it("keeps the last good version of a broken manifest and shows the finding", async () => {
    write(`tool/${FILE}`, manifest());
    await crawl.crawl();
    write(`tool/${FILE}`, broken(manifest()));
    await crawl.crawl();
    const kept = await find("local.shelf/tool");
    expect(kept?.program.state).toBe("published");
    expect(kept?.problems.some((problem) => problem.severity === "error")).toBe(true);
    write(`tool/${FILE}`, manifest());
    await crawl.crawl();
    expect((await find("local.shelf/tool"))?.problems.filter((it) => it.severity === "error")).toEqual([]);
  });

  it("takes the discovery block from the file beside the manifest, and sees when only that changes", async () => {
    const [execution = "", discovery = ""] = manifest().split("discovery:\n");
    const beside = (title: string) => `discovery:\n${discovery.replace("A tool", title)}`;
    write(`tool/${FILE}`, execution);
    write("tool/ivoa-discovery.yaml", beside("First"));
    await crawl.crawl();
    expect((await find("local.shelf/tool"))?.program).toMatchObject({ title: "First", titleFrom: "author" });
    expect((await find("local.shelf/tool"))?.document.discoveryFile).toBe("ivoa-discovery.yaml");
    write("tool/ivoa-discovery.yaml", beside("Second"));
    const run = await crawl.crawl();
    expect(run.counts.updated).toBe(1);
    expect((await find("local.shelf/tool"))?.program.title).toBe("Second");
  });

  it("reads a sub-folder that is a git repository at its head, not as it lies there", async () => {
    const git = createGitFixture(join(crawl.folder, "tool"));
    git.write(FILE, manifest({ title: "Committed" }));
    const commit = git.commit();
    git.write(FILE, manifest({ title: "Not yet committed" }));
    await crawl.crawl();
    const entry = await find("local.shelf/tool");
    expect(entry?.program.title).toBe("Committed");
    expect(entry?.document.commit).toBe(commit);
  });

  it("takes a folder with a manifest and no sub-folders for one repository", async () => {
    write(FILE, manifest({ title: "Alone" }));
    await crawl.crawl();
    expect((await find("local.shelf/repositories"))?.program.title).toBe("Alone");
  });

  it("says that a manifest beside sub-folders is not read", async () => {
    write(FILE, manifest());
    write(`tool/${FILE}`, manifest());
    await crawl.crawl();
    const source = await crawl.store.sources.find("shelf");
    expect(source?.failure?.message).toContain("move it into one");
    expect(await crawl.store.entries.count()).toMatchObject({ published: 1 });
  });

  it("does not follow a symbolic link out of the folder", async () => {
    write(`tool/${FILE}`, manifest());
    mkdirSync(join(crawl.folder, "../elsewhere"), { recursive: true });
    writeFileSync(join(crawl.folder, "../elsewhere", FILE), manifest({ title: "Elsewhere" }));
    symlinkSync(join(crawl.folder, "../elsewhere"), join(crawl.folder, "linked"));
    symlinkSync(join(crawl.folder, "../elsewhere"), join(crawl.folder, "tool/linked"));
    await crawl.crawl();
    expect(await crawl.store.entries.count()).toMatchObject({ published: 1 });
  });

  it("deletes nothing when the folder is empty or away", async () => {
    write(`tool/${FILE}`, manifest());
    await crawl.crawl();
    renameSync(crawl.folder, `${crawl.folder}-away`);
    await crawl.crawl();
    expect((await crawl.store.sources.find("shelf"))?.failure?.message).toContain("does not exist");
    mkdirSync(crawl.folder);
    await crawl.crawl();
    expect((await crawl.store.sources.find("shelf"))?.failure?.message).toContain("holds no repository");
    expect((await find("local.shelf/tool"))?.program.state).toBe("published");
    expect((await crawl.repository("shelf")).state).toBe("ok");
    rmSync(crawl.folder, { recursive: true });
    renameSync(`${crawl.folder}-away`, crawl.folder);
    await crawl.crawl();
    expect((await crawl.store.sources.find("shelf"))?.failure).toBeUndefined();
  });

  it("never withdraws more than a fifth of a source in one run without the operator's word", async () => {
    const names = ["a", "b", "c", "d", "e"];
    for (const name of names) write(`${name}/${FILE}`, manifest());
    await crawl.crawl();
    for (const name of names.slice(0, 3)) rmSync(join(crawl.folder, name, FILE));
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ withdrawn: 1, failed: 2 });
    const held = await crawl.store.sources.listRepositories(
      (await crawl.store.sources.find("shelf"))?.id ?? "",
    );
    expect(held.filter((it) => it.failure?.hint?.includes("--allow-removals shelf`"))).toHaveLength(2);
    const confirmed = await crawl.crawl({ allowRemovals: true });
    expect(confirmed.counts).toMatchObject({ withdrawn: 2, failed: 0 });
  });
});
