import { afterEach, describe, expect, it } from "vitest";
import type { Repository } from "../../src/catalogue/sources.ts";
import type { FoundRepository } from "../../crawler/forges/forge.ts";
import { requestsFor } from "../../crawler/forges/gitlab/complexity.ts";
import { repository } from "../support/entry-builders.ts";
import type { FakeGitLab, FakeGitLabOptions } from "../support/forges/gitlab/fake-gitlab.ts";
import {
  connectGitLab,
  gitLabSource,
  startGitLab,
  type ConnectOptions,
} from "../support/forges/gitlab/gitlab-forge.ts";
import { createGitFixture, createTempFolder } from "../support/git-fixture.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const LONG_AGO = new Date("2026-01-01T00:00:00Z");
const signal = new AbortController().signal;
const open: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

type StartOptions = readonly [options?: FakeGitLabOptions, connect?: ConnectOptions];
type Started = ReturnType<typeof startGitLab>;

async function start(...[options, connect]: StartOptions): Started {
  const started = await startGitLab(NOW, options, connect);
  open.push(() => started.close());
  return started;
}

function fill(fake: FakeGitLab, count: number, group = "science"): void {
  for (let index = 0; index < count; index += 1) {
    const deep = ["", "sub/", "sub/deep/", "other/a/b/c/d/"][index % 4] ?? "";
    fake.model.add({ path: `${group}/${deep}tool-${String(index)}`, lastActivityAt: LONG_AGO });
  }
}

/** As the catalogue keeps what a listing found. */
function known({ head, ...found }: FoundRepository, over: Partial<Repository> = {}): Repository {
  const headSeen = head?.state === "head" ? head.commit : undefined;
  return repository({ id: `known-${found.forgeId}`, ...found, facts: found.facts, headSeen, ...over });
}

const paths = (found: readonly FoundRepository[]): string[] => found.map(({ path }) => path).sort();

