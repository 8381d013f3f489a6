import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import {
  call,
  KIND,
  setPhase,
  startBroker,
  wireRequest,
  type Answer,
  type BrokerServer,
  type WireFailure,
  type WireOfferset,
} from "../conformance/broker-server.ts";

let server: BrokerServer;
beforeAll(async () => {
  server = await startBroker({ openAnswers: 0 });
});
afterAll(() => server.close());

function ask(body: unknown): Promise<Answer<WireOfferset & WireFailure>> {
  return call(`${server.url}/requests`, { json: body });
}

function kindsOf(answer: Answer<WireOfferset>): readonly string[] {
  return (answer.body.meta.messages ?? []).map((message) => message.kind);
}

describe("asking the embedded broker", () => {
  it("answers 303 with the offer set's address and the whole set in the body", async () => {
    const answer = await ask(wireRequest({ cores: 4, memory: 8 }));
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`${server.url}/offersets/${answer.body.meta.uuid}`);
    const again = await call<WireOfferset>(answer.headers.get("location") ?? "");
    expect(again.status).toBe(200);
    expect(again.body).toEqual(answer.body);
    expect(answer.body.offers?.[0]?.compute.cores).toEqual({ min: 4, max: 4 });
    expect(answer.body.offers?.[0]?.compute.memory).toEqual({ min: 8, max: 8 });
    expect(answer.body.offers?.[0]?.meta.messages.map((message) => message.message)).toContain(
      "rehearsal: nothing is executed",
    );
  });

  it.each([
    ["cores", { cores: 33 }, "33 cores; this broker has 32"],
    ["memory", { memory: 129 }, "129 GiB of memory; this broker has 128"],
  ])("says NO with the limit when there are not so many %s", async (_name, wish, words) => {
    const answer = await ask(wireRequest(wish));
    expect(answer.status).toBe(303);
    expect(answer.body.result).toBe("NO");
    expect(answer.body.offers).toBeUndefined();
    expect(kindsOf(answer)).toEqual(["urn:resource-limit"]);
    expect(answer.body.meta.messages?.[0]?.message).toContain(words);
    const again = await call<WireOfferset>(answer.headers.get("location") ?? "");
    expect(again.body).toEqual(answer.body);
  });

  it("says NO with the first start that would fit when there is no room in the window", async () => {
    const full = await startBroker();
    const start = "2026-12-01T09:00:00Z/PT0S";
    const first = await call<WireOfferset>(`${full.url}/requests`, {
      json: wireRequest({ cores: 32, start }),
    });
    await setPhase(full.url, first.body.offers?.[0]?.meta.uuid ?? "", "ACCEPTED");
    const second = await call<WireOfferset>(`${full.url}/requests`, { json: wireRequest({ start }) });
    expect(second.body.result).toBe("NO");
    expect(kindsOf(second)).toEqual(["urn:no-room-in-window"]);
    expect(second.body.meta.messages?.[0]?.values).toEqual({ start: "2026-12-01T10:00:00Z" });
    await full.close();
  });

  it("says NO to a window in the past", async () => {
    const answer = await ask(wireRequest({ start: "2026-11-01T00:00:00Z/P1D" }));
    expect(answer.body.result).toBe("NO");
    expect(answer.body.meta.messages?.[0]?.message).toContain("in the past");
  });

  it("warns of a missing digest and says YES", async () => {
    const executable = { kind: KIND.docker, image: { locations: ["registry.example/tool:1"] } };
    const answer = await ask({ executable });
    expect(answer.body.result).toBe("YES");
    expect(answer.body.meta.messages).toMatchObject([{ kind: "urn:missing-value", level: "WARN" }]);
  });

  it.each([
    ["a notebook", { kind: KIND.notebook, location: "https://example.org/fit.ipynb" }],
    ["a singularity container", { kind: KIND.singularity, location: "https://example.org/tool.sif" }],
    ["a Python program", { kind: "uri:python-program", requirements: [{ numpy: ">=2" }] }],
    ["a Python program of version 1.0", { kind: "uri:python-program-1.0", requirements: { numpy: "" } }],
  ])("says YES to %s", async (_name, executable) => {
    expect((await ask({ executable })).body.result).toBe("YES");
  });

  it.each([
    ["no executable", {}, "urn:executable-required"],
    ["an unknown kind of executable", { executable: { kind: "uri:java-program-1.0" } }, "urn:unknown-type"],
    ["a container without image", { executable: { kind: KIND.docker } }, "urn:missing-required-value"],
    ["a notebook without location", { executable: { kind: KIND.notebook } }, "urn:missing-required-value"],
    [
      "a privileged container",
      wireRequest(
        {},
        { executable: { kind: KIND.docker, image: { locations: ["a/b:1"], digest: "x" }, privileged: true } },
      ),
      "urn:not-supported",
    ],
    ["a duration in months", wireRequest({ duration: "P1M" }), "urn:input-syntax-fail"],
    [
      "a volume that names nothing of the request",
      wireRequest({}, { compute: { kind: KIND.compute, volumes: [{ kind: KIND.volume, resource: "x" }] } }),
      "urn:resource-not-found",
    ],
    [
      "a volume whose name is on data and on storage",
      wireRequest(
        {},
        {
          compute: { kind: KIND.compute, volumes: [{ kind: KIND.volume, resource: "x" }] },
          data: [{ kind: KIND.data, meta: { name: "x" }, location: "https://example.org/x" }],
          storage: [{ kind: KIND.storage, meta: { name: "x" } }],
        },
      ),
      "urn:duplicate-resource",
    ],
  ])("says NO to %s", async (_name, body, kind) => {
    const answer = await ask(body);
    expect(answer.status).toBe(303);
    expect(answer.body.result).toBe("NO");
    expect(kindsOf(answer)).toContain(kind);
  });

  it.each([
    ["a placeholder", wireRequest({}, { data: [{ kind: KIND.abstractData }] }), "/data/0/kind"],
    ["an unknown kind of data", wireRequest({}, { data: [{ kind: "uri:tape" }] }), "/data/0/kind"],
    ["a missing kind", wireRequest({}, { compute: { cores: { min: 1 } } }), "/compute/kind"],
    ["a kind of another family", wireRequest({}, { compute: { kind: KIND.data } }), "/compute/kind"],
    ["data that is no list", wireRequest({}, { data: { kind: KIND.data } }), "/data"],
    ["cores: -1", wireRequest({ cores: -1 }), "/compute/cores/min"],
    ["cores: 0", wireRequest({ cores: 0 }), "/compute/cores/min"],
    ["cores: 1.5", wireRequest({ cores: 1.5 }), "/compute/cores/min"],
    ["memory in words", wireRequest({ memory: "4 GB" }), "/compute/memory/min"],
    [
      "the least above the most",
      wireRequest({}, { compute: { kind: KIND.compute, cores: { min: 4, max: 2 } } }),
      "/compute/cores",
    ],
    ["a duration of nothing", wireRequest({ duration: "PT0S" }), "/schedule/requested/duration"],
    ["a duration in words", wireRequest({ duration: "long" }), "/schedule/requested/duration"],
    ["a start in words", wireRequest({ start: "soon" }), "/schedule/requested/start"],
    [
      "an end before its start",
      wireRequest({ start: "2027-01-02T00:00Z/2027-01-01T00:00Z" }),
      "/schedule/requested/start",
    ],
  ])("answers 400 to %s and points at it", async (_name, body, pointer) => {
    const answer = await ask(body);
    expect(answer.status).toBe(400);
    expect(answer.body.problems?.map((problem) => problem.pointer)).toContain(pointer);
    expect(answer.body.message).not.toBe("");
  });

  it("ignores properties that it does not know and names them in a DEBUG message", async () => {
    const answer = await ask(wireRequest({}, { "x-colour": "blue", __proto__: {} }));
    expect(answer.body.result).toBe("YES");
    const debug = answer.body.meta.messages?.find((message) => message.level === "DEBUG");
    expect(debug?.message).toContain("/x-colour");
  });

  it("never echoes the values of environment variables", async () => {
    const answer = await ask({
      executable: {
        kind: KIND.docker,
        image: { locations: ["registry.example/tool:1"], digest: "sha256:a" },
        environment: { TOKEN: "hunter2" },
      },
    });
    expect(answer.body.offers?.[0]?.executable.environment).toEqual({ TOKEN: "***" });
    const uuid = answer.body.offers?.[0]?.meta.uuid ?? "";
    expect(JSON.stringify((await call(`${server.url}/sessions/${uuid}`)).body)).not.toContain("hunter2");
  });

  it("links volumes to data by the ids that it gives", async () => {
    const answer = await ask(
      wireRequest(
        {},
        {
          compute: { kind: KIND.compute, volumes: [{ kind: KIND.volume, path: "/in", resource: "image" }] },
          data: [{ kind: KIND.data, meta: { name: "image" }, location: "https://example.org/a.fits" }],
        },
      ),
    );
    const offer = answer.body.offers?.[0];
    expect(offer?.data?.[0]?.meta.name).toBe("image");
    expect(offer?.compute.volumes?.[0]?.resource).toBe(offer?.data?.[0]?.meta.uuid);
  });

  it.each([
    ["a bare instant means that time or later", "2026-12-24T10:30:00Z", "2026-12-24T10:30:00Z"],
    [
      "a zero-length window means exactly then, to the second",
      "2026-12-24T10:30:15Z/PT0S",
      "2026-12-24T10:30:15Z",
    ],
    ["a duration before the end counts back", "PT2H/2026-12-24T12:00:00Z", "2026-12-24T10:00:00Z"],
    ["a date alone is its midnight", "2026-12-24/2026-12-25", "2026-12-24T00:00:00Z"],
    ["an offset is understood", "2026-12-24T10:00:00+01:00/PT1H", "2026-12-24T09:00:00Z"],
    [
      "a window without a whole minute is used to the second",
      "2026-12-24T10:00:10Z/PT20S",
      "2026-12-24T10:00:10Z",
    ],
  ])("takes windows: %s", async (_name, start, expected) => {
    const answer = await ask(wireRequest({ start, duration: "PT1M" }));
    expect(answer.body.offers?.[0]?.schedule.available.start).toBe(`${expected}/PT0S`);
  });

  it.each([
    ["P1W", "PT168H"],
    ["P1DT1H", "PT25H"],
    ["PT90M", "PT1H30M"],
    ["PT1S", "PT1S"],
  ])("offers the duration %s exactly", async (duration, expected) => {
    const answer = await ask(wireRequest({ duration }));
    expect(answer.body.offers?.[0]?.schedule.available.duration).toBe(expected);
  });
});

