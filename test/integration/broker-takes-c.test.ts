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
  type WireSession,
} from "../conformance/broker-server.ts";
import { C_KIND } from "../support/dialect-c-broker.ts";

const D_KINDS = /Calycopis-openapi/;
const C_TYPES = /EB\/schema\/v1\.0\/types/;

let server: BrokerServer;
beforeAll(async () => {
  server = await startBroker({ openAnswers: 0 });
});
afterAll(() => server.close());

type Body = Record<string, unknown>;
type Asked = Answer<WireOfferset & WireFailure>;
const ask = (json: unknown, path = "offersets"): Promise<Asked> => call(`${server.url}/${path}`, { json });

/** A request of C3, which has the shape of D. */
function inC(more: Body = {}): Body {
  return {
    executable: {
      kind: C_KIND.docker,
      meta: { name: "tool" },
      image: { locations: ["registry.example/tool:1"], digest: `sha256:${"a1".repeat(32)}` },
    },
    compute: { kind: C_KIND.compute, meta: { name: "box" }, cores: { min: 2 }, memory: { min: 3 } },
    schedule: { requested: { duration: "PT1H" } },
    ...more,
  };
}

const table = { kind: C_KIND.data, meta: { name: "table" }, location: "https://data.example/t.fits" };
const image = { kind: C_KIND.data, meta: { name: "image" }, location: "https://data.example/i.fits" };
const disk = { kind: C_KIND.storage, meta: { name: "disk" }, size: { min: 5 } };

/** A request of C1: volumes by name. */
function named(volumes: readonly Body[], names: readonly unknown[] = ["in"]): Body {
  const compute = { kind: C_KIND.compute, cores: { min: 1 }, volumes: names };
  const own = volumes.map((volume) => ({ kind: C_KIND.volume, meta: { name: "in" }, ...volume }));
  return inC({ compute, volumes: own, data: [table, image], storage: [disk] });
}

const mountsOf = (answer: Asked): readonly Body[] => answer.body.offers?.[0]?.compute.volumes ?? [];
const messagesOf = (answer: Asked): readonly string[] =>
  (answer.body.meta.messages ?? []).map(({ kind, message }) => `${kind} ${message}`);

