import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommitReport } from "../../crawler/forges/forge.ts";
import type { ForgeHost } from "../../crawler/forges/forge-host.ts";
import { createAppKey, type FakeApp } from "../support/forges/github/fake-app.ts";
import {
  createGitHubFixture,
  known,
  SIGNAL,
  sourceOf,
  TOKEN,
  type GitHubFixture,
} from "../support/forges/github/github-fixture.ts";

let gitHub: GitHubFixture;
let app: FakeApp;
let asApp: Pick<ForgeHost, "app">;

beforeEach(async () => {
  gitHub = await createGitHubFixture({ withApp: true });
  if (gitHub.fake.app === undefined) throw new Error("there is no App");
  app = gitHub.fake.app;
  app.installations.set("survey", 7);
  asApp = { app: { id: app.id, privateKey: async () => app.privateKey } };
  gitHub.fake.model.addRepository("survey/tool", { isPrivate: true });
});
afterEach(() => gitHub.close());

const survey = () => sourceOf(gitHub.fake, { of: "organisation", name: "survey" });

describe("a GitHub App", () => {
  it("lists where it is installed, by one token for all that is asked in an hour", async () => {
    const forge = gitHub.forge(asApp);
    const { repositories } = await forge.list(survey(), SIGNAL);
    expect(repositories.map(({ path }) => path)).toEqual(["survey/tool"]);
    await forge.resolveHeads(repositories.map(known), SIGNAL);
    await forge.list(survey(), SIGNAL);
    expect(app.tokens.size).toBe(1);
    // The installation and its token.
    expect(gitHub.fake.counts.get("app")).toBe(2);
  });

  it("renews its token before it ends, and after it was revoked", async () => {
    const forge = gitHub.forge(asApp);
    await forge.list(survey(), SIGNAL);
    gitHub.pass(54 * 60_000);
    await forge.list(survey(), SIGNAL);
    expect(app.tokens.size).toBe(1);
    gitHub.pass(2 * 60_000);
    await forge.list(survey(), SIGNAL);
    expect(app.tokens.size).toBe(2);
    for (const token of app.tokens.keys()) app.tokens.set(token, new Date(0));
    expect((await forge.list(survey(), SIGNAL)).repositories).toHaveLength(1);
    expect(app.tokens.size).toBe(3);
  });

  it("asks for one token although many ask at once", async () => {
    const forge = gitHub.forge(asApp);
    await Promise.all(Array.from({ length: 5 }, () => forge.list(survey(), SIGNAL)));
    expect(app.tokens.size).toBe(1);
  });

  it("asks for each owner's repositories with that owner's token", async () => {
    gitHub.fake.model.addOwner("ann", "User");
    gitHub.fake.model.addRepository("ann/own");
    app.installations.set("ann", 8);
    const source = sourceOf(gitHub.fake, {
      of: "repositories",
      paths: ["survey/tool", "ann/own", "free/tool"],
    });
    gitHub.fake.model.addRepository("free/tool");
    const forge = gitHub.forge(asApp);
    const { repositories } = await forge.list(source, SIGNAL);
    expect(repositories.map(({ path }) => path).sort()).toEqual(["ann/own", "free/tool", "survey/tool"]);
    expect(app.tokens.size).toBe(2);
    // Where it is not installed, it sees what everybody sees.
    expect(repositories.filter(({ head }) => head === undefined).map(({ path }) => path)).toEqual([
      "free/tool",
    ]);
    const limits = gitHub.budget.states().map(({ resource, limit }) => [resource, limit]);
    expect(new Map(limits as [string, number][])).toEqual(
      new Map([
        ["core/app", undefined],
        ["graphql/survey", 5_000],
        ["graphql/ann", 5_000],
        ["core", 60],
      ]),
    );
  });

  it("uses the personal token where it is not installed, when there is one", async () => {
    gitHub.fake.model.addRepository("other/secret", { isPrivate: true });
    const source = sourceOf(gitHub.fake, { of: "organisation", name: "other" });
    const forge = gitHub.forge({ ...asApp, token: async () => TOKEN });
    expect((await forge.list(source, SIGNAL)).repositories).toHaveLength(1);
  });

  it("learns at once from a webhook that it was installed", async () => {
    app.installations.clear();
    const webhookSecret = async () => gitHub.fake.hook.secret;
    const forge = gitHub.forge({ ...asApp, webhookSecret });
    expect((await forge.list(survey(), SIGNAL)).repositories).toEqual([]);
    app.installations.set("survey", 9);
    const { owner } = gitHub.fake.model.get("survey/tool");
    const installation = { id: 9, account: { login: "survey" } };
    const sent = await gitHub.fake.hook.installation(owner, {
      action: "created",
      installation,
      repositories: [],
    });
    const delivery = await forge.readDelivery?.({ headers: sent.headers, body: Buffer.from(sent.body) });
    expect(delivery?.kind).toBe("listing");
    expect((await forge.list(survey(), SIGNAL)).repositories).toHaveLength(1);
  });

  it.each([
    ["that is no key", "not a key"],
    ["of another App", undefined],
  ])("with a key %s is told so", async (_what, key) => {
    const other = key ?? createAppKey();
    const forge = gitHub.forge({ app: { id: app.id, privateKey: async () => other } });
    await expect(forge.list(survey(), SIGNAL)).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      hint: expect.any(String),
    });
  });
});