describe("the wire of the embedded broker", () => {
  it("takes and gives YAML, with the result quoted for YAML 1.1 readers", async () => {
    const answer = await call<string>(`${server.url}/requests`, {
      method: "POST",
      body: stringify(wireRequest()),
      headers: { "content-type": "application/yaml", accept: "application/yaml" },
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("content-type")).toContain("application/yaml");
    expect(answer.body).toContain('result: "YES"');
    expect((parse(answer.body) as WireOfferset).offers?.length).toBeGreaterThan(0);
  });

  it("answers errors in YAML to a client that takes only that", async () => {
    const answer = await call<string>(`${server.url}/offersets/nonsense`, {
      headers: { accept: "application/yaml" },
    });
    expect(answer.status).toBe(400);
    expect((parse(answer.body) as WireFailure).message).toContain('"nonsense" is no UUID');
  });

  it.each([
    ["duplicate keys", "executable: 1\nexecutable: 2\n"],
    ["an alias to nowhere", "executable: *x\n"],
    [
      "too many aliases",
      `a: &a [${"x,".repeat(50)}]\nb: &b [${"*a,".repeat(50)}]\nc: &c [${"*b,".repeat(50)}]\nd: [${"*c,".repeat(50)}]\n`,
    ],
    ["bottomless brackets", "[".repeat(20_000)],
    // A parser that compares each key with all before it would keep the whole process busy for minutes.
    ["a hundred thousand keys", Array.from({ length: 100_000 }, (_, at) => `k${at}: 1\n`).join("")],
    ["two documents", "executable: {}\n---\nexecutable: {}\n"],
  ])("answers 400 to YAML with %s", async (_name, body) => {
    const answer = await call<WireFailure>(`${server.url}/requests`, {
      method: "POST",
      body,
      headers: { "content-type": "application/yaml" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(/YAML/u);
  });

  it.each([
    ["cut-off JSON", '{"executable": {'],
    ["an empty body", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["deep nesting", `{"data":${"[".repeat(200)}${"]".repeat(200)}}`],
  ])("answers 400 to %s", async (_name, body) => {
    const answer = await call<WireFailure>(`${server.url}/requests`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.message).not.toBe("");
  });

  it("answers 413, 415, 406, 405 and 404 with JSON bodies that say what to do", async () => {
    const post = (headers: Record<string, string>, body: string) =>
      call<WireFailure>(`${server.url}/requests`, { method: "POST", body, headers });
    const json = { "content-type": "application/json" };
    const answers = [
      await post(json, `{"x": "${"y".repeat(1_000_001)}"}`),
      await post({ "content-type": "text/plain" }, "{}"),
      await post({ ...json, accept: "application/xml" }, "{}"),
      await call<WireFailure>(`${server.url}/requests`),
      await call<WireFailure>(`${server.url}/sessions/00000000-0000-4000-8000-000000000000`),
      await call<WireFailure>(`${server.url}/elsewhere`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([413, 415, 406, 405, 404, 404]);
    expect(answers.every((answer) => answer.body.message.length > 10)).toBe(true);
    expect(answers[3]?.headers.get("allow")).toBe("POST");
  });

  it("answers HEAD as GET, without the body", async () => {
    const answer = await ask(wireRequest());
    const head = await call<string>(answer.headers.get("location") ?? "", { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-type")).toContain("application/json");
  });

  it("sends a browser to the catalogue's page where there is one, else answers 406", async () => {
    const withPages = await startBroker({ pageOf: async (kind, uuid) => `/pages/${kind}/${uuid}` });
    const path = "offersets/00000000-0000-4000-8000-000000000000";
    const html = { headers: { accept: "text/html" } };
    const page = await call(`${withPages.url}/${path}`, html);
    expect([page.status, page.headers.get("location")]).toEqual([303, `/pages/offerset/${path.slice(10)}`]);
    expect((await call(`${server.url}/${path}`, html)).status).toBe(406);
    await withPages.close();
  });
});
