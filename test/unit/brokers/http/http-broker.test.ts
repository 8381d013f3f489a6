import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpBroker } from "../../../../src/brokers/http/index.ts";
import type { Broker } from "../../../../src/brokers/broker.ts";
import { createHttpClient } from "../../../../src/http/undici-client.ts";
import type { HttpClient } from "../../../../src/http/http-client.ts";
import { as, containerRequest } from "../../../conformance/broker.ts";
import { closeServer, listen } from "../../../conformance/broker-server.ts";

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const open: { server?: Server; http?: HttpClient } = {};
afterEach(async () => {
  await open.http?.close();
  if (open.server !== undefined) await closeServer(open.server);
});

/** A broker that gives the replies in turn, and the client that speaks to it. */
async function replay(
  replies: readonly Reply[],
  options: { timeoutMs?: number; dialect?: "C" | "D" } = {},
): Promise<{ broker: Broker; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const reply = replies[heard.length];
      heard.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (reply === undefined) return;
      const isText = typeof reply.body === "string";
      const type = isText ? "text/html" : "application/json";
      response.writeHead(reply.status, { "Content-Type": type, ...reply.headers });
      response.end(isText ? reply.body : JSON.stringify(reply.body));
    });
  });
  const port = await listen(server);
  open.server = server;
  open.http = createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "test" });
  const broker = createHttpBroker({
    id: "far",
    label: "Far",
    baseUrl: () => `http://127.0.0.1:${port}/base/`,
    http: open.http,
    credentials: { username: "anna", password: "pass:word" },
    timeoutMs: options.timeoutMs ?? 5_000,
    dialect: options.dialect,
    rehearsal: false,
    executableKinds: new Set(["docker-container"]),
  });
  return { broker, heard };
}

/** Answers of the reference broker, as they were recorded. */
function recorded(name: string): readonly Reply[] {
  const file = path.resolve(import.meta.dirname, `../../../fixtures/exchanges/${name}.json`);
  const { exchanges } = JSON.parse(readFileSync(file, "utf8")) as { exchanges: { response: Reply }[] };
  return exchanges.map((exchange) => exchange.response);
}

const SESSION = { kind: "session", meta: { uuid: "s-1" }, phase: "OFFERED" };
const YES = { result: "YES", meta: { uuid: "set-1" }, offers: [SESSION] };

describe("recorded answers of the reference broker", () => {
  it("gives the start that compute states, since the session has no schedule", async () => {
    const { broker } = await replay(recorded("yes"));
    const answer = await broker.ask(containerRequest(), as("a"));
    expect(answer.result).toBe("YES");
    expect(answer.uuid).toBe("c34e1001-73ae-400b-b029-f33652826086");
    expect(answer.offers.map((offer) => offer.startsAt)).toEqual([
      "2026-11-24T02:21:00Z",
      "2026-11-24T02:41:00Z",
    ]);
    expect(answer.offers[0]).toMatchObject({
      phase: "OFFERED",
      durationSeconds: 1200,
      expiresAt: "2026-11-24T02:25:41.708Z",
      cores: { min: 2, max: 2 },
    });
  });

  it("labels costs and metrics, the session's own first, compute's only where it adds some", async () => {
    const { broker } = await replay(recorded("yes"));
    const [offer] = (await broker.ask(containerRequest(), as("a"))).offers;
    expect(offer?.costs.map((cost) => [cost.label, cost.min, cost.max])).toEqual([
      ["Monetary cost", 0.1, 0.5],
      ["Energy (kWh)", 0.02, 0.1],
      ["Carbon (gCO2)", 5, 25],
    ]);
    expect(offer?.metrics.map((metric) => metric.label)).toEqual([
      "Compute performance",
      "IO throughput (MB/s)",
    ]);
  });

  it("explains a NO whose message is only a template", async () => {
    const { broker } = await replay(recorded("no-digest"));
    const answer = await broker.ask(containerRequest(), as("a"));
    expect(answer.result).toBe("NO");
    expect(answer.messages[0]).toMatchObject({ kind: "urn:missing-value", level: "WARN" });
    expect(answer.messages[0]?.text).toMatch(/^DockerContainer - image digest is required — .*digest/);
  });

  it("shows the holes of a template whose values the broker dropped", async () => {
    const { broker } = await replay(recorded("limits"));
    const answer = await broker.ask(containerRequest(), as("a"));
    expect(answer.messages[0]?.text).toContain("[${resource}][${cores}][${limit}]");
    expect(answer.messages[0]?.text).toContain("ask for less");
  });

  it("says that a NO without a reason gave none, and what to try", async () => {
    const { broker } = await replay(recorded("no-without-reason"));
    const answer = await broker.ask(containerRequest(), as("a"));
    expect(answer.messages).toHaveLength(1);
    expect(answer.messages[0]?.text).toContain("gave no reason");
  });

  it("believes the reading after an update and not the update's own answer", async () => {
    const { broker, heard } = await replay(recorded("cancel-forgotten"));
    const session = await broker.update("32edcc10", { kind: "phase", value: "CANCELLED" }, as("a"));
    expect(session.phase).toBe("OFFERED");
    expect(heard.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });

  it("turns a 500 into a failure of the broker's, and does not ask again", async () => {
    const { broker, heard } = await replay(recorded("limits").slice(1));
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining("failed inside (500)"),
    });
    expect(heard).toHaveLength(1);
  });

  it("gives a hint where the broker answers 400 without one", async () => {
    const { broker } = await replay(recorded("bad-request"));
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: '"Far" could not read the request (400): request.',
      hint: expect.stringContaining("duration"),
    });
  });
});