describe("a request of dialect C", () => {
  it.each(["offersets", "requests"])("is answered in C at /%s, and later readings are in C", async (path) => {
    const answer = await ask(inC(), path);
    expect([answer.status, answer.body.result]).toEqual([303, "YES"]);
    expect(answer.headers.get("location")).toBe(`${server.url}/offersets/${answer.body.meta.uuid}`);
    expect(JSON.stringify(answer.body)).not.toMatch(D_KINDS);
    expect(answer.body).toMatchObject({
      kind: C_KIND.offerset,
      offers: [
        {
          kind: C_KIND.session,
          executable: { kind: C_KIND.docker },
          compute: { kind: C_KIND.compute, cores: { min: 2, max: 2 }, memory: { min: 3, max: 3 } },
        },
        {},
        {},
        {},
      ],
    });
    const again = await call(answer.headers.get("location") ?? "");
    expect(again.body).toEqual(answer.body);
    const uuid = answer.body.offers?.[0]?.meta.uuid ?? "";
    const session = await call<Body>(`${server.url}/sessions/${uuid}`);
    expect(session.body).toEqual(answer.body.offers?.[0]);
    const accepted = await setPhase(server.url, uuid, "ACCEPTED");
    expect(accepted.body).toMatchObject({ kind: C_KIND.session, phase: "ACCEPTED" });
  });

  it("is answered NO in C, and kept so", async () => {
    const answer = await ask(inC({ executable: { kind: C_KIND.docker, image: {} } }));
    expect(answer.body).toMatchObject({ kind: C_KIND.offerset, result: "NO" });
    const again = await call(`${server.url}/offersets/${answer.body.meta.uuid}`);
    expect(again.body).toEqual(answer.body);
  });

  it("is taken in YAML and with other spellings of its kinds", async () => {
    const body = inC({
      executable: { ...(inC()["executable"] as Body), kind: C_KIND.docker.replace("v1.0/", "v1.0//") },
      compute: { kind: C_KIND.compute.replace("/compute/", "/computer/"), cores: { min: 4 } },
    });
    const yaml = { accept: "application/yaml", "content-type": "application/yaml" };
    const answer = await call<string>(`${server.url}/offersets`, {
      method: "POST",
      body: stringify(body),
      headers: yaml,
    });
    expect(parse(answer.body)).toMatchObject({
      result: "YES",
      offers: [{ compute: { cores: { min: 4 } } }, {}, {}, {}],
    });
    expect(answer.body).toMatch(C_TYPES);
  });

  it("whose compute is called computer holds what it says", async () => {
    const { compute, ...rest } = inC();
    const answer = await ask({ ...rest, computer: compute });
    expect(answer.body.offers?.[0]?.compute.cores).toEqual({ min: 2, max: 2 });
    expect(messagesOf(answer)).toEqual([]);
  });

  it("without an executable is of C at /offersets and of D at /requests", async () => {
    expect((await ask({})).body).toMatchObject({ kind: C_KIND.offerset, result: "NO" });
    expect(JSON.stringify((await ask({}, "requests")).body)).toMatch(D_KINDS);
  });

  it("leaves those of D as they are, also at /offersets", async () => {
    const answer = await ask(wireRequest());
    expect(answer.body.result).toBe("YES");
    expect(JSON.stringify(answer.body)).not.toMatch(C_TYPES);
    const again = await call(`${server.url}/offersets/${answer.body.meta.uuid}`);
    expect(again.body).toEqual(answer.body);
  });

  it("holds the same resources as those of D do", async () => {
    const small = await startBroker({ openAnswers: 0, capacity: { cores: 2, memory: 4, storage: 10 } });
    const start = "2026-12-01T09:00:00Z/PT0S";
    const schedule = { requested: { duration: "PT1H", start } };
    const first = await call<WireOfferset>(`${small.url}/offersets`, { json: inC({ schedule }) });
    const second = await call<WireOfferset>(`${small.url}/requests`, { json: wireRequest({ start }) });
    await small.close();
    expect([first.body.result, second.body.result]).toEqual(["YES", "NO"]);
  });
});

describe("volumes by name, as C had them until March 2026", () => {
  it("become mounts of compute, linked to the data they hold", async () => {
    const answer = await ask(
      named([{ path: "/in", mode: "READWRITE", cardinality: "SINGLE", resources: ["table"] }]),
    );
    const uuid = answer.body.offers?.[0]?.data?.find(({ meta }) => meta.name === "table")?.meta.uuid;
    expect(mountsOf(answer)).toMatchObject([
      { kind: C_KIND.volume, path: "/in", mode: "READWRITE", resource: uuid },
    ]);
    expect(mountsOf(answer)[0]).not.toHaveProperty("cardinality");
    expect(messagesOf(answer)).toEqual([]);
  });

  it("take INSTANCE, no cardinality, a single resource and storage", async () => {
    for (const volume of [
      { cardinality: "INSTANCE", resources: ["disk"] },
      { resources: ["disk"] },
      { resource: "disk" },
    ]) {
      const answer = await ask(named([{ path: "/out", ...volume }]));
      expect(mountsOf(answer)).toMatchObject([{ path: "/out" }]);
      expect(answer.body.result).toBe("YES");
    }
  });

  it("of cardinality CONTAINER become one mount for each resource, below their path", async () => {
    const answer = await ask(
      named([{ path: "/all/", cardinality: "CONTAINER", resources: ["table", "image"] }]),
    );
    expect(mountsOf(answer).map((mount) => mount["path"])).toEqual(["/all/table", "/all/image"]);
    expect(new Set(mountsOf(answer).map((mount) => mount["resource"])).size).toBe(2);
  });

  it("are 400 when they hold several resources in one place, or something that is no name", async () => {
    const several = await ask(named([{ path: "/in", cardinality: "SINGLE", resources: ["table", "image"] }]));
    expect(several.status).toBe(400);
    expect(several.body.problems).toEqual([
      {
        pointer: "/volumes/0/resources",
        sentence: "A volume holds one resource, unless its cardinality is CONTAINER.",
      },
    ]);
    for (const resources of ["table", [{}], 4]) {
      expect((await ask(named([{ resources }]))).status).toBe(400);
    }
    for (const item of [4, null, true]) expect((await ask(named([], [item]))).status).toBe(400);
  });

  it("that are not there, or there twice, or that hold what is not there, are NO with words", async () => {
    const missing = await ask(named([{ resources: ["table"] }], ["other"]));
    expect(messagesOf(missing)[0]).toBe(
      'urn:resource-not-found The name "other" at /compute/volumes/0 belongs to no volume of the request.',
    );
    const twice = await ask(named([{ resources: ["table"] }, { resources: ["image"] }]));
    expect(messagesOf(twice)[0]).toContain("urn:duplicate-resource");
    const empty = await ask(named([{ resources: ["nothing"] }]));
    expect(messagesOf(empty)[0]).toContain('"nothing" at /volumes/0');
    expect([missing, twice, empty].map(({ body }) => body.result)).toEqual(["NO", "NO", "NO"]);
  });

  it("that compute does not name are left out, with a warning", async () => {
    const answer = await ask(named([{ path: "/in", resources: ["table"] }], []));
    expect(answer.body.result).toBe("YES");
    expect(mountsOf(answer)).toEqual([]);
    expect(messagesOf(answer)).toEqual([
      "urn:unused-volume The volume at /volumes/0 (in) is mounted nowhere: compute does not name it.",
    ]);
  });

  it("are no part of dialect D, which says so", async () => {
    const compute = { kind: KIND.compute, volumes: ["in"] };
    expect((await ask(wireRequest({}, { compute }), "requests")).status).toBe(400);
    const answer = await ask(wireRequest({}, { volumes: [] }), "requests");
    expect(messagesOf(answer)[0]).toContain("/volumes");
  });
});

