import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { linesOf } from "../../crawler/progress.ts";
import { broken, createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";
const DAY_MS = 24 * 3_600_000;

describe("a crawl of a git repository", () => {
  let crawl: CrawlFixture;
  let git: GitFixture;

  beforeEach(async () => {
    crawl = await createCrawlFixture();
    git = createGitFixture(join(crawl.folder, "tool"));
    await crawl.addSource("one", "git", git.url);
  });
  afterEach(() => crawl.close());

  const find = (path: string) => crawl.store.entries.find(path);

  it("publishes a manifest with its bytes, its commit and git's own blob id", async () => {
    git.write(FILE, manifest());
    const commit = git.commit();
    const run = await crawl.crawl();
    const entry = await find("local.one/tool");
    expect(run).toMatchObject({ state: "complete", counts: { repositories: 1, published: 1, failed: 0 } });
    expect(entry?.program).toMatchObject({ state: "published", title: "A tool" });
    expect(entry?.document).toMatchObject({
      commit,
      file: FILE,
      blobId: git.git("rev-parse", `HEAD:${FILE}`),
    });
    expect(Buffer.from(entry?.document.bytes ?? []).toString()).toBe(manifest());
    expect(entry?.repository).toMatchObject({ state: "ok", defaultBranch: "main", headSeen: commit });
    const [look] = await crawl.store.sources.listLooks(entry?.repository.id ?? "", 5);
    const committed = new Date(git.git("show", "--no-patch", "--format=%cI", commit)).toISOString();
    expect(look).toMatchObject({ reason: "crawl", outcome: "looked", commit, committedAt: committed });
  });

  it("writes nothing anew when nothing changed", async () => {
    git.write(FILE, manifest());
    git.commit();
    await crawl.crawl();
    const before = await find("local.one/tool");
    crawl.forward(DAY_MS);
    const run = await crawl.crawl();
    const after = await find("local.one/tool");
    expect(run.counts).toMatchObject({ unchanged: 1, published: 0, updated: 0 });
    expect(after?.program).toEqual(before?.program);
    expect(after?.document.lastSeenAt).toBe("2026-06-02T00:00:00.000Z");
  });

  it("keeps the old entry when the manifest breaks, shows where, and clears that when it is mended", async () => {
    git.write(FILE, manifest());
    const good = git.commit();
    await crawl.crawl();
    git.write(FILE, broken(manifest({ title: "Broken" })));
    git.commit();
    const run = await crawl.crawl();
    const kept = await find("local.one/tool");
    expect(run.counts).toMatchObject({ broken: 1, withdrawn: 0, updated: 0 });
    expect(kept?.program).toMatchObject({ state: "published", title: "A tool" });
    expect(kept?.document.commit).toBe(good);
    const error = kept?.problems.find((problem) => problem.severity === "error");
    expect(error).toMatchObject({ file: FILE, document: 0, line: 3, column: 3 });
    expect(
      crawl.progress.flatMap((event) => (event.kind === "looked" ? linesOf(event.look) : [])).at(-1),
    ).toContain(`broken     local.one/tool (the last good version stays): ${FILE}:3:3 `);
    expect((await crawl.repository("one")).state).toBe("broken");

    git.write(FILE, manifest({ title: "Mended" }));
    git.commit();
    await crawl.crawl();
    const mended = await find("local.one/tool");
    expect(mended?.program).toMatchObject({ id: kept?.program.id, title: "Mended" });
    expect(mended?.problems.filter((problem) => problem.severity === "error")).toEqual([]);
    expect((await crawl.repository("one")).state).toBe("ok");
  });

  it("keeps the old entry when the file is no longer YAML", async () => {
    git.write(FILE, manifest());
    git.commit();
    await crawl.crawl();
    git.write(FILE, "executable: [\n");
    git.commit();
    await crawl.crawl();
    const kept = await find("local.one/tool");
    expect(kept?.program.state).toBe("published");
    expect(kept?.problems.some((problem) => problem.severity === "error")).toBe(true);
  });

  it("withdraws at once when a commit deletes the manifest, and restores with the same id", async () => {
    git.write("README.md", "A tool");
    git.write(FILE, manifest());
    git.commit();
    await crawl.crawl();
    const id = (await find("local.one/tool"))?.program.id;
    git.remove(FILE);
    const deleting = git.commit();
    const run = await crawl.crawl();
    const gone = await find("local.one/tool");
    expect(run.counts.withdrawn).toBe(1);
    expect(gone?.program).toMatchObject({
      state: "withdrawn",
      withdrawal: { commit: deleting, at: "2026-06-01T00:00:00.000Z" },
    });
    expect(gone?.program.withdrawal?.reason).toContain(FILE);
    expect(gone?.document.bytes.length).toBeGreaterThan(0);
    expect((await crawl.repository("one")).state).toBe("empty");

    git.write(FILE, manifest({ title: "Back" }));
    git.commit();
    await crawl.crawl();
    const back = await find("local.one/tool");
    expect(back?.program).toMatchObject({ id, state: "published", title: "Back", withdrawal: undefined });
  });

  it("follows a renamed folder: same program, new path, and the old path leads there", async () => {
    git.write(`finder/${FILE}`, manifest());
    git.commit();
    await crawl.crawl();
    const before = await find("local.one/tool/-/finder");
    git.move("finder", "source-finder");
    git.commit();
    const run = await crawl.crawl();
    const after = await find("local.one/tool/-/source-finder");
    expect(after?.program.id).toBe(before?.program.id);
    expect(after?.program.updatedAt).toBe(before?.program.updatedAt);
    expect(run.counts).toMatchObject({ updated: 1, published: 0, withdrawn: 0 });
    expect(await crawl.store.entries.findMoved("local.one/tool/-/finder")).toBe(
      "local.one/tool/-/source-finder",
    );
  });

  it("reads a force-pushed history as it stands now", async () => {
    git.write(FILE, manifest({ title: "First" }));
    git.commit();
    git.write(FILE, manifest({ title: "Second" }));
    git.commit();
    await crawl.crawl();
    git.git("reset", "--quiet", "--hard", "HEAD~1");
    git.write(FILE, manifest({ title: "Rewritten" }));
    const commit = git.amend();
    await crawl.crawl();
    const entry = await find("local.one/tool");
    expect(entry?.program.title).toBe("Rewritten");
    expect(entry?.document.commit).toBe(commit);
  });

  it("reads the default branch only, whatever tags and other branches hold", async () => {
    git.write("README.md", "A tool");
    git.commit();
    git.git("checkout", "--quiet", "-b", "feature");
    git.write(FILE, manifest());
    git.commit();
    git.git("tag", "v1.0");
    git.git("checkout", "--quiet", "main");
    await crawl.crawl();
    expect(await crawl.store.entries.count()).toEqual({ published: 0, withdrawn: 0 });
    expect((await crawl.repository("one")).state).toBe("empty");
  });

  it("follows a change of the default branch", async () => {
    git.write(FILE, manifest({ title: "On main" }));
    git.commit();
    await crawl.crawl();
    git.git("checkout", "--quiet", "-b", "trunk");
    git.write(FILE, manifest({ title: "On trunk" }));
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool"))?.program.title).toBe("On trunk");
    expect((await crawl.repository("one")).defaultBranch).toBe("trunk");
  });

  it("tells a repository without a manifest, and one without a commit, what to do", async () => {
    await crawl.crawl();
    const unborn = await crawl.repository("one");
    expect(unborn).toMatchObject({
      state: "empty",
      failure: { message: expect.stringContaining("no commit") },
    });
    git.write("README.md", "A tool");
    git.commit();
    await crawl.crawl();
    const bare = await crawl.repository("one");
    expect(bare).toMatchObject({ state: "empty", failure: { hint: expect.stringContaining(FILE) } });
    expect((await crawl.crawl()).counts.unchanged).toBe(1);
  });

  it("gives each of several documents in a file its own path", async () => {
    git.write(FILE, [manifest({ name: "find" }), manifest({ name: "measure" })].join("---\n"));
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool~find"))?.document.number).toBe(0);
    expect((await find("local.one/tool~measure"))?.document.number).toBe(1);
    const measure = (await find("local.one/tool~measure"))?.program.id;

    git.write(FILE, manifest({ name: "measure" }));
    git.commit();
    await crawl.crawl();
    expect((await find("local.one/tool"))?.program.id).toBe(measure);
    expect(await crawl.store.entries.findMoved("local.one/tool~measure")).toBe("local.one/tool");
    expect((await find("local.one/tool~find"))?.program.state).toBe("withdrawn");
  });

  it("neither follows symbolic links nor reads a file over the limit, and says so", async () => {
    git.write(`a/${FILE}`, manifest());
    git.write("b/other.yaml", manifest());
    symlinkSync("other.yaml", join(git.folder, "b", FILE));
    git.write(`c/${FILE}`, `# ${"x".repeat(1_000_000)}\n${manifest()}`);
    git.commit();
    await crawl.crawl();
    const problems = await crawl.store.entries.problemsOf((await crawl.repository("one")).id);
    const own = problems.filter((problem) => problem.rule.startsWith("crawl/"));
    expect(own.map(({ rule, file }) => [rule, file])).toEqual([
      ["crawl/file-too-large", `c/${FILE}`],
      ["crawl/symbolic-link", `b/${FILE}`],
    ]);
    expect(await crawl.store.entries.count()).toEqual({ published: 1, withdrawn: 0 });
  });

  it("keeps the entries of a repository that is gone for a week, then withdraws them", async () => {
    git.write(FILE, manifest());
    git.commit();
    await crawl.crawl();
    rmSync(git.folder, { recursive: true });
    await crawl.crawl();
    expect((await crawl.repository("one")).state).toBe("gone");
    crawl.forward(6 * DAY_MS);
    await crawl.crawl();
    expect((await find("local.one/tool"))?.program.state).toBe("published");
    crawl.forward(DAY_MS);
    const run = await crawl.crawl();
    expect(run.counts.withdrawn).toBe(1);
    expect((await find("local.one/tool"))?.program.state).toBe("withdrawn");
  });

  it("checks everything again when the checker is another one, without a new date", async () => {
    git.write(FILE, manifest());
    git.commit();
    await crawl.crawl();
    const before = await find("local.one/tool");
    crawl.forward(DAY_MS);
    const signal = new AbortController().signal;
    const run = await crawl.crawlerWith({ checkedWith: "checker-2" }).crawl({ signal });
    expect(run.counts).toMatchObject({ unchanged: 0, updated: 0 });
    const after = await find("local.one/tool");
    expect(after?.repository.checkedWith).toBe("checker-2");
    expect(after?.program.updatedAt).toBe(before?.program.updatedAt);
  });
});
