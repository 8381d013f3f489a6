import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakeGitHub, type FakeGitHub } from "../support/forges/github/fake-github.ts";
import { restContract, webhookContract } from "../support/forges/github/contracts.ts";
import { signAppToken } from "../../crawler/forges/github/app-tokens.ts";

let fake: FakeGitHub;

beforeAll(async () => {
  fake = await createFakeGitHub({ withApp: true });
  fake.tokens.add("t");
  fake.model.addOwner("ann", "User");
  fake.model.addRepository("survey/tool", {
    description: "A tool",
    topics: ["astronomy"],
    license: { spdxId: "MIT", name: "MIT License" },
  });
  fake.model.addRepository("ann/own", { isArchived: true, isFork: true });
  fake.app?.installations.set("survey", 7);
});
afterAll(() => fake.close());

async function call(method: string, path: string, options: { token?: string; body?: unknown } = {}) {
  const { token = "t", body } = options;
  const response = await fetch(`${fake.origin}/api/v3${path}`, {
    method,
    headers: token === "" ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

describe("an answer of the fake GitHub", () => {
  const contract = restContract();
  const sha = "a".repeat(40);

  it.each([
    ["/orgs/{org}", "/orgs/survey"],
    ["/orgs/{org}/repos", "/orgs/survey/repos?per_page=100"],
    ["/users/{username}/repos", "/users/ann/repos"],
    ["/repos/{owner}/{repo}", "/repos/survey/tool"],
    ["/search/repositories", "/search/repositories?q=topic:astronomy"],
    ["/search/code", "/search/code?q=filename:ivoa-execution.yaml"],
  ])("for %s is as GitHub describes it", async (path, url) => {
    const { status, body } = await call("GET", url);
    const mistakes = contract.mistakesOf("GET", path, status, body);
    // Of an organisation and of a user only the count is answered, and read.
    expect(path === "/orgs/{org}" ? mistakes.filter((it) => it.includes("public_repos")) : mistakes).toEqual(
      [],
    );
  });

  it("for a commit status is as GitHub describes it", async () => {
    const { status, body } = await call("POST", `/repos/survey/tool/statuses/${sha}`, {
      body: { state: "success", description: "Good", context: "x", target_url: "https://example.org/" },
    });
    expect(status).toBe(201);
    expect(contract.mistakesOf("POST", "/repos/{owner}/{repo}/statuses/{sha}", status, body)).toEqual([]);
  });

  it("for an App is as GitHub describes it", async () => {
    if (fake.app === undefined) throw new Error("there is no App");
    const { id, privateKey } = fake.app;
    const token = await signAppToken({ id, privateKey: async () => privateKey }, new Date());
    const installation = await call("GET", "/orgs/survey/installation", { token });
    expect(contract.mistakesOf("GET", "/orgs/{org}/installation", 200, installation.body)).toEqual([]);
    const list = await call("GET", "/app/installations", { token });
    // Its own description demands that an account is a user and an enterprise at once.
    const [first] = list.body as readonly unknown[];
    expect(contract.mistakesOf("GET", "/orgs/{org}/installation", 200, first)).toEqual([]);
    const given = await call("POST", "/app/installations/7/access_tokens", { token });
    const path = "/app/installations/{installation_id}/access_tokens";
    expect(contract.mistakesOf("POST", path, given.status, given.body)).toEqual([]);
  });

  it.each([
    ["/repos/{owner}/{repo}", "/repos/survey/none", 404],
    ["/repos/{owner}/{repo}", "/repos/survey/moved", 301],
  ])("for %s that is not there is %s", async (path, url, expected) => {
    fake.model.addRepository("survey/moved");
    fake.model.move("survey/moved", "survey/elsewhere");
    const response = await fetch(`${fake.origin}/api/v3${url}`, { redirect: "manual" });
    expect(response.status).toBe(expected);
    expect(contract.mistakesOf("GET", path, expected, await response.json())).toEqual([]);
  });
});

describe("a webhook of the fake GitHub", () => {
  const mistakesOf = webhookContract();
  const body = async (sent: Promise<{ readonly body: string }>) => JSON.parse((await sent).body) as unknown;

  it("of a push is as GitHub describes it", async () => {
    const tool = fake.model.get("survey/tool");
    expect(mistakesOf("push", await body(fake.hook.push(tool)))).toEqual([]);
    expect(
      mistakesOf("push", await body(fake.hook.push(tool, { ref: "refs/tags/v1", after: undefined }))),
    ).toEqual([]);
    expect(mistakesOf("ping", await body(fake.hook.ping(tool.owner)))).toEqual([]);
    for (const event of ["create", "delete"] as const) {
      const sent = fake.hook.ref(tool, event, { ref: "v1", refType: "tag" });
      expect(mistakesOf(event, await body(sent))).toEqual([]);
    }
  });

  it("of a repository is as GitHub describes it", async () => {
    const tool = fake.model.get("survey/tool");
    const { sender } = (await body(fake.hook.ping(tool.owner))) as { readonly sender: unknown };
    const changes = new Map([
      ["renamed", { repository: { name: { from: "old" } } }],
      ["transferred", { owner: { from: { user: sender } } }],
    ]);
    const actions = ["created", "deleted", "archived", "unarchived", "publicized", "privatized"];
    for (const action of [...actions, ...changes.keys()]) {
      const payload = await body(fake.hook.repository(tool, action, changes.get(action)));
      expect([action, mistakesOf(`repository-${action}`, payload)]).toEqual([action, []]);
    }
  });

  it("of an App's installation is as GitHub describes it", async () => {
    if (fake.app === undefined) throw new Error("there is no App");
    const { id, privateKey } = fake.app;
    const token = await signAppToken({ id, privateKey: async () => privateKey }, new Date());
    const { body: installation } = await call("GET", "/orgs/survey/installation", { token });
    const tool = fake.model.get("survey/tool");
    for (const [action, name] of [
      ["created", "installation-created"],
      ["deleted", "installation-deleted"],
      ["added", "installation-repositories-added"],
      ["removed", "installation-repositories-removed"],
    ] as const) {
      const sent = fake.hook.installation(tool.owner, { action, installation, repositories: [tool] });
      expect([name, mistakesOf(name, await body(sent))]).toEqual([name, []]);
    }
  });
});
