import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secondaryLimit } from "../support/forges/github/fake-github.ts";
import {
  createGitHubFixture,
  known,
  SIGNAL,
  sourceOf,
  TOKEN,
  type GitHubFixture,
} from "../support/forges/github/github-fixture.ts";
import { createGitFixture, createTempFolder } from "../support/git-fixture.ts";

let gitHub: GitHubFixture;

beforeEach(async () => {
  gitHub = await createGitHubFixture();
});
afterEach(() => gitHub.close());

function addMany(count: number, org = "survey"): void {
  for (let number = 0; number < count; number += 1)
    gitHub.fake.model.addRepository(`${org}/tool-${String(number)}`);
}

const organisation = (name = "survey") => sourceOf(gitHub.fake, { of: "organisation", name });
const paths = (listing: { readonly repositories: readonly { readonly path: string }[] }) =>
  listing.repositories.map(({ path }) => path).sort();

describe("an organisation at GitHub", () => {
  it("is listed with everything that GitHub says of a repository, its head and its tags", async () => {
    const { fake } = gitHub;
    const commit = "a".repeat(40);
    const tagged = "b".repeat(40);
    fake.model.addRepository("survey/find-stars", {
      description: "Finds stars",
      homepage: "https://stars.example.org",
      topics: ["astronomy", "catalogues"],
      license: { spdxId: "MIT", name: "MIT License" },
      stars: 12,
      isArchived: true,
      refs: {
        branch: "trunk",
        commit,
        tags: [
          { name: "v1.1", commit: tagged, object: "c".repeat(40) },
          { name: "v1.0", commit, object: commit },
        ],
      },
    });
    const listing = await gitHub.forge().list(organisation(), SIGNAL);
    expect(listing.remark).toBeUndefined();
    const { host } = new URL(fake.origin);
    expect(listing.repositories).toEqual([
      {
        forge: "github",
        forgeId: fake.model.get("survey/find-stars").nodeId,
        host,
        path: "survey/find-stars",
        url: `${fake.origin}/survey/find-stars.git`,
        webUrl: `${fake.origin}/survey/find-stars`,
        facts: {
          description: "Finds stars",
          homepage: "https://stars.example.org",
          topics: ["astronomy", "catalogues"],
          license: "MIT",
          stars: 12,
          archived: true,
          fork: false,
        },
        head: {
          state: "head",
          commit,
          branch: "trunk",
          tags: [
            { name: "v1.1", commit: tagged },
            { name: "v1.0", commit },
          ],
          tagsLeftOut: 0,
        },
      },
    ]);
  });

  it.each([
    [250, 3],
    [1_000, 10],
  ])(
    "of %i repositories is listed with their heads by %i requests, and looked at by as many",
    async (count, requests) => {
      addMany(count);
      const forge = gitHub.forge();
      const { repositories } = await forge.list(organisation(), SIGNAL);
      expect(repositories).toHaveLength(count);
      expect(repositories.every(({ head }) => head?.state === "head")).toBe(true);
      expect([...gitHub.fake.counts]).toEqual([["graphql", requests]]);
      gitHub.fake.forget();
      for (let at = 0; at < count; at += forge.headsAtOnce) {
        const heads = await forge.resolveHeads(
          repositories.slice(at, at + forge.headsAtOnce).map(known),
          SIGNAL,
        );
        expect([...heads.values()].every(({ state }) => state === "head")).toBe(true);
      }
      expect([...gitHub.fake.counts]).toEqual([["graphql", requests]]);
      // Two points for a hundred repositories, as GitHub counts as well.
      const { limit, remaining } = gitHub.fake.limits.get(TOKEN, "graphql");
      expect(limit - remaining).toBeLessThanOrEqual(requests * 4);
      expect(gitHub.budget.states()).toMatchObject([{ resource: "graphql", used: limit - remaining }]);
    },
  );

  it("does not bring the repositories of others on which a user works", async () => {
    const { model } = gitHub.fake;
    addMany(2);
    model.addOwner("ann", "User").collaboratesOn.push("survey/tool-0");
    model.addRepository("ann/own");
    const source = sourceOf(gitHub.fake, { of: "user", name: "ann" });
    expect(paths(await gitHub.forge().list(source, SIGNAL))).toEqual(["ann/own"]);
    expect(paths(await gitHub.anonymous().list(source, SIGNAL))).toEqual(["ann/own"]);
  });

  it("that is none fails with what to do, and so does a user who was taken for one", async () => {
    gitHub.fake.model.addOwner("ann", "User");
    for (const forge of [gitHub.forge(), gitHub.anonymous()]) {
      await expect(forge.list(organisation("nobody"), SIGNAL)).rejects.toMatchObject({
        code: "SOURCE_INVALID",
        message: expect.stringContaining('the organisation "nobody"'),
      });
    }
    await expect(gitHub.forge().list(organisation("ann"), SIGNAL)).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      hint: expect.stringContaining('"user"'),
    });
  });

  it("with many tags has the newest thirty, and says how many more there are", async () => {
    const commit = "a".repeat(40);
    const tags = Array.from({ length: 45 }, (_, n) => ({
      name: `v${String(45 - n)}`,
      commit,
      object: commit,
    }));
    gitHub.fake.model.addRepository("survey/tool", { refs: { branch: "main", commit, tags } });
    const { repositories } = await gitHub.forge().list(organisation(), SIGNAL);
    const head = repositories[0]?.head;
    if (head?.state !== "head") throw new Error("there is no head");
    expect(head.tags?.map(({ name }) => name)).toEqual(tags.slice(0, 30).map(({ name }) => name));
    expect(head.tagsLeftOut).toBe(15);
  });

  it("with an empty and a closed repository has a head for the one and none for the other", async () => {
    const { model } = gitHub.fake;
    model.addRepository("survey/empty", { refs: { branch: "main", commit: undefined, tags: [] } });
    model.addRepository("survey/closed", { isDisabled: true });
    const { repositories } = await gitHub.forge().list(organisation(), SIGNAL);
    expect(repositories.map(({ path, head }) => [path, head?.state])).toEqual([
      ["survey/empty", "empty"],
      ["survey/closed", undefined],
    ]);
    const heads = await gitHub.forge().resolveHeads(repositories.map(known), SIGNAL);
    expect([...heads.values()].map(({ state }) => state)).toEqual(["empty", "failed"]);
  });
});

