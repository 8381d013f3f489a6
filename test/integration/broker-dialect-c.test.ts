import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { Broker, ExecutionRequest } from "../../src/brokers/broker.ts";
import { createHttpBroker, type HttpBrokerOptions } from "../../src/brokers/http/index.ts";
import type { HttpClient } from "../../src/http/http-client.ts";
import { createHttpClient } from "../../src/http/undici-client.ts";
import { as, containerRequest } from "../conformance/broker.ts";
import { call, closeServer, listen } from "../conformance/broker-server.ts";
import {
  C_KIND,
  startDialectCBroker,
  type DialectCBroker,
  type DialectCOptions,
} from "../support/dialect-c-broker.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function clientOf(baseUrl: () => string, options: Partial<HttpBrokerOptions> = {}): Broker {
  const http: HttpClient = createHttpClient({ allowHosts: () => ["127.0.0.1"], userAgent: "test" });
  closing.push(() => http.close());
  return createHttpBroker({
    id: "far",
    label: "Far",
    baseUrl,
    http,
    timeoutMs: 5_000,
    rehearsal: false,
    executableKinds: new Set(["docker-container", "jupyter-notebook", "python-program"]),
    ...options,
  });
}

async function serve(
  options: DialectCOptions = {},
  client: Partial<HttpBrokerOptions> = {},
): Promise<{ server: DialectCBroker; broker: Broker }> {
  const server = await startDialectCBroker(options);
  closing.push(() => server.close());
  return { server, broker: clientOf(() => server.url, client) };
}

/** A server that gives these statuses and answers in turn, and keeps what was asked for. */
async function statuses(...replies: readonly (number | object)[]): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      heard.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const reply = replies[heard.length - 1];
      if (typeof reply === "number") response.writeHead(reply).end();
      if (typeof reply === "object") response.end(JSON.stringify(reply));
    });
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  closing.push(() => closeServer(server));
  return { url, heard };
}

const callsOf = (server: DialectCBroker): readonly string[] =>
  server.heard.map(({ method, path }) => `${method} ${path}`);
const bodyOf = (server: DialectCBroker, index: number): Record<string, Record<string, unknown>> =>
  JSON.parse(server.heard[index]?.body ?? "null") as Record<string, Record<string, unknown>>;

const DATA: Partial<ExecutionRequest> = {
  compute: {
    kind: "simple-compute-resource",
    kindState: "concrete",
    name: "box",
    volumes: [
      {
        kind: "simple-volume-mount",
        kindState: "concrete",
        path: "/in",
        mode: "READONLY",
        resource: "table",
      },
    ],
  },
  data: [
    {
      kind: "simple-data-resource",
      kindState: "concrete",
      name: "table",
      location: "https://data.example/t.fits",
    },
  ],
};

