import { describe, expect, it } from "vitest";
import { createForgeApi, type ForgeApiOptions } from "../../../crawler/forges/forge-api.ts";
import { createRequestBudget } from "../../../crawler/forges/request-budget.ts";
import type { HttpRequest, HttpResponse } from "../../../src/http/http-client.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const signal = new AbortController().signal;

interface Sent {
  readonly url: string;
  readonly request: HttpRequest;
}

function answer(status: number, body = "", headers: Record<string, string> = {}): HttpResponse {
  return { status, body, headers: new Map(Object.entries(headers)) };
}

function setUp(answers: readonly HttpResponse[], over: Partial<ForgeApiOptions> = {}) {
  const sent: Sent[] = [];
  const budget = createRequestBudget({ host: "forge.example", share: 1, now: () => NOW });
  const api = createForgeApi({
    http: {
      async request(url, request) {
        sent.push({ url, request });
        return answers[sent.length - 1] ?? answer(500);
      },
      close: async () => undefined,
    },
    budget,
    origins: ["https://api.forge.example"],
    authorization: async () => ({ authorization: "Bearer secret" }),
    limitsOf: () => undefined,
    timeoutMs: 1_000,
    now: () => NOW,
    ...over,
  });
  return { api, sent, budget };
}

const ask = { url: "https://api.forge.example/things", resource: "core", signal };

describe("a call of a forge's API", () => {
  it("is sent with the token to the forge's own origin, and answers with its JSON", async () => {
    const { api, sent } = setUp([answer(200, '{"a": 1}', { etag: "x" })]);
    const got = await api.request({ ...ask, method: "POST", body: { b: 2 }, headers: { accept: "text/x" } });
    expect(got.json).toEqual({ a: 1 });
    expect(got.headers.get("etag")).toBe("x");
    expect(sent[0]?.request.headers).toEqual({
      accept: "text/x",
      "content-type": "application/json",
      authorization: "Bearer secret",
    });
    expect(sent[0]?.request.body).toBe('{"b":2}');
  });

  it("never sends the token elsewhere", async () => {
    const { api, sent } = setUp([answer(200, "{}")]);
    await api.request({ ...ask, url: "https://api.forge.example.attacker.example/things" });
    expect(sent[0]?.request.headers).not.toHaveProperty("authorization");
  });

  it("follows a redirect within the origin, and gives any other as the answer", async () => {
    const { api, sent } = setUp([
      answer(301, "", { location: "/things/1" }),
      answer(302, "", { location: "https://elsewhere.example/" }),
    ]);
    const got = await api.request(ask);
    expect(got.status).toBe(302);
    expect(sent.map(({ url }) => url)).toEqual([ask.url, "https://api.forge.example/things/1"]);
  });

  it("gives up after three redirects", async () => {
    const again = answer(302, "", { location: "/again" });
    const { api, sent } = setUp([again, again, again, again, again]);
    expect((await api.request(ask)).status).toBe(302);
    expect(sent).toHaveLength(4);
  });

  it.each([
    ["seconds", "90", "2026-11-25T10:01:30.000Z"],
    ["a date", "Wed, 25 Nov 2026 10:05:00 GMT", "2026-11-25T10:05:00.000Z"],
    ["nothing of use", "soon", "2026-11-25T10:01:00.000Z"],
  ])("waits after a 429 with %s, and asks nothing before", async (_what, after, retryAt) => {
    const { api, sent } = setUp([answer(429, "", { "retry-after": after })]);
    const failure = { code: "TOO_MANY_REQUESTS", details: { retryAt } };
    await expect(api.request(ask)).rejects.toMatchObject(failure);
    await expect(api.request(ask)).rejects.toMatchObject(failure);
    expect(sent).toHaveLength(1);
  });

  it("waits until the window ends only when the window is what is spent", async () => {
    const resetsAt = new Date("2026-11-25T10:40:00Z");
    const limited = (remaining: number) =>
      setUp([answer(429)], { limitsOf: () => ({ resource: "core", facts: { remaining, resetsAt } }) }).api;
    await expect(limited(0).request(ask)).rejects.toMatchObject({
      details: { retryAt: "2026-11-25T10:40:00.000Z" },
    });
    await expect(limited(7).request(ask)).rejects.toMatchObject({
      details: { retryAt: "2026-11-25T10:01:00.000Z" },
    });
  });

  it("takes a 403 with Retry-After for a limit, and leaves any other to the adapter", async () => {
    const { api } = setUp([answer(403, '{"message": "no"}'), answer(403, "", { "retry-after": "5" })]);
    expect((await api.request(ask)).json).toEqual({ message: "no" });
    await expect(api.request(ask)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    // It is a limit of the host's, not of what was asked for.
    await expect(api.request({ ...ask, resource: "search" })).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      message: expect.stringContaining("deferred until"),
    });
  });

  it("fails for a server's error with its status, and for what is no JSON", async () => {
    const { api } = setUp([answer(502), answer(200, "<html>"), answer(404, "<html>")]);
    await expect(api.request(ask)).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      details: { status: 502 },
    });
    await expect(api.request(ask)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(await api.request(ask)).toMatchObject({ status: 404, json: undefined });
  });

  it("takes its points from the budget and tells of each answer", async () => {
    const seen: unknown[] = [];
    const { api, budget } = setUp([answer(200, "{}")], { onAnswer: (one) => seen.push(one) });
    await api.request({ ...ask, cost: 3 });
    expect(budget.states()).toMatchObject([{ resource: "core", used: 3 }]);
    expect(seen).toEqual([{ host: "api.forge.example", status: 200, bytes: 2 }]);
  });
});
