import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSweep } from "../../src/brokers/embedded/sweep.ts";
import {
  call,
  setPhase,
  startBroker,
  wireRequest,
  type BrokerServer,
  type WireOfferset,
  type WireSession,
} from "../conformance/broker-server.ts";

const DAY = 86_400;

let server: BrokerServer;
beforeEach(async () => {
  server = await startBroker({ openAnswers: 0 });
});
afterEach(() => server.close());

async function ask(json: unknown = wireRequest()): Promise<WireOfferset> {
  return (await call<WireOfferset>(`${server.url}/requests`, { json })).body;
}

const REFUSED = wireRequest({}, { executable: undefined });
const statusOf = async (kind: "offersets" | "sessions", uuid: string | undefined): Promise<number> =>
  (await call(`${server.url}/${kind}/${uuid ?? ""}`)).status;
const firstOf = (answer: WireOfferset): string => answer.offers?.[0]?.meta.uuid ?? "";

async function count(table: "broker_offerset" | "broker_session"): Promise<number> {
  const rows = await server.store.db.selectFrom(table).select("id").execute();
  return rows.length;
}

describe("answers of which nothing came", () => {
  it("are kept for 30 days after their end and removed by the first ask after that", async () => {
    const answers = [await ask(REFUSED), await ask()];
    await setPhase(server.url, firstOf(answers[1] as WireOfferset), "REJECTED");
    server.clock.moveBy(29 * DAY);
    await ask();
    for (const { meta } of answers) expect(await statusOf("offersets", meta.uuid)).toBe(200);
    server.clock.moveBy(2 * DAY);
    for (const { meta } of answers) expect(await statusOf("offersets", meta.uuid)).toBe(200);
    const last = await ask(REFUSED);
    for (const { meta } of answers) expect(await statusOf("offersets", meta.uuid)).toBe(404);
    expect(await statusOf("sessions", firstOf(answers[1] as WireOfferset))).toBe(404);
    expect(await statusOf("offersets", last.meta.uuid)).toBe(200);
  });

  it("are kept while an offer of theirs is young, whatever the age of the answer", async () => {
    const long = await startBroker({ openAnswers: 0, offerSeconds: DAY });
    const asked = await call<WireOfferset>(`${long.url}/requests`, { json: wireRequest() });
    long.clock.moveBy(30 * DAY + 3600);
    await call(`${long.url}/requests`, { json: wireRequest() });
    const { status } = await call(`${long.url}/offersets/${asked.body.meta.uuid}`);
    await long.close();
    expect(status).toBe(200);
  });
});

describe("sessions", () => {
  it("are kept for a year after their end, with the answer that they came with", async () => {
    const answer = await ask();
    await setPhase(server.url, firstOf(answer), "ACCEPTED");
    server.clock.moveBy(364 * DAY);
    await ask(REFUSED);
    expect(await statusOf("sessions", firstOf(answer))).toBe(200);
    expect(await statusOf("sessions", answer.offers?.[1]?.meta.uuid)).toBe(200);
    server.clock.moveBy(2 * DAY);
    await ask(REFUSED);
    expect(await statusOf("sessions", firstOf(answer))).toBe(404);
    expect(await count("broker_session")).toBe(0);
  });

  it("that were started at once are removed alike", async () => {
    const direct = await call<WireSession>(`${server.url}/direct`, { json: wireRequest() });
    server.clock.moveBy(364 * DAY);
    await call(`${server.url}/direct`, { json: wireRequest() });
    expect(await statusOf("sessions", direct.body.meta.uuid)).toBe(200);
    server.clock.moveBy(2 * DAY);
    await call(`${server.url}/direct`, { json: wireRequest() });
    expect(await statusOf("sessions", direct.body.meta.uuid)).toBe(404);
    expect(await count("broker_session")).toBe(2);
  });

  it("of a rehearsal slower than the clock are kept until a year after their real end", async () => {
    const direct = await call(`${server.url}/direct`, { json: wireRequest({ duration: "P1D" }) });
    expect(direct.status).toBe(303);
    const nowMs = server.clock.now().getTime() + 400 * DAY * 1000;
    await createSweep(0.01)(server.store.db, nowMs);
    expect(await count("broker_session")).toBe(1);
    await createSweep(1)(server.store.db, nowMs);
    expect(await count("broker_session")).toBe(0);
  });
});

describe("a sweep", () => {
  it("removes no more than a batch a call, goes on at the next one, and then rests for an hour", async () => {
    for (let made = 0; made < 5; made += 1) await ask(REFUSED);
    const { db } = server.store;
    const sweep = createSweep(1, 2);
    let nowMs = server.clock.now().getTime() + 31 * DAY * 1000;
    const left: number[] = [];
    for (let calls = 0; calls < 3; calls += 1) {
      await sweep(db, nowMs);
      left.push(await count("broker_offerset"));
    }
    expect(left).toEqual([3, 1, 0]);
    await ask(REFUSED);
    nowMs += 31 * DAY * 1000;
    await sweep(db, nowMs);
    expect(await count("broker_offerset")).toBe(0);
    await ask(REFUSED);
    await sweep(db, nowMs + 3_599_000);
    expect(await count("broker_offerset")).toBe(1);
    await sweep(db, nowMs + 3_600_000);
    expect(await count("broker_offerset")).toBe(0);
  });
});
