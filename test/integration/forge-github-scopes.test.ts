import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Listing } from "../../crawler/forges/forge.ts";
import {
  createGitHubFixture,
  SIGNAL,
  sourceOf,
  type GitHubFixture,
} from "../support/forges/github/github-fixture.ts";

let gitHub: GitHubFixture;

beforeEach(async () => {
  gitHub = await createGitHubFixture();
});
afterEach(() => gitHub.close());

const paths = ({ repositories }: Listing) => repositories.map(({ path }) => path).sort();
const both = () => [gitHub.forge(), gitHub.anonymous()] as const;

describe("a topic at GitHub", () => {
  const topic = (forks?: boolean) => sourceOf(gitHub.fake, { of: "topic", name: "astronomy" }, forks);

  it("is listed whole, with forks only when they are wanted", async () => {
    const { model } = gitHub.fake;
    model.addRepository("a/tool", { topics: ["astronomy"] });
    model.addRepository("b/fork", { topics: ["astronomy"], isFork: true });
    model.addRepository("c/other", { topics: ["biology"] });
    for (const forge of both()) {
      expect(paths(await forge.list(topic(), SIGNAL))).toEqual(["a/tool"]);
      expect(paths(await forge.list(topic(true), SIGNAL))).toEqual(["a/tool", "b/fork"]);
    }
  });

  it("with more results than a search gives is asked by time, until nothing is missing", async () => {
    for (let number = 0; number < 2_300; number += 1) {
      gitHub.fake.model.addRepository(`org/tool-${String(number)}`, { topics: ["astronomy"] });
    }
    const listing = await gitHub.forge().list(topic(), SIGNAL);
    expect(listing.repositories).toHaveLength(2_300);
    expect(listing.partial).toBeUndefined();
    expect(listing.remark).toBeUndefined();
  });

  it("that cannot be cut by time is partial, and says so", async () => {
    const createdAt = new Date("2024-05-01T12:00:00Z");
    for (let number = 0; number < 1_050; number += 1) {
      gitHub.fake.model.addRepository(`org/tool-${String(number)}`, { topics: ["astronomy"], createdAt });
    }
    const listing = await gitHub.forge().list(topic(), SIGNAL);
    expect(listing.repositories).toHaveLength(1_000);
    expect(listing.partial).toBe(true);
    expect(listing.remark).toContain("counts 1050 repositories and named 1000");
  });

  it("is partial when GitHub says that it did not look everywhere", async () => {
    gitHub.fake.model.addRepository("a/tool", { topics: ["astronomy"] });
    gitHub.fake.setSearchIncomplete(true);
    const listing = await gitHub.anonymous().list(topic(), SIGNAL);
    expect(listing).toMatchObject({
      partial: true,
      remark: expect.stringContaining("did not look everywhere"),
    });
  });

  it("goes on where the limit of searches stopped it", async () => {
    for (let number = 0; number < 900; number += 1) {
      gitHub.fake.model.addRepository(`org/tool-${String(number)}`, { topics: ["astronomy"] });
    }
    const resetsAt = new Date(Date.now() + 60_000);
    gitHub.fake.limits.set("anonymous", "search", { limit: 10, remaining: 4, resetsAt });
    const forge = gitHub.anonymous();
    await expect(forge.list(topic(), SIGNAL)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    gitHub.pass(61_000);
    expect((await forge.list(topic(), SIGNAL)).repositories).toHaveLength(900);
    expect(gitHub.fake.counts.get("search")).toBe(9);
  });

  it("that is none is refused before GitHub is asked", async () => {
    const source = sourceOf(gitHub.fake, { of: "topic", name: "x user:secret" });
    await expect(gitHub.forge().list(source, SIGNAL)).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    expect(gitHub.fake.counts.size).toBe(0);
  });
});

describe("a list of repositories at GitHub", () => {
  const listed = (...all: readonly string[]) => sourceOf(gitHub.fake, { of: "repositories", paths: all });

  it("is read a hundred at once, under the names that they have now", async () => {
    const { model } = gitHub.fake;
    const all = Array.from({ length: 130 }, (_, number) => `org/tool-${String(number)}`);
    for (const path of all) model.addRepository(path);
    model.move("org/tool-7", "elsewhere/seven");
    const listing = await gitHub.forge().list(listed(...all), SIGNAL);
    expect(listing.repositories).toHaveLength(130);
    expect(paths(listing)).toContain("elsewhere/seven");
    expect(listing.repositories.every(({ head }) => head?.state === "head")).toBe(true);
    expect([...gitHub.fake.counts]).toEqual([["graphql", 2]]);
    const anonymous = await gitHub.anonymous().list(listed("org/tool-7"), SIGNAL);
    expect(paths(anonymous)).toEqual(["elsewhere/seven"]);
  });

  it("names those that are not there, and is whole without them", async () => {
    gitHub.fake.model.addRepository("a/tool");
    gitHub.fake.model.addRepository("a/secret", { isPrivate: true });
    for (const [forge, seen] of [
      [gitHub.forge(), ["a/secret", "a/tool"]],
      [gitHub.anonymous(), ["a/tool"]],
    ] as const) {
      const listing = await forge.list(listed("a/tool", "a/secret", "a/none"), SIGNAL);
      expect(paths(listing)).toEqual(seen);
      expect(listing.partial).toBeUndefined();
      expect(listing.remark).toContain('"a/none"');
    }
  });

  it("is partial when one is there and may not be read", async () => {
    gitHub.fake.model.addRepository("a/tool");
    gitHub.fake.model.addRepository("a/protected", { isProtected: true });
    for (const forge of both()) {
      const listing = await forge.list(listed("a/tool", "a/protected"), SIGNAL);
      expect(paths(listing)).toEqual(["a/tool"]);
      expect(listing.partial).toBe(true);
    }
  });

  it("with something that is no name is refused", async () => {
    await expect(gitHub.forge().list(listed("a/b/c"), SIGNAL)).rejects.toMatchObject({
      code: "SOURCE_INVALID",
    });
  });

  it("names one twice and has it once", async () => {
    gitHub.fake.model.addRepository("a/tool");
    expect(paths(await gitHub.forge().list(listed("a/tool", "A/Tool"), SIGNAL))).toEqual(["a/tool"]);
  });
});

describe("a search for manifests at GitHub", () => {
  const search = (words = "") => sourceOf(gitHub.fake, { of: "search", words });

  it("finds each repository once, whatever manifests it has, and no file of another name", async () => {
    const { model } = gitHub.fake;
    model.addRepository("a/one", { files: ["ivoa-execution.yaml", "sub/ivoa-execution.yml"] });
    model.addRepository("a/two", { files: ["deep/er/ivoa-execution.json"] });
    model.addRepository("b/other", { files: ["ivoa-execution.yaml.txt"] });
    model.addRepository("b/none", { files: [] });
    const listing = await gitHub.forge().list(search(), SIGNAL);
    expect(paths(listing)).toEqual(["a/one", "a/two"]);
    expect(listing.repositories.every(({ head }) => head?.state === "head")).toBe(true);
    expect([...gitHub.fake.counts]).toEqual([
      ["code_search", 3],
      ["graphql", 1],
    ]);
    expect(paths(await gitHub.forge().list(search("org:b"), SIGNAL))).toEqual([]);
  });

  it("is always partial, without a remark: GitHub has no index of every repository", async () => {
    gitHub.fake.model.addRepository("a/one", { files: ["ivoa-execution.yaml"] });
    const listing = await gitHub.forge().list(search(), SIGNAL);
    expect(listing).toMatchObject({ partial: true, remark: undefined });
  });

  it("says when there are more than a thousand results, and goes on where the limit stopped it", async () => {
    for (let number = 0; number < 1_100; number += 1)
      gitHub.fake.model.addRepository(`org/tool-${String(number)}`);
    const forge = gitHub.forge();
    await expect(forge.list(search(), SIGNAL)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    gitHub.pass(61_000);
    const listing = await forge.list(search(), SIGNAL);
    expect(listing.repositories).toHaveLength(1_000);
    expect(listing).toMatchObject({ partial: true, remark: expect.stringContaining("narrow it") });
  });

  it("says when a page is half, or GitHub did not look everywhere", async () => {
    for (let number = 0; number < 20; number += 1)
      gitHub.fake.model.addRepository(`org/tool-${String(number)}`);
    const takeBack = gitHub.fake.faults.plan({ kind: "half list" }, { on: "code_search" });
    const remark = expect.stringContaining("did not look everywhere");
    expect(await gitHub.forge().list(search(), SIGNAL)).toMatchObject({ partial: true, remark });
    takeBack();
    gitHub.fake.setSearchIncomplete(true);
    expect(await gitHub.forge().list(search(), SIGNAL)).toMatchObject({ partial: true, remark });
  });
});

describe("a source that GitHub cannot have", () => {
  it("is refused", async () => {
    const group = sourceOf(gitHub.fake, { of: "group", name: "x" });
    await expect(gitHub.forge().list(group, SIGNAL)).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    await expect(gitHub.forge().list({ ...group, options: {} }, SIGNAL)).rejects.toMatchObject({
      code: "SOURCE_INVALID",
    });
  });
});
