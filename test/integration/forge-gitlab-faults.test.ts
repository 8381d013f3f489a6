import { afterEach, describe, expect, it } from "vitest";
import { repository } from "../support/entry-builders.ts";
import type { Fault } from "../support/forges/faults.ts";
import type { FakeGitLabOptions } from "../support/forges/gitlab/fake-gitlab.ts";
import { gitLabSource, startGitLab, type ConnectOptions } from "../support/forges/gitlab/gitlab-forge.ts";

const NOW = new Date("2026-03-01T12:00:30Z");
const signal = new AbortController().signal;
const open: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

type StartOptions = readonly [options?: FakeGitLabOptions, connect?: ConnectOptions];
type Started = ReturnType<typeof startGitLab>;

async function start(...[options, connect]: StartOptions): Started {
  const started = await startGitLab(NOW, options, connect);
  const { model } = started.fake;
  open.push(() => started.close());
  model.users.add("ada");
  for (let index = 0; index < 150; index += 1) {
    model.add({ path: `science/tool-${String(index)}`, topics: ["x"] });
    model.add({ path: `ada/tool-${String(index)}` });
  }
  return started;
}

const html = { headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" };

/** Each with the code that it becomes, wherever it happens. */
const FAULTS: readonly (readonly [string, Fault, string])[] = [
  ["401", { kind: "status", status: 401, body: { message: "401 Unauthorized" } }, "SOURCE_INVALID"],
  ["403", { kind: "status", status: 403, body: { message: "403 Forbidden" } }, "SOURCE_INVALID"],
  ["404", { kind: "status", status: 404, body: { message: "404 Not Found" } }, "SOURCE_INVALID"],
  ["429", { kind: "status", status: 429, headers: { "retry-after": "60" } }, "TOO_MANY_REQUESTS"],
  ["500", { kind: "status", status: 500, body: { message: "500 Internal Server Error" } }, "UPSTREAM_FAILED"],
  ["502 as a page", { kind: "status", status: 502, ...html }, "UPSTREAM_FAILED"],
  ["a page in place of JSON", { kind: "status", status: 200, ...html }, "UPSTREAM_FAILED"],
  ["JSON of another kind", { kind: "status", status: 200, body: { hello: "world" } }, "UPSTREAM_FAILED"],
  ["nothing", { kind: "status", status: 200, body: "" }, "UPSTREAM_FAILED"],
  ["a broken connection", { kind: "reset" }, "UPSTREAM_FAILED"],
  ["half an answer", { kind: "cut" }, "UPSTREAM_FAILED"],
];

type Scope = Parameters<typeof gitLabSource>[1];

const LISTINGS: readonly (readonly [string, Scope, string])[] = [
  ["a group", { of: "group", name: "science" }, "graphql"],
  ["a topic", { of: "topic", name: "x" }, "graphql"],
  ["a user", { of: "user", name: "ada" }, "users"],
  ["named projects", { of: "repositories", paths: ["ada/tool-1", "ada/never"] }, "project"],
];

describe.each(LISTINGS)("a listing of %s", (name, scope, kind) => {
  it.each(FAULTS)("fails as a whole at %s on its last page", async (_name, fault, code) => {
    const { fake, forge } = await start();
    const isNamed = name === "named projects";
    // A project that is named and not there is a remark, and no fault.
    if (isNamed && fault.kind === "status" && fault.status === 404) return;
    fake.faults.plan(fault, { on: kind, after: isNamed ? 0 : 1 });
    await expect(forge.list(gitLabSource(fake, scope), signal)).rejects.toMatchObject({ code });
  });
});

describe("a forge that takes its time", () => {
  it("is given up, in a listing and in each question about one project", async () => {
    const slow: readonly Fault[] = [{ kind: "stall" }, { kind: "drip", bytes: 1, everyMs: 2_000 }];
    const one = repository({ forge: "gitlab", forgeId: "1", path: "science/tool-0" });
    const given = await Promise.all(
      slow.flatMap((fault) => [
        ...LISTINGS.map(async ([, scope, kind]) => {
          const { fake, forge } = await start({}, { timeoutMs: 1_500 });
          fake.faults.plan(fault, { on: kind });
          return forge.list(gitLabSource(fake, scope), signal).catch((error: unknown) => error);
        }),
        ...(["resolveHeads", "readTags"] as const).map(async (method) => {
          const { fake, forge } = await start({}, { timeoutMs: 1_500 });
          fake.faults.plan(fault);
          const asked =
            method === "readTags" ? forge.readTags?.(one, signal) : forge.resolveHeads([one], signal);
          return asked?.catch((error: unknown) => error);
        }),
      ]),
    );
    expect(given).toHaveLength(12);
    for (const error of given) expect(error).toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  });

  it("is left when the crawl is stopped", async () => {
    const { fake, forge } = await start();
    fake.faults.plan({ kind: "stall" });
    const stop = new AbortController();
    const listing = forge.list(gitLabSource(fake, { of: "group", name: "science" }), stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(listing).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});

describe("a list that is not whole", () => {
  it.each([
    ["a group", { of: "group", name: "science" }, "graphql"],
    ["a topic", { of: "topic", name: "x" }, "graphql"],
    ["heads of a user's projects", { of: "user", name: "ada" }, "graphql"],
  ] satisfies readonly (readonly [string, Scope, string])[])("is no list: %s", async (_name, scope, kind) => {
    const { fake, forge } = await start();
    fake.faults.plan({ kind: "half list" }, { on: kind, times: 1 });
    await expect(forge.list(gitLabSource(fake, scope), signal)).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
  });

  it("is no list beyond what GitLab counts either", async () => {
    const { fake, forge } = await start();
    for (let index = 0; index < 2_000; index += 1) fake.model.add({ path: `science/more-${String(index)}` });
    fake.faults.plan({ kind: "half list" }, { on: "graphql", after: 2, times: 1 });
    await expect(
      forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal),
    ).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("makes nothing gone when heads are missing from an answer with errors", async () => {
    const { fake, forge } = await start();
    const one = repository({ id: "one", forge: "gitlab", forgeId: "1", path: "science/tool-0" });
    const body = {
      data: { projects: { nodes: [], pageInfo: { hasNextPage: false } } },
      errors: [{ message: "Internal server error", path: ["projects"] }],
    };
    fake.faults.plan({ kind: "status", status: 200, body }, { on: "graphql" });
    const answers = await forge.resolveHeads([one], signal);
    expect(answers.get("one")).toMatchObject({ state: "failed", error: { code: "UPSTREAM_FAILED" } });
  });

  it("makes nothing empty when git's server did not answer", async () => {
    const { fake, forge } = await start();
    const one = repository({ id: "one", forge: "gitlab", forgeId: "1", path: "science/tool-0" });
    const node = { id: "gid://gitlab/Project/1", fullPath: "science/tool-0", visibility: "public" };
    const repositories = [null, { empty: false, rootRef: null, tree: null }];
    for (const shown of repositories) {
      const nodes = [{ ...node, repository: shown }];
      const body = {
        data: { projects: { nodes, pageInfo: { hasNextPage: false } } },
        errors: [{ message: "GRPC::Unavailable" }],
      };
      fake.faults.plan({ kind: "status", status: 200, body }, { on: "graphql", times: 1 });
      const answers = await forge.resolveHeads([one], signal);
      expect(answers.get("one")).toMatchObject({ state: "failed", error: { code: "UPSTREAM_FAILED" } });
    }
  });
});

describe("heads, tags and statuses", () => {
  it.each(FAULTS)("fail at %s", async (_name, fault, code) => {
    const { fake, forge } = await start({ token: "t" }, { host: { token: async () => "t", report: true } });
    const one = repository({ forge: "gitlab", forgeId: "1", path: "science/tool-0" });
    const commit = fake.model.byId(1)?.refs.head ?? "";
    fake.faults.plan(fault);
    const asked = { repository: one, commit, state: "success", description: "", url: undefined } as const;
    // After "too many" nothing is asked for a while, which the second call shows.
    await expect(forge.resolveHeads([one], signal)).rejects.toMatchObject({ code });
    await expect(forge.readTags?.(one, signal)).rejects.toMatchObject({ code });
    // What a server says after it wrote a status is not looked at.
    const isSuccess = fault.kind === "status" && fault.status === 200;
    if (!isSuccess) await expect(forge.report?.(asked, signal)).rejects.toMatchObject({ code });
  });
});

describe("what an operator must know", () => {
  it("is that the instance asks to sign in", async () => {
    const { fake, forge } = await start();
    const headers = { location: `${fake.url}/users/sign_in`, "content-type": "text/html" };
    fake.faults.plan({ kind: "status", status: 302, headers, body: "<html>You are being redirected" });
    const listing = forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal);
    await expect(listing).rejects.toMatchObject({
      code: "SOURCE_INVALID",
      message: `"${fake.host}" asks to sign in before it shows the group "science".`,
    });
    expect(fake.counts.get("page")).toBeUndefined();
  });

  it("is that the token is refused, without the token itself", async () => {
    const { fake, forge } = await start({ token: "right" }, { host: { token: async () => "very-secret" } });
    const error = await forge
      .list(gitLabSource(fake, { of: "group", name: "science" }), signal)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "SOURCE_INVALID",
      message: `"${fake.host}" refuses the token: Invalid token.`,
      hint: expect.stringContaining("read_api"),
    });
    expect(JSON.stringify([String(error), error])).not.toContain("very-secret");
  });

  it("is that the instance is too old for our question", async () => {
    const { fake, forge } = await start();
    const body = { errors: [{ message: "Field 'isForked' doesn't exist on type 'Project'" }] };
    fake.faults.plan({ kind: "status", status: 200, body });
    await expect(
      forge.list(gitLabSource(fake, { of: "group", name: "science" }), signal),
    ).rejects.toMatchObject({ code: "SOURCE_INVALID", hint: "GitLab 17.0 or newer is needed." });
  });
});

describe("the limit of requests", () => {
  it("is kept by what the answers say of it, until the minute is over", async () => {
    let now = NOW;
    const { fake, forge, budget } = await start(
      { requestsPerMinute: 10, now: () => now },
      { now: () => now, host: { share: 0.5 } },
    );
    const scope = gitLabSource(fake, { of: "group", name: "science" });
    for (let turn = 0; turn < 2; turn += 1) await forge.list(scope, signal);
    expect(budget.states()).toMatchObject([{ resource: "api", limit: 10, remaining: 6, used: 4 }]);
    await expect(forge.list(scope, signal)).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      details: { retryAt: "2026-03-01T12:01:00.000Z" },
    });
    expect(fake.counts.get("graphql")).toBe(5);
    now = new Date("2026-03-01T12:01:00Z");
    await forge.list(scope, signal);
  });

  it("is believed when GitLab says that it is spent", async () => {
    const { fake, forge } = await start();
    fake.faults.plan({ kind: "status", status: 429, headers: { "retry-after": "90" } }, { times: 1 });
    const scope = gitLabSource(fake, { of: "group", name: "science" });
    const retryAt = "2026-03-01T12:02:00.000Z";
    await expect(forge.list(scope, signal)).rejects.toMatchObject({ details: { retryAt } });
    await expect(forge.list(scope, signal)).rejects.toMatchObject({ details: { retryAt } });
    expect(fake.counts.get("graphql")).toBe(1);
  });
});
