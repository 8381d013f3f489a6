import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  askAs,
  call,
  setPhase,
  startBroker,
  startOf,
  wireRequest,
  type BrokerServer,
  type WireSession,
} from "../conformance/broker-server.ts";

const HOUR = 3_600_000;
const DAY_WINDOW = "2026-12-01T09:00:00Z/2026-12-02T09:00:00Z";
const WHOLE = wireRequest({ cores: 32, duration: "PT4H", start: DAY_WINDOW });

let server: BrokerServer;
beforeEach(async () => {
  server = await startBroker();
});
afterEach(() => server.close());

function overlaps(left: readonly WireSession[], right: readonly WireSession[], lengthMs: number): boolean {
  return left.some((a) => right.some((b) => Math.abs(startOf(a) - startOf(b)) < lengthMs));
}

describe("the calendar of the embedded broker", () => {
  it("gives two requests for everything, made at once, offers that do not overlap", async () => {
    const [first, second] = await Promise.all([
      askAs(server.url, "one", WHOLE),
      askAs(server.url, "two", WHOLE),
    ]);
    expect([first.status, second.status]).toEqual([303, 303]);
    const [a, b] = [first.body.offers ?? [], second.body.offers ?? []];
    expect(a).toHaveLength(4);
    expect(b.length).toBeGreaterThan(0);
    expect(overlaps(a, b, 4 * HOUR)).toBe(false);
  });

  it("offers a slot again when the offers that held it have expired", async () => {
    const first = await askAs(server.url, "one", WHOLE);
    const slot = startOf(first.body.offers?.[0] as WireSession);
    const meanwhile = await askAs(server.url, "two", WHOLE);
    expect(meanwhile.body.offers?.map(startOf)).not.toContain(slot);
    server.clock.moveBy(301);
    const after = await askAs(server.url, "three", WHOLE);
    expect(startOf(after.body.offers?.[0] as WireSession)).toBe(slot);
  });

  it("spaces offers by a quarter of the duration, on whole minutes, inside the window", async () => {
    const { body } = await askAs(server.url, "one", WHOLE);
    expect(body.offers?.map(startOf)).toEqual(
      [0, 1, 2, 3].map((hours) => Date.parse("2026-12-01T09:00:00Z") + hours * HOUR),
    );
  });

  it("offers the next whole minute when no window is given", async () => {
    const { body } = await askAs(server.url, "one", wireRequest());
    expect(body.offers?.[0]?.schedule.available).toEqual({
      start: "2026-12-01T08:01:00Z/PT0S",
      duration: "PT1H",
    });
    expect(body.offers?.[0]?.compute.schedule).toEqual(body.offers?.[0]?.schedule);
    expect(body.offers?.[0]?.expires).toBe("2026-12-01T08:05:20Z");
  });

  it("frees the siblings in the transaction that accepts an offer", async () => {
    const first = await askAs(server.url, "one", WHOLE);
    const offers = first.body.offers ?? [];
    const accepted = await setPhase(server.url, offers[3]?.meta.uuid ?? "", "ACCEPTED");
    expect(accepted.body.phase).toBe("ACCEPTED");
    const again = await call<{ offers: WireSession[] }>(`${server.url}/offersets/${first.body.meta.uuid}`);
    expect(again.body.offers.map((offer) => offer.phase)).toEqual([
      "REJECTED",
      "REJECTED",
      "REJECTED",
      "ACCEPTED",
    ]);
    // 12:00 to 16:00 is taken; before it only three hours are free, so the first whole slot is back to back.
    const next = await askAs(server.url, "two", WHOLE);
    expect(startOf(next.body.offers?.[0] as WireSession)).toBe(Date.parse("2026-12-01T16:00:00Z"));
    const shorter = wireRequest({ cores: 32, duration: "PT3H", start: DAY_WINDOW });
    const fitting = await askAs(server.url, "three", shorter);
    expect(startOf(fitting.body.offers?.[0] as WireSession)).toBe(Date.parse("2026-12-01T09:00:00Z"));
  });

  it("accepts one offer of an answer only, whatever is pressed at once", async () => {
    const { body } = await askAs(server.url, "one", WHOLE);
    const uuids = (body.offers ?? []).map((offer) => offer.meta.uuid);
    const answers = await Promise.all(uuids.map((uuid) => setPhase(server.url, uuid, "ACCEPTED")));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(answers.filter((answer) => answer.body.phase === "ACCEPTED")).toHaveLength(1);
  });

  it("answers an acceptance after the expiry with EXPIRED and says why", async () => {
    const { body } = await askAs(server.url, "one", WHOLE);
    server.clock.moveBy(300);
    const late = await setPhase(server.url, body.offers?.[0]?.meta.uuid ?? "", "ACCEPTED");
    expect(late.status).toBe(200);
    expect(late.body.phase).toBe("EXPIRED");
    expect(late.body.meta.messages[0]?.message).toContain("has expired");
  });

  it("lets a run that is accepted after its offered start begin later, and keeps its whole time free", async () => {
    const { body } = await askAs(server.url, "one", wireRequest({ cores: 32, duration: "PT1H" }));
    const first = body.offers?.[0] as WireSession;
    expect(startOf(first)).toBe(Date.parse("2026-12-01T08:01:00Z"));
    server.clock.moveBy(240);
    const accepted = await setPhase(server.url, first.meta.uuid, "ACCEPTED");
    expect(accepted.body.phase).toBe("ACCEPTED");
    expect(startOf(accepted.body)).toBe(Date.parse("2026-12-01T08:04:30Z"));
    const next = await askAs(server.url, "two", wireRequest({ cores: 32, duration: "PT1H" }));
    expect(startOf(next.body.offers?.[0] as WireSession)).toBe(Date.parse("2026-12-01T09:05:00Z"));
  });

  it("holds an open offer as long as an acceptance at its last moment needs", async () => {
    const hour = wireRequest({ cores: 32, duration: "PT1H" });
    const { body } = await askAs(server.url, "one", hour);
    const [first, ...others] = body.offers ?? [];
    for (const offer of others) await setPhase(server.url, offer.meta.uuid, "REJECTED");
    const next = await askAs(server.url, "two", hour);
    expect(startOf(next.body.offers?.[0] as WireSession)).toBe(Date.parse("2026-12-01T09:06:00Z"));
    server.clock.moveBy(299);
    const accepted = await setPhase(server.url, first?.meta.uuid ?? "", "ACCEPTED");
    expect(accepted.body.phase).toBe("ACCEPTED");
    expect(startOf(accepted.body)).toBe(Date.parse("2026-12-01T08:05:29Z"));
  });

  it("frees the time of a session that was cancelled or has ended early", async () => {
    const first = await askAs(server.url, "one", WHOLE);
    const uuid = first.body.offers?.[0]?.meta.uuid ?? "";
    await setPhase(server.url, uuid, "ACCEPTED");
    const cancelled = await setPhase(server.url, uuid, "CANCELLED");
    expect(cancelled.body.phase).toBe("CANCELLED");
    const second = await askAs(server.url, "two", WHOLE);
    const slot = startOf(second.body.offers?.[0] as WireSession);
    expect(slot).toBe(Date.parse("2026-12-01T09:00:00Z"));
    const other = second.body.offers?.[0]?.meta.uuid ?? "";
    await setPhase(server.url, other, "ACCEPTED");
    const json = { kind: "uri:integer-delta-update", path: "/rehearsal/clock", delta: 1_000_000 };
    const ended = await call<WireSession>(`${server.url}/sessions/${other}`, { json });
    expect(ended.body.phase).toBe("COMPLETED");
    const third = await askAs(server.url, "three", WHOLE);
    expect(startOf(third.body.offers?.[0] as WireSession)).toBe(slot);
  });

  it("holds storage, but not cores, while a session prepares and clears up", async () => {
    const storage = [{ kind: "storage/simple-storage-resource", meta: { name: "s" }, size: { min: 1000 } }];
    const window = "2026-12-01T09:00:00Z/PT0S";
    const first = await askAs(
      server.url,
      "one",
      wireRequest({ duration: "PT1H", start: window }, { storage }),
    );
    await setPhase(server.url, first.body.offers?.[0]?.meta.uuid ?? "", "ACCEPTED");
    const next = await askAs(
      server.url,
      "two",
      wireRequest({ duration: "PT1H", start: "2026-12-01T09:00:00Z/PT3H" }, { storage }),
    );
    expect(startOf(next.body.offers?.[0] as WireSession)).toBe(Date.parse("2026-12-01T10:01:00Z"));
    const withoutStorage = await askAs(
      server.url,
      "three",
      wireRequest({ cores: 32, duration: "PT1H", start: "2026-12-01T09:30:00Z/PT3H" }),
    );
    expect(startOf(withoutStorage.body.offers?.[0] as WireSession)).toBeGreaterThanOrEqual(
      Date.parse("2026-12-01T10:00:00Z"),
    );
  });
});