describe("finding out a broker's dialect", () => {
  it("asks in D first, and in C after a 404; then only in C", async () => {
    const { server, broker } = await serve();
    expect((await broker.ask(containerRequest(), as("a"))).result).toBe("YES");
    await broker.ask(containerRequest(), as("a"));
    expect(callsOf(server)).toEqual(["POST /requests", "POST /offersets", "POST /offersets"]);
  });

  it("asks in C as well after a 405", async () => {
    const { url, heard } = await statuses(405, 400);
    await expect(clientOf(() => url).ask(containerRequest(), as("a"))).rejects.toMatchObject({
      message: expect.stringContaining("400"),
    });
    expect(heard).toEqual(["POST /requests", "POST /offersets"]);
  });

  it.each([401, 400, 403, 406, 415, 429, 500, 503])("does not ask again after a %i", async (status) => {
    const { url, heard } = await statuses(status);
    await expect(clientOf(() => url).ask(containerRequest(), as("a"))).rejects.toMatchObject({
      name: "ExecatError",
    });
    expect(heard).toEqual(["POST /requests"]);
  });

  it("does not ask again when no answer came, since it may have been taken", async () => {
    const { url, heard } = await statuses();
    const broker = clientOf(() => url, { timeoutMs: 100 });
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
    expect(heard).toEqual(["POST /requests"]);
  });

  it("does not ask in D after an unknown outcome in C", async () => {
    const { url, heard } = await statuses(404, 500);
    await expect(clientOf(() => url).ask(containerRequest(), as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
    expect(heard).toEqual(["POST /requests", "POST /offersets"]);
  });

  it("says that the address takes neither, and looks at both again the next time", async () => {
    const { url, heard } = await statuses(404, 404, 404, 405);
    const broker = clientOf(() => url);
    for (const _ of [1, 2]) {
      await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({
        code: "UPSTREAM_FAILED",
        message: '"Far" takes requests neither at /requests (dialect D) nor at /offersets (dialect C).',
        hint: expect.stringContaining("EXECAT_BROKERS"),
      });
    }
    expect(heard).toEqual(["POST /requests", "POST /offersets", "POST /requests", "POST /offersets"]);
  });

  it("finds out anew when the broker changes its dialect, there and back", async () => {
    const yes = { result: "YES", offers: [{ meta: { uuid: "u-1" }, phase: "OFFERED" }] };
    const { url, heard } = await statuses(404, yes, 404, yes, yes, 405, yes);
    const broker = clientOf(() => url);
    const kinds: boolean[] = [broker.executableKinds.has("python-program")];
    for (const _ of [1, 2, 3, 4]) {
      await broker.ask(containerRequest(), as("a"));
      kinds.push(broker.executableKinds.has("python-program"));
    }
    expect(heard).toEqual([
      "POST /requests",
      "POST /offersets",
      "POST /offersets",
      "POST /requests",
      "POST /requests",
      "POST /requests",
      "POST /offersets",
    ]);
    expect(kinds).toEqual([true, false, true, true, false]);
  });

  it("is not done where the dialect is set", async () => {
    const { server, broker } = await serve({}, { dialect: "D" });
    await expect(broker.ask(containerRequest(), as("a"))).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(callsOf(server)).toEqual(["POST /requests"]);
    const inC = clientOf(() => server.url, { dialect: "C" });
    await inC.ask(containerRequest(), as("a"));
    expect(callsOf(server)).toEqual(["POST /requests", "POST /offersets"]);
  });
});

describe("what is sent in dialect C", () => {
  it("has the kinds of C, mounts inside compute, and neither costs nor metrics", async () => {
    const { server, broker } = await serve({}, { dialect: "C" });
    const costs = [{ type: "urn:ivoa:calycopis:cost:monetary", max: 1 }];
    const answer = await broker.ask(containerRequest({ ...DATA, costs, metrics: costs }), as("a"));
    expect(answer.result).toBe("YES");
    const body = bodyOf(server, 0);
    expect(Object.keys(body)).toEqual(["executable", "compute", "data", "schedule"]);
    expect(body["executable"]?.["kind"]).toBe(C_KIND.docker);
    expect(body["compute"]?.["volumes"]).toEqual([
      { kind: C_KIND.volume, path: "/in", mode: "READONLY", resource: "table" },
    ]);
    expect(body["data"]).toEqual([
      { kind: C_KIND.data, meta: { name: "table" }, location: "https://data.example/t.fits" },
    ]);
  });

  it("is bare for updates", async () => {
    const { server, broker } = await serve({}, { dialect: "C" });
    const { offers } = await broker.ask(containerRequest(), as("a"));
    await broker.update(offers[0]?.uuid ?? "", { kind: "phase", value: "ACCEPTED" }, as("a"));
    expect(bodyOf(server, 1)).toEqual({ kind: "uri:enum-value-update", path: "/phase", value: "ACCEPTED" });
  });

  it("is nothing when C has no word for the executable", async () => {
    const { server, broker } = await serve({}, { dialect: "C" });
    expect([...broker.executableKinds]).toEqual(["docker-container", "jupyter-notebook"]);
    const executable = { kind: "python-program", kindState: "concrete", requirements: [] } as const;
    await expect(broker.ask(containerRequest({ executable }), as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: '"Far" speaks dialect C, which has no word for "python-program".',
      hint: expect.stringContaining("Nothing was sent"),
    });
    expect(server.heard).toEqual([]);
  });
});

describe("quirks of brokers of dialect C, and what is made of them", () => {
  it("a Location that names a host nobody can reach is read at the configured address", async () => {
    const { server, broker } = await serve({ host: "inside.invalid:8082" });
    const answer = await broker.ask(containerRequest(), as("a"));
    const location = `"url":"http://inside.invalid:8082/offersets/${answer.uuid ?? ""}"`;
    expect(answer.raw).toContain(location);
    await broker.readSession(answer.offers[0]?.uuid ?? "", as("a"));
    expect(server.heard.at(-1)?.path).toBe(`/sessions/${answer.offers[0]?.uuid ?? ""}`);
  });

  it("a session without a schedule starts when its compute does, and 1970 is not taken for a start", async () => {
    const { broker } = await serve();
    const { offers, raw } = await broker.ask(containerRequest({ schedule: { duration: "PT10M" } }), as("a"));
    expect(raw).toContain("1970-01-01T00:00:01Z/PT0S");
    expect(offers.map((offer) => [offer.startsAt, offer.durationSeconds])).toEqual([
      ["2026-04-03T09:01:00Z", 1200],
      ["2026-04-03T09:21:00Z", 1200],
      ["2026-04-03T09:41:00Z", 1200],
      ["2026-04-03T10:01:00Z", 1200],
    ]);
  });

  it("memory that repeats the number of cores is shown as it is said", async () => {
    const { broker } = await serve();
    const compute = { ...containerRequest().compute, cores: { min: 3 }, memory: { min: 5 } };
    const request = containerRequest({ compute: compute as ExecutionRequest["compute"] });
    const [offer] = (await broker.ask(request, as("a"))).offers;
    expect(offer).toMatchObject({ cores: { min: 6, max: 6 }, memory: { min: 6, max: 6 } });
  });

  it("offers that are all called null-offer-0 and so on are told apart by their ids", async () => {
    const { broker } = await serve();
    const { offers, raw } = await broker.ask(containerRequest({ schedule: { duration: "PT10M" } }), as("a"));
    expect(raw).toContain('"null-offer-0"');
    expect(new Set(offers.map(({ uuid }) => uuid)).size).toBe(4);
  });

  it("an update that is answered 200 and not done shows what the broker says when read again", async () => {
    const { server, broker } = await serve();
    const { offers } = await broker.ask(containerRequest(), as("a"));
    const uuid = offers[0]?.uuid ?? "";
    await broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("a"));
    server.moveBy(10_000);
    const over = await broker.update(uuid, { kind: "phase", value: "REJECTED" }, as("a"));
    expect(over.phase).toBe("COMPLETED");
  });

  it("a cancellation that only its own answer shows is not believed", async () => {
    const { server, broker } = await serve();
    const { offers } = await broker.ask(containerRequest(), as("a"));
    const uuid = offers[0]?.uuid ?? "";
    await broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("a"));
    const url = `${server.url}/sessions/${uuid}`;
    const json = { kind: "uri:enum-value-update", path: "phase", value: "CANCELLED" };
    expect((await call<{ phase: string }>(url, { json })).body.phase).toBe("CANCELLED");
    const session = await broker.update(uuid, { kind: "phase", value: "CANCELLED" }, as("a"));
    expect(session.phase).toBe("ACCEPTED");
  });

  it("an offer that is accepted after its expiry is believed when the broker says so", async () => {
    const { server, broker } = await serve();
    const { offers } = await broker.ask(containerRequest(), as("a"));
    server.moveBy(3_600);
    const session = await broker.update(offers[0]?.uuid ?? "", { kind: "phase", value: "ACCEPTED" }, as("a"));
    expect(session.phase).toBe("ACCEPTED");
  });

  it("a session that leaves out AVAILABLE and RUNNING is followed to COMPLETED", async () => {
    const { server, broker } = await serve();
    const start = "2026-04-03T10:00:00Z/PT2H";
    const request = containerRequest({ schedule: { duration: "PT10M", start } });
    const uuid = (await broker.ask(request, as("a"))).offers[0]?.uuid ?? "";
    await broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("a"));
    const phases = new Set<string>();
    for (let step = 0; step < 500 && !phases.has("COMPLETED"); step += 1) {
      phases.add((await broker.readSession(uuid, as("a"))).phase);
      server.moveBy(20);
    }
    expect([...phases]).toEqual(["ACCEPTED", "PREPARING", "RELEASING", "COMPLETED"]);
  });

  it("a NO without any message says that no reason was given", async () => {
    const { broker } = await serve();
    const answer = await broker.ask(containerRequest({ schedule: { duration: "PT3H" } }), as("a"));
    expect(answer.result).toBe("NO");
    expect(answer.messages.map(({ kind }) => kind)).toEqual(["execat:no-reason"]);
  });

  it("a NO whose message is a template with holes is explained, however its kind is spelt", async () => {
    const { broker } = await serve();
    const image = { locations: ["registry.example/tool:1"] };
    const executable = { ...containerRequest().executable, image };
    const digest = await broker.ask(containerRequest({ executable }), as("a"));
    expect(digest.messages[0]?.text).toMatch(/^Image digest is required — .*digest/);
    const singularity = { kind: "singularity-container", kindState: "concrete", location: "x" } as const;
    const unknown = await broker.ask(containerRequest({ executable: singularity }), as("a"));
    expect(unknown.messages[0]).toMatchObject({ kind: "uri:unknown-type", level: "WARN" });
    expect(unknown.messages[0]?.text).toContain("No validator for [${type}] — This broker cannot run");
  });

  it("a 500 for a request that is too large and has no name is a failure of the broker's", async () => {
    const { server, broker } = await serve({}, { dialect: "C" });
    const { kind, kindState } = { kind: "simple-compute-resource", kindState: "concrete" } as const;
    const request = containerRequest({ compute: { kind, kindState, cores: { min: 17 }, volumes: [] } });
    await expect(broker.ask(request, as("a"))).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      message: expect.stringContaining("failed inside (500)"),
    });
    expect(server.heard).toHaveLength(1);
  });

  it("a start without an end, which it answers NO, is explained", async () => {
    const { broker } = await serve();
    const schedule = { duration: "PT10M", start: "2026-04-04T09:00:00Z" };
    const answer = await broker.ask(containerRequest({ schedule }), as("a"));
    expect(answer.messages[0]?.text).toContain("could not read the duration or the start");
  });

  it("errors that come in YAML to whoever does not ask for JSON come in JSON to us", async () => {
    const { server, broker } = await serve();
    const plain = await call<string>(`${server.url}/sessions/nonsense`, { headers: { accept: "*/*" } });
    expect(plain.headers.get("content-type")).toContain("yaml");
    await expect(broker.readSession("nonsense", as("a"))).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(server.heard.at(-1)?.headers.accept).toBe("application/json");
  });

  it("a 404 without a body is a session that it does not know, and proves that the broker is there", async () => {
    const { broker } = await serve();
    await expect(broker.readSession("00000000-0000-4000-8000-000000000000", as("a"))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(broker.check(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
  });

  it("a 405 for GET /offersets and a 404 for parts are never met: no list and no part is asked for", async () => {
    const { server, broker } = await serve();
    expect((await call(`${server.url}/offersets`)).status).toBe(405);
    const { offers } = await broker.ask(containerRequest(), as("a"));
    await broker.readSession(offers[0]?.uuid ?? "", as("a"));
    const paths = callsOf(server).slice(1);
    expect(paths).toEqual(["POST /requests", "POST /offersets", `GET /sessions/${offers[0]?.uuid ?? ""}`]);
  });

  it("stamps of nanoseconds in one answer and microseconds in the next are the same expiry to the millisecond", async () => {
    const { broker } = await serve();
    const [offer] = (await broker.ask(containerRequest(), as("a"))).offers;
    const session = await broker.readSession(offer?.uuid ?? "", as("a"));
    expect(offer?.expiresAt).toBe("2026-04-03T09:05:20Z");
    expect(session.expiresAt).toBe(offer?.expiresAt);
  });

  it("volumes by name and a schedule of the session's own, as before March 2026, are read", async () => {
    const { server, broker } = await serve({ generation: "C1" });
    const json = {
      executable: {
        kind: C_KIND.docker,
        image: { locations: ["registry.example/tool:1"], digest: `sha256:${"a1".repeat(32)}` },
      },
      compute: { kind: C_KIND.compute, meta: { name: "box" }, volumes: ["in"] },
      volumes: [
        {
          kind: C_KIND.volume,
          meta: { name: "in" },
          path: "/in",
          cardinality: "SINGLE",
          resources: ["table"],
        },
      ],
      data: [{ kind: C_KIND.data, meta: { name: "table" }, location: "https://data.example/t.fits" }],
      schedule: { requested: { duration: "PT30M" } },
    };
    const made = await call<{ offers: { meta: { uuid: string }; compute: { volumes: unknown } }[] }>(
      `${server.url}/offersets`,
      { json },
    );
    expect(made.body.offers[0]?.compute.volumes).toEqual(["in"]);
    const session = await broker.readSession(made.body.offers[0]?.meta.uuid ?? "", as("a"));
    expect(session).toMatchObject({ startsAt: "2026-04-03T09:01:00Z", durationSeconds: 3600 });
    expect(session.components.map(({ family, name }) => [family, name])).toEqual([
      ["executable", undefined],
      ["compute", "box"],
      ["data", "table"],
    ]);
  });
});