describe("a listing that is not whole", () => {
  it("is partial and says so when pages hold less than GitHub counts", async () => {
    addMany(250);
    for (const forge of [gitHub.forge(), gitHub.anonymous()]) {
      const takeBack = gitHub.fake.faults.plan({ kind: "half list" }, { times: 1 });
      const listing = await forge.list(organisation(), SIGNAL);
      takeBack();
      expect(listing.repositories).toHaveLength(200);
      expect(listing.partial).toBe(true);
      expect(listing.remark).toContain("counts 250 repositories and named 200");
    }
  });

  it("is partial when single sign-on keeps the token from a repository", async () => {
    addMany(3);
    gitHub.fake.model.get("survey/tool-1").isProtected = true;
    const listing = await gitHub.forge().list(organisation(), SIGNAL);
    expect(paths(listing)).toEqual(["survey/tool-0", "survey/tool-2"]);
    expect(listing.partial).toBe(true);
    expect(listing.remark).toMatch(/^One repository may not be read/);
  });

  it.each([
    ["cut off", { kind: "cut" }, "UPSTREAM_FAILED"],
    ["reset", { kind: "reset" }, "UPSTREAM_FAILED"],
    ["503", { kind: "status", status: 503 }, "UPSTREAM_FAILED"],
    ["502", { kind: "status", status: 502 }, "UPSTREAM_FAILED"],
    ["no JSON", { kind: "status", status: 200, body: "<html>" }, "UPSTREAM_FAILED"],
    ["no data", { kind: "status", status: 200, body: {} }, "UPSTREAM_FAILED"],
    ["401", { kind: "status", status: 401, body: { message: "Bad credentials" } }, "SOURCE_INVALID"],
    ["403", { kind: "status", status: 403, body: { message: "Forbidden" } }, "SOURCE_INVALID"],
    ["404", { kind: "status", status: 404, body: { message: "Not Found" } }, "SOURCE_INVALID"],
    ["429", { kind: "status", status: 429, headers: { "retry-after": "60" } }, "TOO_MANY_REQUESTS"],
    ["a secondary limit", secondaryLimit(60), "TOO_MANY_REQUESTS"],
    ["a secondary limit without a time", secondaryLimit(), "TOO_MANY_REQUESTS"],
  ] as const)("fails as a whole when its second page is %s", async (_name, fault, code) => {
    addMany(250);
    for (const [forge, on] of [
      [gitHub.forge(), "graphql"],
      [gitHub.anonymous(), "rest"],
    ] as const) {
      const takeBack = gitHub.fake.faults.plan(fault, { on, after: 1 });
      await expect(forge.list(organisation(), SIGNAL)).rejects.toMatchObject({
        code,
        hint: expect.any(String),
      });
      takeBack();
    }
  });

  it("ends at the time limit when a page drips, and at once when it is stopped", async () => {
    addMany(10);
    await gitHub.close();
    gitHub = await createGitHubFixture({ timeoutMs: 300 });
    addMany(10);
    gitHub.fake.faults.plan({ kind: "drip", bytes: 10, everyMs: 50 });
    await expect(gitHub.forge().list(organisation(), SIGNAL)).rejects.toMatchObject({
      code: "UPSTREAM_TIMEOUT",
    });
    const stop = new AbortController();
    const listing = gitHub.anonymous().list(organisation(), stop.signal);
    stop.abort();
    await expect(listing).rejects.toThrow();
  });

  it("is read by smaller pages when GitHub cannot make a large one in its time", async () => {
    addMany(100);
    gitHub.fake.faults.plan({ kind: "status", status: 502 }, { times: 2 });
    const { repositories } = await gitHub.forge().list(organisation(), SIGNAL);
    expect(repositories).toHaveLength(100);
    // A hundred and fifty at once fail; then four times twenty-five.
    expect(gitHub.fake.counts.get("graphql")).toBe(6);
    gitHub.fake.forget();
    gitHub.fake.faults.plan({ kind: "status", status: 504 }, { times: 1 });
    const heads = await gitHub.forge().resolveHeads(repositories.map(known), SIGNAL);
    expect(heads.size).toBe(100);
    expect(gitHub.fake.counts.get("graphql")).toBe(3);
  });
});

