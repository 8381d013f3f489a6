import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  call,
  setPhase,
  startBroker,
  wireRequest,
  type Answer,
  type BrokerServer,
  type WireFailure,
  type WireOfferset,
  type WireSession,
} from "../conformance/broker-server.ts";

let server: BrokerServer;
beforeAll(async () => {
  server = await startBroker({ openAnswers: 0 });
});
afterAll(() => server.close());

function ask(body: unknown): Promise<Answer<WireOfferset & WireFailure>> {
  return call(`${server.url}/requests`, { json: body });
}

describe("updates of the embedded broker", () => {
  async function offerUuid(): Promise<string> {
    return (await ask(wireRequest())).body.offers?.[0]?.meta.uuid ?? "";
  }

  it.each(["FAILED", "RUNNING", "COMPLETED", "OFFERED", "nonsense"])(
    "leaves the phase alone when a client sends %s, and says so",
    async (value) => {
      const answer = await setPhase(server.url, await offerUuid(), value);
      expect(answer.status).toBe(200);
      expect(answer.body.phase).toBe("OFFERED");
      expect(answer.body.meta.messages[0]?.kind).toBe("urn:update-refused");
    },
  );

  it.each([
    ["no kind", { path: "/phase", value: "ACCEPTED" }, "/kind"],
    ["an unknown kind", { kind: "uri:x", path: "/phase", value: "ACCEPTED" }, "/kind"],
    ["no path", { kind: "uri:enum-value-update", value: "ACCEPTED" }, "/path"],
    ["no value", { kind: "uri:enum-value-update", path: "/phase" }, "/value"],
    [
      "a wrapped body",
      { update: { kind: "uri:enum-value-update", path: "phase", value: "ACCEPTED" } },
      "/update",
    ],
  ])("answers 400 to an update with %s", async (_name, json, pointer) => {
    const answer = await call<WireFailure>(`${server.url}/sessions/${await offerUuid()}`, { json });
    expect(answer.status).toBe(400);
    expect(answer.body.problems?.map((problem) => problem.pointer)).toContain(pointer);
  });

  it("keeps a rejection: the offer can no longer be accepted", async () => {
    const uuid = await offerUuid();
    expect((await setPhase(server.url, uuid, "REJECTED")).body.phase).toBe("REJECTED");
    const late = await setPhase(server.url, uuid, "ACCEPTED");
    expect(late.body.phase).toBe("REJECTED");
    expect((await call<WireSession>(`${server.url}/sessions/${uuid}`)).body.phase).toBe("REJECTED");
  });

  it("wants credentials for changes, not for reading, when an operator has set some", async () => {
    const guarded = await startBroker({ credentials: { username: "u", password: "p:w" } });
    const requests = `${guarded.url}/requests`;
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    const open = await call<WireFailure>(requests, { json: wireRequest() });
    expect(open.status).toBe(401);
    expect(open.headers.get("www-authenticate")).toContain("Basic");
    expect((await call(requests, { json: wireRequest(), headers: basic("u:wrong") })).status).toBe(401);
    const asked = await call<WireOfferset>(requests, { json: wireRequest(), headers: basic("u:p:w") });
    expect(asked.status).toBe(303);
    const uuid = asked.body.offers?.[0]?.meta.uuid ?? "";
    expect((await call(`${guarded.url}/sessions/${uuid}`)).status).toBe(200);
    expect((await setPhase(guarded.url, uuid, "ACCEPTED")).status).toBe(401);
    await guarded.close();
  });

  it("lets an actor of ours change only what is the actor's", async () => {
    const { broker } = server;
    const answer = await broker.ask(
      {
        executable: {
          kind: "jupyter-notebook",
          kindState: "concrete",
          location: "https://example.org/a.ipynb",
        },
        storage: [],
        data: [],
      },
      { signal: AbortSignal.timeout(5000), actorId: "owner" },
    );
    const uuid = answer.offers[0]?.uuid ?? "";
    const as = (actorId: string) => ({ signal: AbortSignal.timeout(5000), actorId });
    await expect(
      broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("thief")),
    ).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
    const session = await broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("owner"));
    expect(session.phase).toBe("ACCEPTED");
  });
});

describe("a run at once (POST /direct)", () => {
  const direct = (body: unknown) => call<WireSession & WireFailure>(`${server.url}/direct`, { json: body });

  it("answers 303 with an accepted session that holds its time", async () => {
    const answer = await direct(wireRequest({ duration: "PT30M" }));
    expect(answer.status).toBe(303);
    expect(answer.body.phase).toBe("ACCEPTED");
    expect(answer.headers.get("location")).toBe(`${server.url}/sessions/${answer.body.meta.uuid}`);
  });

  it("answers 400 with the reasons when it refuses", async () => {
    for (const body of [{}, wireRequest({ cores: 33 }), wireRequest({ start: "2020-01-01T00:00Z/PT1H" })]) {
      const answer = await direct(body);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain("Nothing was started");
    }
  });
});