describe("a commit status", () => {
  const reportOf = (over: Partial<CommitReport> = {}): CommitReport => ({
    repository: known({
      forge: "github",
      forgeId: gitHub.fake.model.get("survey/tool").nodeId,
      host: "x",
      path: "survey/tool",
      url: "x",
      webUrl: undefined,
    }),
    commit: "a".repeat(40),
    state: "failure",
    description: "2 problems",
    url: "https://catalogue.example.org/repositories/1",
    ...over,
  });
  const reporting = { token: async () => TOKEN, report: true };

  it("is written with what was found", async () => {
    await gitHub.forge(reporting).report?.(reportOf(), SIGNAL);
    expect(gitHub.fake.statuses).toEqual([
      {
        path: "survey/tool",
        sha: "a".repeat(40),
        state: "failure",
        description: "2 problems",
        targetUrl: "https://catalogue.example.org/repositories/1",
        context: "execat",
      },
    ]);
  });

  it("has a description that GitHub takes, whatever its length", async () => {
    await gitHub
      .forge(reporting)
      .report?.(reportOf({ description: "🔭".repeat(200), url: undefined }), SIGNAL);
    expect(gitHub.fake.statuses[0]?.description).toBe(`${"🔭".repeat(69)}…`);
  });

  it("reaches a repository that was renamed in between", async () => {
    gitHub.fake.model.move("survey/tool", "survey/renamed");
    await gitHub.forge(reporting).report?.(reportOf(), SIGNAL);
    expect(gitHub.fake.statuses[0]?.path).toBe("survey/renamed");
  });

  it("is written by an App as well", async () => {
    await gitHub.forge({ ...asApp, report: true }).report?.(reportOf(), SIGNAL);
    expect(gitHub.fake.statuses).toHaveLength(1);
  });

  it("is written only when the operator wants it and there is a token", () => {
    expect(gitHub.forge({ token: async () => TOKEN }).report).toBeUndefined();
    expect(gitHub.forge({ report: true }).report).toBeUndefined();
  });

  it.each([
    [401, "SOURCE_INVALID"],
    [403, "SOURCE_INVALID"],
    [404, "SOURCE_INVALID"],
    [422, "UPSTREAM_FAILED"],
    [500, "UPSTREAM_FAILED"],
    [429, "TOO_MANY_REQUESTS"],
  ])("fails with what to do when GitHub answers %i", async (status, code) => {
    gitHub.fake.faults.plan({ kind: "status", status, body: { message: "No" } });
    await expect(gitHub.forge(reporting).report?.(reportOf(), SIGNAL)).rejects.toMatchObject({
      code,
      hint: expect.any(String),
    });
  });
});