describe("an anonymous caller", () => {
  it("lists by the REST API and gets heads from git", async () => {
    const folder = createTempFolder();
    try {
      const fixture = createGitFixture(`${folder.path}/tool`);
      fixture.write("ivoa-execution.yaml", "name: tool\n");
      const commit = fixture.commit();
      gitHub.fake.model.addRepository("survey/tool", {
        folder: fixture.folder,
        license: { spdxId: "NOASSERTION", name: "Other" },
      });
      const forge = gitHub.anonymous();
      const { repositories } = await forge.list(organisation(), SIGNAL);
      expect(repositories[0]).toMatchObject({ path: "survey/tool", facts: { license: undefined } });
      expect(repositories[0]?.head).toBeUndefined();
      const [repository] = repositories.map(known);
      if (repository === undefined) throw new Error("nothing was listed");
      gitHub.fake.forget();
      const heads = await forge.resolveHeads([repository], SIGNAL);
      expect(heads.get(repository.id)).toMatchObject({ state: "head", commit, branch: "main" });
      expect([...gitHub.fake.counts.keys()]).toEqual(["git"]);
      fixture.git("tag", "v1.0");
      expect((await forge.readTags?.(repository, SIGNAL))?.tags).toEqual([{ name: "v1.0", commit }]);
      const tree = await forge.readTree(repository, commit, SIGNAL);
      expect(tree.files.map(({ path }) => path)).toEqual(["ivoa-execution.yaml"]);
    } finally {
      folder.remove();
    }
  });

  it("finds the same ids as one with a token", async () => {
    addMany(150);
    const signedIn = await gitHub.forge().list(organisation(), SIGNAL);
    const anonymous = await gitHub.anonymous().list(organisation(), SIGNAL);
    const ids = (listing: typeof signedIn) => listing.repositories.map(({ forgeId }) => forgeId);
    expect(ids(anonymous)).toEqual(ids(signedIn));
    expect(anonymous.remark).toBeUndefined();
  });

  it("asks whether a page has changed, and takes what it has when it has not", async () => {
    addMany(150);
    const forge = gitHub.anonymous();
    const first = await forge.list(organisation(), SIGNAL);
    expect(await forge.list(organisation(), SIGNAL)).toEqual(first);
    gitHub.fake.model.get("survey/tool-3").description = "New";
    const changed = await forge.list(organisation(), SIGNAL);
    expect(changed.repositories[3]?.facts?.description).toBe("New");
    // Two pages and a count, three times; the second time all three are "not modified".
    expect(gitHub.fake.counts.get("rest")).toBe(9);
    expect(gitHub.statuses()).toEqual([200, 200, 200, 304, 304, 304, 200, 304, 304]);
  });

  it("does not go to another address for the next page", async () => {
    const link = `<http://127.0.0.1:1/next>; rel="next"`;
    gitHub.fake.faults.plan({ kind: "status", status: 200, headers: { link }, body: [] }, { on: "rest" });
    await expect(gitHub.anonymous().list(organisation(), SIGNAL)).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining("another address"),
    });
  });

  it("may not search code, and is told so", async () => {
    const source = sourceOf(gitHub.fake, { of: "search", words: "" });
    await expect(gitHub.anonymous().list(source, SIGNAL)).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      hint: expect.stringContaining("token"),
    });
  });

  it("reads a long list over several hours, without asking twice for what it has", async () => {
    addMany(80);
    const all = Array.from({ length: 80 }, (_, number) => `survey/tool-${String(number)}`);
    const source = sourceOf(gitHub.fake, { of: "repositories", paths: all });
    const forge = gitHub.anonymous();
    await expect(forge.list(source, SIGNAL)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    gitHub.pass(3_600_000);
    expect((await forge.list(source, SIGNAL)).repositories).toHaveLength(80);
    expect(gitHub.fake.counts.get("rest")).toBe(80);
  });
});