describe("running at once in dialect C", () => {
  it("is POST /sessions: 303 with an accepted session in C", async () => {
    const answer = await call<WireSession>(`${server.url}/sessions`, { json: inC() });
    expect(answer.status).toBe(303);
    expect(answer.body).toMatchObject({ kind: C_KIND.session, phase: "ACCEPTED" });
    const again = await call(answer.headers.get("location") ?? "");
    expect(again.body).toEqual(answer.body);
  });

  it("is 400 with the reasons when it is refused", async () => {
    const answer = await call<WireFailure>(`${server.url}/sessions`, {
      json: inC({ executable: undefined }),
    });
    expect([answer.status, answer.body.message]).toEqual([
      400,
      "Nothing was started: The request has no executable.",
    ]);
  });

  it("wants credentials where they are set, as asking at /offersets does", async () => {
    const credentials = { username: "anna", password: "secret" };
    const closed = await startBroker({ credentials });
    for (const path of ["sessions", "offersets"]) {
      expect((await call(`${closed.url}/${path}`, { json: inC() })).status).toBe(401);
      expect((await call(`${closed.url}/${path}`)).status).toBe(405);
    }
    await closed.close();
  });
});

describe("a request of an older dialect", () => {
  const B = "https://www.purl.org/ivoa.net/EB/schema/types";
  it.each([
    ["B", "dialect B", { executable: { type: `${B}/executable/docker-container-1.0` } }],
    [
      "B with resources",
      "dialect B",
      { executable: { type: `${B}/executables/docker-container-1.0` }, resources: {} },
    ],
    ["A", "a dialect before C", { executable: { type: "uri:docker-container-1.0" } }],
  ])("%s is 400, which says what to write instead", async (_name, words, body) => {
    for (const path of ["offersets", "requests", "sessions", "direct"]) {
      const answer = await ask(body, path);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain(`written in ${words}`);
      expect(answer.body.message).toContain("POST /requests");
      expect(answer.body.problems).toHaveLength(1);
    }
  });

  it("has wrapped updates, which are 400", async () => {
    const asked = await ask(inC());
    const url = `${server.url}/sessions/${asked.body.offers?.[0]?.meta.uuid ?? ""}`;
    const json = { update: { kind: "uri:enum-value-update", path: "phase", value: "ACCEPTED" } };
    expect((await call<WireFailure>(url, { json })).status).toBe(400);
  });
});