describe("asking over HTTP", () => {
  it("sends the request of dialect D as JSON, with credentials", async () => {
    const { broker, heard } = await replay([{ status: 200, body: YES }]);
    expect((await broker.ask(containerRequest(), as("a"))).offers).toHaveLength(1);
    expect(heard[0]).toMatchObject({ method: "POST", url: "/base/requests" });
    expect(heard[0]?.headers).toMatchObject({
      accept: "application/json",
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from("anna:pass:word").toString("base64")}`,
    });
    expect(heard[0]?.headers).not.toHaveProperty("x-execat-client");
    const body = JSON.parse(heard[0]?.body ?? "") as Record<string, { kind: string }>;
    expect(Object.keys(body)).toEqual(["executable", "compute", "schedule"]);
    expect(body["executable"]?.kind).toMatch(/\/kinds\/executable\/docker-container\.yaml$/);
  });

  it("reads the offer set at its own address when a 303 has no body, without credentials", async () => {
    const { broker, heard } = await replay([
      { status: 303, headers: { Location: "http://unreachable.invalid:8082/offersets/set-1" }, body: "" },
      { status: 200, body: YES },
    ]);
    const answer = await broker.ask(containerRequest(), as("a"));
    expect(answer.offers).toHaveLength(1);
    expect(heard[1]).toMatchObject({ method: "GET", url: "/base/offersets/set-1" });
    expect(heard[1]?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    [401, "wants other credentials", "EXECAT_BROKERS"],
    [403, "does not let us", "belongs to somebody else"],
    [404, "does not know it", "EXECAT_BROKERS"],
    [405, "has no such call", "dialect"],
    [406, "does not answer in JSON", "EXECAT_BROKERS"],
    [415, "does not take JSON", "EXECAT_BROKERS"],
    [418, "the status 418", "operator"],
    [503, "failed inside (503)", "try again"],
  ])("says what a %i means and what to do", async (status, message, hint) => {
    const { broker } = await replay([{ status, body: "<html>" }], { dialect: "D" });
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it("passes on a 429 with the time to wait and the broker's words", async () => {
    const body = { message: "You hold 2 answers." };
    const { broker } = await replay([{ status: 429, headers: { "Retry-After": "42" }, body }]);
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      message: expect.stringContaining("You hold 2 answers."),
      hint: expect.stringContaining("in 42 s"),
    });
  });

  it.each([
    ["a page", "<html>\n<title>Welcome\u0000</title>", '"<html> <title>Welcome </title>"'],
    ["JSON of another sort", { hello: "world" }, '"{"hello":"world"}"'],
    ["a list", [1, 2], '"[1,2]"'],
    ["nothing", "", "empty answer"],
  ])("shows how an answer begins that is %s", async (_name, body, words) => {
    const { broker } = await replay([{ status: 200, body }]);
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining(words),
    });
  });

  it("gives up a broker that does not answer in its time", async () => {
    const { broker, heard } = await replay([], { timeoutMs: 100 });
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
    expect(heard).toHaveLength(1);
  });

  it("reads the session again after a 500 to an update, which may have been done", async () => {
    const accepted = { ...SESSION, phase: "ACCEPTED" };
    const { broker } = await replay([
      { status: 500, body: {} },
      { status: 200, body: accepted },
    ]);
    const session = await broker.update("s-1", { kind: "phase", value: "ACCEPTED" }, as("a"));
    expect(session.phase).toBe("ACCEPTED");
  });

  it("keeps the reason that only the update's own answer gives", async () => {
    const reason = { kind: "urn:x", level: "WARN", message: "Too late." };
    const { broker } = await replay([
      { status: 200, body: { ...SESSION, meta: { uuid: "s-1", messages: [reason] } } },
      { status: 200, body: SESSION },
    ]);
    const session = await broker.update("s-1", { kind: "phase", value: "ACCEPTED" }, as("a"));
    expect(session.messages).toEqual([{ kind: "urn:x", level: "WARN", text: "Too late." }]);
  });

  it("does not fast-forward where the session names no clock", async () => {
    const { broker, heard } = await replay([{ status: 200, body: SESSION }]);
    await expect(broker.update("s-1", { kind: "fast-forward" }, as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
    expect(heard.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is there when it answers 404 to an offer set that cannot exist, and not when it wants credentials", async () => {
    const { broker } = await replay([
      { status: 404, body: "" },
      { status: 401, body: "" },
    ]);
    await expect(broker.check(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
    await expect(broker.check(AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});