describe("heads of known repositories", () => {
  const list = async (): Promise<ReturnType<typeof known>[]> => {
    const { repositories } = await gitHub.forge().list(organisation(), SIGNAL);
    return repositories.map(known);
  };

  it("tell of a repository that was renamed or went to another owner", async () => {
    addMany(2);
    const all = await list();
    gitHub.fake.model.move("survey/tool-0", "observatory/better-name");
    const heads = [...(await gitHub.forge().resolveHeads(all, SIGNAL)).values()];
    expect(heads[0]).toMatchObject({
      state: "head",
      found: { path: "observatory/better-name", forgeId: all[0]?.forgeId },
    });
    expect(heads[1]).toMatchObject({ state: "head", found: { path: "survey/tool-1" } });
  });

  it("say that one is gone, and fail for one that single sign-on protects, without harm to the others", async () => {
    addMany(4);
    const all = await list();
    gitHub.fake.model.remove("survey/tool-0");
    gitHub.fake.model.get("survey/tool-1").isProtected = true;
    const heads = [...(await gitHub.forge().resolveHeads(all, SIGNAL)).values()];
    expect(heads.map(({ state }) => state)).toEqual(["gone", "failed", "head", "head"]);
    expect(heads[0]).toMatchObject({ message: expect.stringContaining("survey/tool-0") });
    expect(heads[1]).toMatchObject({
      error: { code: "SOURCE_INVALID", hint: expect.stringContaining("single sign-on") },
    });
  });

  it.each([
    ["an answer for fewer", { data: { nodes: [] } }],
    ["an error about all", { data: { nodes: [null, null] }, errors: [{ message: "Something went wrong" }] }],
    ["no data", { data: null, errors: [{ type: "INTERNAL", path: ["nodes"], message: "Broken" }] }],
  ])("are none at all after %s", async (_name, body) => {
    addMany(2);
    const all = await list();
    gitHub.fake.faults.plan({ kind: "status", status: 200, body });
    await expect(gitHub.forge().resolveHeads(all, SIGNAL)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("fail for the one of which a part is missing, and for one that is null without a reason", async () => {
    addMany(2);
    const all = await list();
    const node = {
      __typename: "Repository",
      id: all[0]?.forgeId,
      nameWithOwner: "survey/tool-0",
      defaultBranchRef: null,
    };
    const errors = [{ type: "SERVICE_UNAVAILABLE", path: ["nodes", 0, "defaultBranchRef"], message: "Away" }];
    gitHub.fake.faults.plan({ kind: "status", status: 200, body: { data: { nodes: [node, null] }, errors } });
    const heads = [...(await gitHub.forge().resolveHeads(all, SIGNAL)).values()];
    expect(heads.map(({ state }) => state)).toEqual(["failed", "failed"]);
  });
});