describe("what a source of GitLab lists", () => {
  it("is a group with its sub-groups at any depth, with heads and what GitLab says of each", async () => {
    const { fake, forge } = await start();
    const project = fake.model.add({
      path: "science/sub/deep/tool",
      description: "Counts photons",
      topics: ["photometry"],
      stars: 3,
      archived: true,
      forked: true,
      lastActivityAt: LONG_AGO,
    });
    fake.model.add({ path: "other/tool" });
    fake.model.add({ path: "science-else/tool" });
    const { repositories, remark } = await forge.list(
      gitLabSource(fake, { of: "group", name: "science" }),
      signal,
    );
    expect(remark).toBeUndefined();
    expect(repositories).toEqual([
      {
        forge: "gitlab",
        forgeId: String(project.id),
        host: fake.host,
        path: "science/sub/deep/tool",
        url: `${fake.url}/science/sub/deep/tool.git`,
        webUrl: `${fake.url}/science/sub/deep/tool`,
        facts: {
          description: "Counts photons",
          topics: ["photometry"],
          stars: 3,
          archived: true,
          fork: true,
        },
        head: { state: "head", commit: project.refs.head, branch: "main", tagsMark: LONG_AGO.toISOString() },
      },
    ]);
  });

  it.each([250, 1_000])("costs one question a hundred projects, heads included: %i", async (count) => {
    const { fake, forge } = await start();
    fill(fake, count);
    const { repositories } = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    expect(repositories).toHaveLength(count);
    expect(repositories.every(({ head }) => head?.state === "head" && head.tagsMark !== undefined)).toBe(
      true,
    );
    expect([...fake.counts]).toEqual([["graphql", requestsFor(count, { of: "group" }).total]]);
    expect(fake.counts.get("graphql")).toBe(Math.ceil(count / 100));
  });

  it("goes on beyond what GitLab counts", async () => {
    const { fake, forge } = await start();
    fill(fake, 1_234);
    const { repositories } = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    expect(new Set(paths(repositories)).size).toBe(1_234);
  });

  it("is a topic", async () => {
    const { fake, forge } = await start();
    fake.model.add({ path: "a/one", topics: ["Astronomy", "x"] });
    fake.model.add({ path: "b/two", topics: ["astronomy"] });
    fake.model.add({ path: "b/three", topics: ["x"] });
    const { repositories } = await forge.list(gitLabSource(fake, { of: "topic", name: "astronomy" }), signal);
    expect(paths(repositories)).toEqual(["a/one", "b/two"]);
  });

  it("is a user's own projects, by keyset", async () => {
    const { fake, forge } = await start();
    fake.model.users.add("ada");
    for (let index = 0; index < 250; index += 1) fake.model.add({ path: `ada/tool-${String(index)}` });
    fake.model.add({ path: "adam/tool" });
    const { repositories } = await forge.list(gitLabSource(fake, { of: "user", name: "ada" }), signal);
    expect(repositories).toHaveLength(250);
    expect(fake.counts.get("users")).toBe(4);
    expect(fake.counts.get("graphql")).toBe(3);
    expect(requestsFor(250, { of: "user" }).total).toBe(7);
  });

  it("is what is named, with a remark about what has moved or is not there", async () => {
    const { fake, forge } = await start();
    fake.model.add({ path: "a/stays" });
    await fake.move(fake.model.add({ path: "a/old" }), "b/new");
    const scope = { of: "repositories", paths: ["a/stays", "a/old", "a/never"] } as const;
    const { repositories, remark } = await forge.list(gitLabSource(fake, scope), signal);
    expect(paths(repositories)).toEqual(["a/stays", "b/new"]);
    expect(remark).toContain('"a/old" has moved to "b/new"');
    expect(remark).toContain('"a/never" is not there');
  });

  it("is what the token's owner may see, and for everyone else what is public", async () => {
    const { fake, forge } = await start({ token: "t" }, { host: { token: async () => "t" } });
    fake.model.add({ path: "science/open" });
    fake.model.add({ path: "science/inside", visibility: "internal" });
    fake.model.add({ path: "science/closed", visibility: "private" });
    const scope = gitLabSource(fake, { of: "group", name: "science" });
    const seen = await forge.list(scope, signal);
    expect(paths(seen.repositories)).toEqual(["science/closed", "science/inside", "science/open"]);
    const anonymous = connectGitLab(fake);
    open.push(() => anonymous.close());
    expect(paths((await anonymous.forge.list(scope, signal)).repositories)).toEqual(["science/open"]);
  });

  it("stands below a path as well", async () => {
    const { fake, forge } = await start({ below: "/gitlab" });
    fake.model.users.add("ada");
    fake.model.add({ path: "ada/tool" });
    fake.model.add({ path: "science/tool" });
    const group = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    expect(group.repositories[0]?.url).toBe(`${fake.url}/science/tool.git`);
    const user = await forge.list(gitLabSource(fake, { of: "user", name: "ada" }), signal);
    expect(paths(user.repositories)).toEqual(["ada/tool"]);
  });

  it("asks in smaller pages when a page is too heavy", async () => {
    // A hundred heads would take 40 seconds, and GitLab waits for 30.
    const { fake, forge } = await start({ msPerHead: 400 });
    fill(fake, 120);
    const { repositories } = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    expect(repositories).toHaveLength(120);
    expect(fake.counts.get("graphql")).toBe(1 + 3);
  });

  it("is refused with a sentence when there is no such group, user or name", async () => {
    const { fake, forge } = await start();
    const list = (scope: Parameters<typeof gitLabSource>[1]) => forge.list(gitLabSource(fake, scope), signal);
    await expect(list({ of: "group", name: "nobody" })).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      message: `"${fake.host}" shows no such thing: the group "nobody".`,
      hint: expect.stringContaining("a token is needed"),
    });
    await expect(list({ of: "user", name: "nobody" })).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    await expect(list({ of: "group", name: "a/../b" })).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    await expect(list({ of: "user", name: "a/b" })).rejects.toMatchObject({ code: "SOURCE_INVALID" });
  });
});