describe("the limit on open answers", () => {
  it("lets a client hold two answers, says when to come back, and still serves a second reader", async () => {
    const small = wireRequest();
    expect((await askAs(server.url, "one", small)).status).toBe(303);
    server.clock.moveBy(100);
    expect((await askAs(server.url, "one", small)).status).toBe(303);
    const third = await askAs(server.url, "one", small);
    expect(third.status).toBe(429);
    expect(third.headers.get("retry-after")).toBe("200");
    const other = await askAs(server.url, "two", small);
    expect(other.body.result).toBe("YES");
  });

  it("counts an answer no more when its offers are rejected, accepted or expired", async () => {
    const first = await askAs(server.url, "one", wireRequest());
    const second = await askAs(server.url, "one", wireRequest());
    for (const offer of first.body.offers ?? []) await setPhase(server.url, offer.meta.uuid, "REJECTED");
    expect((await askAs(server.url, "one", wireRequest())).status).toBe(303);
    await setPhase(server.url, second.body.offers?.[0]?.meta.uuid ?? "", "ACCEPTED");
    expect((await askAs(server.url, "one", wireRequest())).status).toBe(303);
    expect((await askAs(server.url, "one", wireRequest())).status).toBe(429);
    server.clock.moveBy(301);
    expect((await askAs(server.url, "one", wireRequest())).status).toBe(303);
  });

  it("takes a wrong token for a stranger, who is counted by address", async () => {
    const headers = { "x-execat-token": "guessed" };
    const ask = (actor: string) =>
      call(`${server.url}/requests`, {
        json: wireRequest(),
        headers: { ...headers, "x-execat-client": actor },
      });
    const statuses = [(await ask("a")).status, (await ask("b")).status, (await ask("c")).status];
    expect(statuses).toEqual([303, 303, 429]);
  });
});
