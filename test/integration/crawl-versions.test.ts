import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "../../src/catalogue/entry.ts";
import type { Forge, HeadAnswer } from "../../crawler/forges/forge.ts";
import { createGitForge } from "../../crawler/forges/git/index.ts";
import { broken, createCrawlFixture, manifest, type CrawlFixture } from "../support/crawl-fixture.ts";
import { createGitFixture, type GitFixture } from "../support/git-fixture.ts";

const FILE = "ivoa-execution.yaml";
const PATH = "local.one/tool";

describe("the releases of a repository", () => {
  let crawl: CrawlFixture;
  let git: GitFixture;

  beforeEach(async () => {
    crawl = await createCrawlFixture();
    git = createGitFixture(join(crawl.folder, "tool"));
    await crawl.addSource("one", "git", git.url);
  });
  afterEach(() => crawl.close());

  const commit = (image: string, title = "A tool"): string => {
    git.write(FILE, manifest({ title, image: `example.org/tool:${image}` }));
    return git.commit();
  };
  const release = (tag: string, title?: string): string => {
    const made = commit(tag, title);
    git.git("tag", tag);
    return made;
  };
  const look = async (): Promise<Entry> => {
    await crawl.crawl({ evenIfDeferred: true });
    const entry = await crawl.store.entries.find(PATH);
    if (entry === undefined) throw new Error("no entry");
    return entry;
  };
  const imageOf = (entry: Entry): string | undefined => entry.runs.model.executable.image?.locations[0];

  it("are versions: the words are the branch's, what runs is the newest release's", async () => {
    release("v1.0", "Old words");
    const second = release("v1.10", "Still old words");
    release("v1.9");
    const head = commit("latest", "New words");
    const entry = await look();
    expect(entry.program.title).toBe("New words");
    expect(entry.document.commit).toBe(head);
    expect(entry.runs).toMatchObject({ tag: "v1.10", commit: second, file: FILE });
    expect(imageOf(entry)).toBe("example.org/tool:v1.10");
    expect(Buffer.from(entry.runs.bytes).toString()).toContain("Still old words");
    expect(entry.versions.map(({ tag, state }) => [tag, state])).toEqual([
      ["v1.10", "ready"],
      ["v1.9", "ready"],
      ["v1.0", "ready"],
    ]);
    const old = await crawl.store.entries.versionOf(entry.program.id, "v1.0");
    expect(old?.model.executable.image?.locations).toEqual(["example.org/tool:v1.0"]);
    expect(await crawl.store.entries.versionOf(entry.program.id, "v9")).toBeUndefined();
  });

  it("are found among the tags that a forge leaves out, where those that it names are none", async () => {
    release("v1.0");
    for (let at = 1; at <= 3; at += 1) git.git("tag", `nightly-2026010${String(at)}`);
    commit("latest");
    const real = createGitForge({
      mirrorsDir: join(crawl.folder, "../.other"),
      timeoutMs: 20_000,
      allowHosts: [],
      environment: { PATH: process.env["PATH"] ?? "/usr/bin" },
    });
    const some: Forge = {
      ...real,
      async readTags(repository, signal) {
        const head = (await real.resolveHeads([repository], signal)).get(repository.id);
        return { tags: head?.state === "head" ? (head.tags ?? []) : [] };
      },
      async resolveHeads(repositories, signal) {
        const heads = await real.resolveHeads(repositories, signal);
        return new Map(
          [...heads].map(([id, head]) => {
            const tags = "tags" in head ? head.tags?.filter(({ name }) => name.startsWith("nightly")) : [];
            return [id, { ...head, tags, tagsLeftOut: 1 } as HeadAnswer];
          }),
        );
      },
    };
    await crawl.crawlerWith({ forges: { git: some } }).crawl({ signal: new AbortController().signal });
    const entry = await crawl.store.entries.find(PATH);
    expect(entry?.runs.tag).toBe("v1.0");
    expect(entry?.versions.map(({ tag }) => tag)).toEqual(["v1.0"]);
  });

  it("come with a tag alone, without a commit", async () => {
    commit("1");
    expect((await look()).runs.tag).toBeUndefined();
    git.git("tag", "-a", "v1.0", "-m", "annotated");
    const entry = await look();
    expect(entry.runs.tag).toBe("v1.0");
    expect(entry.runs.commit).toBe(entry.document.commit);
    const run = await crawl.crawl();
    expect(run.counts).toMatchObject({ unchanged: 1 });
  });

  it("do not run when they are candidates or have errors, and say so", async () => {
    release("v1.0");
    git.write(FILE, broken(manifest()));
    git.commit();
    git.git("tag", "v1.1");
    release("v2.0rc1");
    commit("latest");
    const entry = await look();
    expect(entry.runs.tag).toBe("v1.0");
    expect(entry.versions.map(({ tag, state, prerelease }) => [tag, state, prerelease])).toEqual([
      ["v2.0rc1", "ready", true],
      ["v1.1", "broken", false],
      ["v1.0", "ready", false],
    ]);
    expect(entry.versions[1]?.reason).toMatch(/\w/);
    expect(entry.problems.filter((problem) => problem.severity === "error")).toEqual([]);
  });

  it("without a manifest are no versions, and the branch runs", async () => {
    git.write("README", "early");
    git.commit();
    git.git("tag", "v0.1");
    commit("latest");
    const entry = await look();
    expect(entry.versions).toEqual([]);
    expect(entry.runs.tag).toBeUndefined();
  });

  it("that move are a finding, and both commits stay known", async () => {
    const first = release("v1.0");
    await look();
    const second = commit("v1.0-again");
    git.git("tag", "--force", "v1.0");
    const entry = await look();
    expect(entry.versions).toMatchObject([{ tag: "v1.0", commit: second, movedFrom: [first] }]);
    expect(imageOf(entry)).toBe("example.org/tool:v1.0-again");
    const problems = await crawl.store.entries.problemsOf(entry.repository.id);
    expect(problems).toContainEqual(
      expect.objectContaining({ rule: "crawl/tag-moved", file: "refs/tags/v1.0" }),
    );
  });

  it("that are deleted are no versions any more", async () => {
    release("v1.0");
    release("v2.0");
    await look();
    git.git("tag", "--delete", "v2.0");
    const entry = await look();
    expect(entry.runs.tag).toBe("v1.0");
    expect(entry.versions.map(({ tag }) => tag)).toEqual(["v1.0"]);
  });

  it("are read again for a program that is new, and by the name that it has", async () => {
    git.write("a/ivoa-execution.yaml", manifest({ name: "alpha" }));
    git.commit();
    git.git("tag", "v1.0");
    git.move("a/ivoa-execution.yaml", "tools/a/ivoa-execution.yaml");
    git.commit();
    await crawl.crawl();
    const [entry] = await crawl.store.entries.listOfRepository((await crawl.repository("one")).id);
    expect(entry?.document.file).toBe("tools/a/ivoa-execution.yaml");
    expect(entry?.runs).toMatchObject({ tag: "v1.0", file: "a/ivoa-execution.yaml" });
  });

  it("are not read while the branch has no program, and are when one comes", async () => {
    release("v1.0");
    git.remove(FILE);
    git.commit();
    await crawl.crawl();
    const { id } = await crawl.repository("one");
    expect(await crawl.store.entries.releasesOf(id)).toMatchObject([{ tag: "v1.0", isRead: false }]);
    commit("latest");
    expect((await look()).runs.tag).toBe("v1.0");
    expect(await crawl.store.entries.releasesOf(id)).toMatchObject([{ tag: "v1.0", isRead: true }]);
  });

  it("are the newest twenty; older ones are listed in the repository, and not read", async () => {
    for (let number = 1; number <= 23; number += 1) release(`v${String(number)}.0`);
    const entry = await look();
    expect(entry.versions).toHaveLength(20);
    expect(entry.versions.at(-1)?.tag).toBe("v4.0");
    const releases = await crawl.store.entries.releasesOf(entry.repository.id);
    expect(releases).toHaveLength(23);
    expect(releases.filter(({ isRead }) => !isRead).map(({ tag }) => tag)).toEqual(["v3.0", "v2.0", "v1.0"]);
  });

  it("are what the source's glob says", async () => {
    await crawl.addSource("globbed", "git", git.url, { tags: "prod-*" });
    release("v9.0");
    release("prod-2");
    commit("latest");
    await crawl.crawl();
    const [entry] = await crawl.store.entries.listOfRepository((await crawl.repository("globbed")).id);
    expect(entry?.runs.tag).toBe("prod-2");
  });

  it("of an entry whose branch broke stay as they were", async () => {
    release("v1.0");
    commit("latest");
    await look();
    git.write(FILE, broken(manifest()));
    git.commit();
    git.git("tag", "v1.1");
    const entry = await look();
    expect(entry.program.state).toBe("published");
    expect(entry.runs.tag).toBe("v1.0");
    const { signal } = new AbortController();
    await crawl.crawlerWith({ checkedWith: "checker-2" }).crawl({ signal });
    expect((await crawl.store.entries.find(PATH))?.runs.tag).toBe("v1.0");
  });
});
