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

function addMany(count: number): void {
  for (let number = 0; number < count; number += 1)
    gitHub.fake.model.addRepository(`survey/tool-${String(number)}`);
}

const organisation = (name = "survey") => sourceOf(gitHub.fake, { of: "organisation", name });

describe("limits of GitHub", () => {
  it("defer what follows until the window ends, and are shown", async () => {
    addMany(250);
    const { fake, budget } = gitHub;
    const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1_200_000);
    fake.limits.set(TOKEN, "graphql", { limit: 5_000, remaining: 3, resetsAt });
    const deferred = { code: "TOO_MANY_REQUESTS", details: { retryAt: resetsAt.toISOString() } };
    await expect(gitHub.forge().list(organisation(), SIGNAL)).rejects.toMatchObject(deferred);
    expect(budget.states()).toMatchObject([{ resource: "graphql", limit: 5_000, resetsAt }]);
    const asked = fake.counts.get("graphql");
    await expect(gitHub.forge().list(organisation(), SIGNAL)).rejects.toMatchObject(deferred);
    expect(fake.counts.get("graphql")).toBe(asked);
    gitHub.pass(1_201_000);
    expect((await gitHub.forge().list(organisation(), SIGNAL)).repositories).toHaveLength(250);
  });

  it("are told by GraphQL in an answer of status 200, by REST with 403", async () => {
    addMany(2);
    const resetsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 600_000);
    const spent = () => ({ limit: 60, remaining: 0, resetsAt });
    gitHub.fake.limits.set(TOKEN, "graphql", spent());
    gitHub.fake.limits.set("anonymous", "core", spent());
    for (const forge of [gitHub.forge(), gitHub.anonymous()]) {
      await expect(forge.list(organisation(), SIGNAL)).rejects.toMatchObject({
        code: "TOO_MANY_REQUESTS",
        details: { retryAt: resetsAt.toISOString() },
      });
    }
  });

  it("that are secondary stop everything at that host, whatever it is asked for", async () => {
    addMany(2);
    gitHub.fake.faults.plan(secondaryLimit(), { on: "graphql", times: 1 });
    await expect(gitHub.forge().list(organisation(), SIGNAL)).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
    });
    gitHub.fake.forget();
    await expect(gitHub.anonymous().list(organisation(), SIGNAL)).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
    });
    expect(gitHub.fake.counts.size).toBe(0);
    gitHub.pass(61_000);
    expect((await gitHub.anonymous().list(organisation(), SIGNAL)).repositories).toHaveLength(2);
  });

  it("are used by our share only", async () => {
    await gitHub.close();
    gitHub = await createGitHubFixture({ share: 0.001 });
    addMany(500);
    // Five of 5,000 points: two pages of two points each.
    await expect(gitHub.forge().list(organisation(), SIGNAL)).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
    });
    expect(gitHub.fake.counts.get("graphql")).toBe(2);
  });
});

describe("a token for GitHub", () => {
  it("stands in no failure, whatever GitHub answers", async () => {
    addMany(2);
    const forge = gitHub.forge({ token: async () => "ghp_verysecret" });
    const failures: unknown[] = [];
    const faults = [
      undefined,
      { kind: "status", status: 500 },
      { kind: "status", status: 302, headers: { location: "https://example.org/" } },
      { kind: "reset" },
      secondaryLimit(0),
    ] as const;
    for (const fault of faults) {
      gitHub.fake.faults.clear();
      if (fault !== undefined) gitHub.fake.faults.plan(fault);
      await forge.list(organisation(), SIGNAL).catch((error: unknown) => failures.push(error));
    }
    expect(failures).toHaveLength(faults.length);
    for (const failure of failures) expect(everythingOf(failure)).not.toContain("verysecret");
  });

  it("that was refused is read anew at the next call", async () => {
    addMany(1);
    let token = "old";
    const forge = gitHub.forge({ token: async () => token });
    await expect(forge.list(organisation(), SIGNAL)).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      message: expect.stringContaining("Bad credentials"),
      hint: expect.stringContaining("public_repo"),
    });
    token = TOKEN;
    expect((await forge.list(organisation(), SIGNAL)).repositories).toHaveLength(1);
  });

  it("lets git read a private repository", async () => {
    const folder = createTempFolder();
    try {
      const fixture = createGitFixture(`${folder.path}/tool`);
      fixture.write("ivoa-execution.yaml", "name: tool\n");
      const commit = fixture.commit();
      fixture.git("tag", "-a", "v1", "-m", "First");
      gitHub.fake.model.addRepository("survey/tool", { folder: fixture.folder, isPrivate: true });
      const { repositories } = await gitHub.forge().list(organisation(), SIGNAL);
      expect(repositories[0]?.head).toMatchObject({ commit, branch: "main", tags: [{ name: "v1", commit }] });
      const [repository] = repositories.map(known);
      if (repository === undefined) throw new Error("nothing was listed");
      await expect(gitHub.anonymous().readTree(repository, commit, SIGNAL)).rejects.toMatchObject({
        code: "UPSTREAM_FAILED",
      });
      const tree = await gitHub.forge().readTree(repository, commit, SIGNAL);
      expect(tree.files.map(({ path }) => path)).toEqual(["ivoa-execution.yaml"]);
    } finally {
      folder.remove();
    }
  });
});

/** All texts of an error and of what caused it, stacks included. */
function everythingOf(error: unknown): string {
  let text = "";
  for (let current = error; current instanceof Error; current = current.cause) {
    text += `${current.stack ?? ""} ${JSON.stringify(current)} ${JSON.stringify(Object.values(current))}`;
  }
  return text;
}