describe("the heads of many projects", () => {
  it("come in one question a hundred", async () => {
    const { fake, forge } = await start();
    fill(fake, forge.headsAtOnce);
    const { repositories } = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    fake.forget();
    const answers = await forge.resolveHeads(
      repositories.map((found) => known(found)),
      signal,
    );
    expect(forge.headsAtOnce).toBe(100);
    expect([...fake.counts]).toEqual([["graphql", 1]]);
    expect([...answers.values()].every(({ state }) => state === "head")).toBe(true);
  });

  it("tell what each has become: moved, emptied, hidden, closed, deleted", async () => {
    const { fake, forge } = await start();
    const [moved, empty, hidden, closed, deleted] = ["moved", "empty", "hidden", "closed", "deleted"].map(
      (name) => fake.model.add({ path: `science/${name}`, lastActivityAt: LONG_AGO }),
    );
    const { repositories } = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    const before = new Map(repositories.map((found) => [found.path, known(found)]));
    if (moved !== undefined) await fake.move(moved, "elsewhere/renamed");
    if (empty !== undefined) empty.refs = { branch: undefined, head: undefined, tags: [] };
    if (hidden !== undefined) hidden.hidesRepository = true;
    if (closed !== undefined) closed.visibility = "private";
    if (deleted !== undefined) await fake.remove(deleted);
    const answers = await forge.resolveHeads([...before.values()], signal);
    const of = (name: string) => answers.get(before.get(`science/${name}`)?.id ?? "");
    expect(of("moved")).toMatchObject({
      state: "head",
      found: { forgeId: String(moved?.id), path: "elsewhere/renamed" },
    });
    expect(of("empty")).toMatchObject({ state: "empty" });
    expect(of("hidden")).toMatchObject({ state: "failed", error: { code: "SOURCE_INVALID" } });
    expect(of("closed")).toMatchObject({ state: "gone" });
    expect(of("deleted")).toMatchObject({
      state: "gone",
      message: expect.stringContaining("science/deleted"),
    });
  });

  it("fail one by one where GitLab ran out of time, and none of them is gone", async () => {
    const { fake, forge } = await start({ msPerHead: 31_000 });
    fill(fake, 2);
    const all = [...fake.model.projects].map(({ id, path }) =>
      repository({ id: path, forgeId: String(id), path }),
    );
    await expect(forge.resolveHeads(all, signal)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});

describe("the tags of a project", () => {
  it("are marked by the last activity, and read by one request", async () => {
    const { fake, forge } = await start();
    const tags = Array.from({ length: 120 }, (_, index) => ({
      name: `v${String(index)}`,
      commit: index.toString(16).padStart(40, "0"),
    }));
    const project = fake.model.add({ path: "science/tool", lastActivityAt: LONG_AGO, refs: { tags } });
    const one = repository({ forge: "gitlab", forgeId: String(project.id), path: project.path });
    const read = await forge.readTags?.(one, signal);
    expect(read).toEqual({ tags: tags.slice(0, 100), tagsLeftOut: 20 });
    expect([...fake.counts]).toEqual([["tags", 1]]);
  });

  it("lose their mark at a push, and get another an hour later", async () => {
    let now = NOW;
    const { fake, forge } = await start({ now: () => now }, { now: () => now });
    const project = fake.model.add({ path: "science/tool", lastActivityAt: LONG_AGO });
    const one = repository({ forge: "gitlab", forgeId: String(project.id), path: project.path });
    const mark = async (): Promise<string | undefined> => {
      const head = (await forge.resolveHeads([one], signal)).get(one.id);
      return head?.state === "head" ? head.tagsMark : "no head";
    };
    expect(await mark()).toBe(LONG_AGO.toISOString());
    await fake.push(project, { ref: "refs/tags/v1", after: project.refs.head });
    expect(await mark()).toBeUndefined();
    now = new Date(NOW.getTime() + 40 * 60_000);
    // A second tag within the hour does not move the time: without a mark it is seen all the same.
    await fake.push(project, { ref: "refs/tags/v2", after: project.refs.head });
    expect(await mark()).toBeUndefined();
    now = new Date(NOW.getTime() + 66 * 60_000);
    expect(await mark()).toBe(NOW.toISOString());
  });
});

describe("a real repository behind GitLab", () => {
  it("is listed, read by git and told of a new commit", async () => {
    const folder = createTempFolder();
    open.push(() => folder.remove());
    const git = createGitFixture(`${folder.path}/tool`);
    git.write("ivoa-execution.yaml", "name: tool\n");
    const first = git.commit();
    git.git("tag", "-a", "-m", "One", "v1");
    const { fake, forge } = await start({}, { mirrorsDir: `${folder.path}/mirrors` });
    const project = fake.model.add({ path: "science/sub/tool", folder: git.folder });
    const { repositories } = await forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    expect(repositories[0]?.head).toMatchObject({ state: "head", commit: first, branch: "main" });
    const one = known(repositories[0] as FoundRepository);
    const tree = await forge.readTree(one, first, signal);
    expect(tree.files.map(({ path }) => path)).toEqual(["ivoa-execution.yaml"]);
    expect(await forge.readTags?.(one, signal)).toEqual({ tags: [{ name: "v1", commit: first }] });
    git.write("README.md", "More\n");
    const second = git.commit();
    await fake.push(project, { ref: "refs/heads/main", before: first, after: second });
    const head = (await forge.resolveHeads([one], signal)).get(one.id);
    expect(head).toMatchObject({ state: "head", commit: second });
  });
});

describe("a commit status", () => {
  const url = "https://catalogue.example.org/repositories/1";
  const report = { state: "failure", description: "2 errors", url } as const;

  it("is written with the token, when the operator says so", async () => {
    const { fake, forge } = await start({ token: "t" }, { host: { token: async () => "t", report: true } });
    const project = fake.model.add({ path: "science/tool" });
    const commit = project.refs.head ?? "";
    const one = repository({ forge: "gitlab", forgeId: String(project.id), path: project.path });
    await forge.report?.({ repository: one, commit, ...report }, signal);
    expect(fake.statuses).toEqual([
      {
        projectId: project.id,
        commit,
        state: "failed",
        name: "execat",
        description: "2 errors",
        targetUrl: url,
      },
    ]);
    const elsewhere = { repository: one, commit: "f".repeat(40), ...report };
    await expect(forge.report?.(elsewhere, signal)).rejects.toMatchObject({ code: "SOURCE_INVALID" });
  });

  it("is not written without a token, or when the operator does not say so", async () => {
    const without = await start({}, { host: { report: true } });
    const silent = await start({ token: "t" }, { host: { token: async () => "t" } });
    expect(without.forge.report).toBeUndefined();
    expect(silent.forge.report).toBeUndefined();
  });
});
