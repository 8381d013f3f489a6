import { afterEach, describe, expect, it } from "vitest";
import type { BrokerAnswer, BrokerSession, SessionUpdate } from "../../src/brokers/broker.ts";
import type { AskRecord } from "../../src/catalogue/asks.ts";
import { askEntry } from "../conformance/broker-entry.ts";
import { setPhase } from "../conformance/broker-server.ts";
import {
  ASKER,
  OTHER,
  OTHER_ASKER,
  READER,
  startServices,
  stubBroker,
  type TestServices,
} from "../conformance/broker-services.ts";

let services: TestServices;
afterEach(() => services.close());

const WISHES = { cores: "4", memory: "8", duration: "PT1H" };

async function ask(asker = ASKER): Promise<AskRecord> {
  const outcome = await services.asks.ask(askEntry({}), WISHES, asker);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.ask;
}

async function firstOfferOf(record: AskRecord): Promise<string> {
  const view = await services.asks.view(record.id, 5_000);
  return view.offers[0]?.id ?? "";
}

const session = (phase: string): BrokerSession => ({
  uuid: "far-1",
  phase,
  startsAt: "2026-12-01T09:00:00Z",
  durationSeconds: 3600,
  expiresAt: undefined,
  cores: undefined,
  memory: undefined,
  costs: [],
  metrics: [],
  messages: [],
  components: [],
  connectors: [],
  options: [],
});
const yes: BrokerAnswer = {
  result: "YES",
  uuid: "far",
  offers: [session("OFFERED")],
  messages: [],
  raw: "{}",
};

describe("asking all brokers", () => {
  it("asks those with shared credentials for runners only, and lets only runners accept there", async () => {
    const asked: string[] = [];
    const record = (id: string) => async (): Promise<BrokerAnswer> => {
      asked.push(id);
      return yes;
    };
    services = await startServices([
      stubBroker("open", { ask: record("open") }),
      stubBroker("far", { shared: true, ask: record("far"), update: async () => session("ACCEPTED") }),
    ]);
    const own = await services.asks.view((await ask()).id, 5_000);
    expect(own.answers.map(({ brokerId }) => brokerId)).not.toContain("far");
    expect(asked).toEqual(["open"]);
    const runner = { ...ASKER, mayUseShared: true };
    const view = await services.asks.view((await ask(runner)).id, 5_000);
    const offerId = view.offers.find(({ brokerId }) => brokerId === "far")?.id ?? "";
    await expect(services.sessions.accept(offerId, ASKER)).rejects.toMatchObject({
      code: "FORBIDDEN",
      hint: expect.stringContaining("runner"),
    });
    expect(await services.sessions.accept(offerId, runner)).toMatchObject({ phase: "ACCEPTED" });
  });

  it("keeps offers and failures side by side: none hides another", async () => {
    services = await startServices([
      stubBroker("down"),
      stubBroker("buggy", {
        ask: async () => {
          throw new TypeError("a bug");
        },
      }),
      stubBroker("python-only", { executableKinds: new Set(["python-program"]) }),
    ]);
    const view = await services.asks.view((await ask()).id, 5_000);
    expect(view.complete).toBe(true);
    const [embedded, down, buggy, python] = view.answers;
    expect(view.answers.map(({ outcome }) => outcome)).toEqual(["yes", "failed", "failed", "unsupported"]);
    expect(embedded?.raw).toContain('"result":"YES"');
    expect(down?.failure).toEqual({ message: '"down" is down.', hint: "Try again later." });
    expect(buggy?.failure?.message).not.toContain("a bug");
    expect(python?.failure?.message).toContain("docker-container");
    expect(view.offers).toHaveLength(4);
    expect(view.offers[0]).toMatchObject({
      brokerId: "embedded",
      phase: "OFFERED",
      cores: { min: 4, max: 4 },
    });
  });

  it("comes back at once, and shows what is there while a slow broker has yet to answer", async () => {
    let answer: (said: BrokerAnswer) => void = () => undefined;
    const slow = stubBroker("slow", { ask: () => new Promise((resolve) => (answer = resolve)) });
    services = await startServices([slow]);
    const record = await ask();
    await expect
      .poll(async () => (await services.asks.view(record.id, 0)).answers.map(({ outcome }) => outcome))
      .toEqual(["yes", "asking"]);
    answer(yes);
    const view = await services.asks.view(record.id, 5_000);
    expect(view).toMatchObject({ complete: true, answers: [{ outcome: "yes" }, { outcome: "yes" }] });
  });

  it("gives up a broker that hangs, even one that does not listen to its signal", async () => {
    services = await startServices([stubBroker("hanging", { ask: () => new Promise(() => undefined) })], {
      timeoutMs: 300,
    });
    const view = await services.asks.view((await ask()).id, 10_000);
    expect(view.complete).toBe(true);
    expect(view.answers[1]).toMatchObject({ outcome: "failed" });
    expect(view.answers[1]?.failure?.message).toContain("did not answer in time");
  });

  it("calls an answer lost that is still awaited after its deadline, and does not ask again", async () => {
    let asked = 0;
    const hanging = stubBroker("hanging", {
      ask: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    });
    services = await startServices([hanging], { timeoutMs: 60_000 });
    const record = await ask();
    await expect.poll(async () => (await services.asks.view(record.id, 0)).answers[0]?.outcome).toBe("yes");
    // As a crash does: the process forgets what it was asking, the store does not.
    await services.asks.close();
    services.server.clock.moveBy(70);
    const view = await services.asks.view(record.id, 1_000);
    expect(view.complete).toBe(true);
    expect(view.answers[1]?.failure?.message).toContain("unknown");
    expect(asked).toBe(1);
  });

  it("stores nothing when the wishes are wrong", async () => {
    services = await startServices();
    const outcome = await services.asks.ask(askEntry({}), { cores: "-1" }, ASKER);
    expect(outcome).toMatchObject({ ok: false, problems: [{ field: "cores" }] });
  });

  it("refuses an entry that no broker could be asked for", async () => {
    services = await startServices();
    const entry = askEntry({ executable: { kind: "uri:java-program-1.0", kindState: "unknown" } });
    await expect(services.asks.ask(entry, {}, ASKER)).rejects.toMatchObject({ code: "KIND_NOT_SUPPORTED" });
    await expect(services.asks.view("01NOTHING", 0)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("shows the request that would be sent", async () => {
    services = await startServices();
    const preview = services.asks.preview(askEntry({}), WISHES);
    expect("request" in preview && JSON.parse(preview.request)).toMatchObject({
      compute: { cores: { min: 4 } },
    });
  });

  it("says of each broker whether it is there", async () => {
    services = await startServices([stubBroker("down")]);
    expect(await services.asks.checkBrokers(2_000)).toEqual([
      { id: "embedded", label: "Embedded", problem: undefined },
      { id: "down", label: "down", problem: '"down" is down. Try again later.' },
    ]);
  });
});

describe("accepting an offer", () => {
  it("makes one session, also when the button is pressed twice at once", async () => {
    services = await startServices();
    const offerId = await firstOfferOf(await ask());
    const [a, b] = await Promise.all([
      services.sessions.accept(offerId, ASKER),
      services.sessions.accept(offerId, ASKER),
    ]);
    expect(a.id).toBe(b.id);
    expect(a).toMatchObject({ phase: "ACCEPTED", offerId, brokerId: "embedded", actorId: READER });
    expect(await services.sessions.listOfActor(READER)).toHaveLength(1);
  });

  it("shows the siblings as rejected and declines the offers of other brokers", async () => {
    const updates: SessionUpdate[] = [];
    const far = stubBroker("far", {
      ask: async () => yes,
      update: async (_uuid, update) => {
        updates.push(update);
        return session("REJECTED");
      },
    });
    services = await startServices([far]);
    const record = await ask();
    const view = await services.asks.view(record.id, 5_000);
    const mine = view.offers.find(({ brokerId }) => brokerId === "embedded");
    await services.sessions.accept(mine?.id ?? "", ASKER);
    await expect
      .poll(async () => new Set((await services.asks.view(record.id, 0)).offers.map(({ phase }) => phase)))
      .toEqual(new Set(["ACCEPTED", "REJECTED"]));
    expect(updates).toEqual([{ kind: "phase", value: "REJECTED" }]);
  });

  it("is refused to another reader", async () => {
    services = await startServices();
    const offerId = await firstOfferOf(await ask());
    await expect(services.sessions.accept(offerId, OTHER_ASKER)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(services.sessions.reject(offerId, OTHER)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(services.sessions.accept("01NOTHING", ASKER)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is a conflict with the broker's reason when the offer has expired", async () => {
    services = await startServices();
    const record = await ask();
    const offerId = await firstOfferOf(record);
    services.server.clock.moveBy(301);
    await expect(services.sessions.accept(offerId, ASKER)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("EXPIRED"),
      hint: expect.stringContaining("has expired"),
    });
    const view = await services.asks.view(record.id, 0);
    expect(view.offers.find(({ id }) => id === offerId)?.phase).toBe("EXPIRED");
  });

  it("is a conflict when a sibling was accepted", async () => {
    services = await startServices();
    const view = await services.asks.view((await ask()).id, 5_000);
    await services.sessions.accept(view.offers[0]?.id ?? "", ASKER);
    await expect(services.sessions.accept(view.offers[1]?.id ?? "", ASKER)).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("takes an offer back for others when it is declined", async () => {
    services = await startServices();
    const offerId = await firstOfferOf(await ask());
    expect(await services.sessions.reject(offerId, READER)).toMatchObject({ phase: "REJECTED" });
  });
});

describe("following a session", () => {
  async function accepted(): Promise<string> {
    return (await services.sessions.accept(await firstOfferOf(await ask()), ASKER)).id;
  }

  it("keeps each phase with when it was first seen, to the end, and then looks no more", async () => {
    services = await startServices();
    const id = await accepted();
    const stop = services.sessions.follow();
    services.server.clock.moveBy(30);
    await expect.poll(async () => (await services.sessions.get(id, 1e12)).phase).toBe("PREPARING");
    services.server.clock.moveBy(7200);
    await expect
      .poll(async () => (await services.sessions.get(id, 1e12)).phase, { timeout: 5_000 })
      .toBe("COMPLETED");
    await stop();
    const end = await services.sessions.get(id, 0);
    expect(end.nextLookAt).toBeUndefined();
    expect(end.history.map(({ phase }) => phase)).toEqual(["ACCEPTED", "PREPARING", "COMPLETED"]);
  });

  it("looks when what is known is too old for the reader", async () => {
    services = await startServices();
    const id = await accepted();
    services.server.clock.moveBy(100);
    expect((await services.sessions.get(id, 1e9)).phase).toBe("ACCEPTED");
    expect((await services.sessions.get(id, 1_000)).phase).toBe("RUNNING");
  });

  it("waits 2 s, then 5 s, then 30 s, then five minutes while nothing changes", async () => {
    services = await startServices([
      stubBroker("far", {
        ask: async () => yes,
        update: async () => session("RUNNING"),
        readSession: async () => session("RUNNING"),
      }),
    ]);
    const view = await services.asks.view((await ask()).id, 5_000);
    const offer = view.offers.find(({ brokerId }) => brokerId === "far");
    const { id } = await services.sessions.accept(offer?.id ?? "", ASKER);
    services.server.clock.moveBy(7200);
    const waits = new Set<number>();
    for (let look = 0; look < 150; look += 1) {
      const { nextLookAt, updatedAt } = await services.sessions.get(id, -1);
      waits.add(Date.parse(nextLookAt ?? "") - Date.parse(updatedAt));
    }
    expect([...waits]).toEqual([2_000, 5_000, 30_000, 300_000]);
  });

  it("keeps what it knows while the broker is away, and says why it is not newer", async () => {
    let away = false;
    services = await startServices([
      stubBroker("far", {
        ask: async () => yes,
        update: async () => session("RUNNING"),
        readSession: async (...call) => (away ? stubBroker("far").readSession(...call) : session("RUNNING")),
      }),
    ]);
    const view = await services.asks.view((await ask()).id, 5_000);
    const { id } = await services.sessions.accept(
      view.offers.find(({ brokerId }) => brokerId === "far")?.id ?? "",
      ASKER,
    );
    away = true;
    const stale = await services.sessions.get(id, -1);
    expect(stale).toMatchObject({ phase: "RUNNING", failure: { message: '"far" is down.' } });
    expect(stale.nextLookAt).toBeDefined();
    away = false;
    expect((await services.sessions.get(id, -1)).failure).toBeUndefined();
  });

  it("gives up a session a week after its end when its broker cannot be asked", async () => {
    services = await startServices([
      stubBroker("far", { ask: async () => yes, update: async () => session("RUNNING") }),
    ]);
    const view = await services.asks.view((await ask()).id, 5_000);
    const offer = view.offers.find(({ brokerId }) => brokerId === "far");
    const { id } = await services.sessions.accept(offer?.id ?? "", ASKER);
    services.server.clock.moveBy(6 * 86_400);
    expect((await services.sessions.get(id, -1)).phase).toBe("RUNNING");
    services.server.clock.moveBy(30 * 86_400);
    const end = await services.sessions.get(id, -1);
    expect(end).toMatchObject({ phase: "FAILED", nextLookAt: undefined });
    expect(end.failure?.message).toContain("not looked for any more; its last phase was RUNNING");
  });

  it("takes an offer whose acceptance was not answered for accepted when its broker says so", async () => {
    services = await startServices([
      stubBroker("far", {
        ask: async () => yes,
        update: async (...call) => stubBroker("far").update(...call),
        readSession: async () => session("RUNNING"),
      }),
    ]);
    const view = await services.asks.view((await ask()).id, 5_000);
    const offer = view.offers.find(({ brokerId }) => brokerId === "far");
    expect(await services.sessions.accept(offer?.id ?? "", ASKER)).toMatchObject({ phase: "RUNNING" });
  });

  it("ends with a failure when the broker does not know the session any more", async () => {
    services = await startServices();
    const id = await accepted();
    const { brokerUuid } = await services.sessions.get(id, 1e12);
    await services.server.store.db.deleteFrom("broker_session").where("id", "=", brokerUuid).execute();
    const lost = await services.sessions.get(id, -1);
    expect(lost).toMatchObject({ phase: "FAILED", nextLookAt: undefined });
    expect(lost.failure?.message).toContain("does not know this session any more");
  });

  it("fast-forwards a rehearsal to its end, and cancels a session, for its own reader only", async () => {
    services = await startServices();
    const id = await accepted();
    await expect(services.sessions.fastForward(id, OTHER)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(services.sessions.cancel(id, OTHER)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await services.sessions.fastForward(id, READER)).phase).toBe("COMPLETED");
    await expect(services.sessions.cancel(id, READER)).rejects.toMatchObject({ code: "CONFLICT" });
    const second = await accepted();
    expect(await services.sessions.cancel(second, READER)).toMatchObject({
      phase: "CANCELLED",
      nextLookAt: undefined,
    });
    await expect(services.sessions.get("01NOTHING", 0)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is a conflict when a broker answers a cancellation and goes on all the same", async () => {
    services = await startServices([
      stubBroker("far", { ask: async () => yes, update: async () => session("RUNNING") }),
    ]);
    const view = await services.asks.view((await ask()).id, 5_000);
    const offer = view.offers.find(({ brokerId }) => brokerId === "far");
    const { id } = await services.sessions.accept(offer?.id ?? "", ASKER);
    await expect(services.sessions.cancel(id, READER)).rejects.toMatchObject({
      code: "CONFLICT",
      message: '"far" did not cancel the session: its phase is RUNNING.',
    });
    await expect(services.sessions.fastForward(id, READER)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("sees what somebody else changed at the broker", async () => {
    services = await startServices();
    const id = await accepted();
    const { brokerUuid } = await services.sessions.get(id, 1e12);
    await setPhase(services.server.url, brokerUuid, "CANCELLED");
    expect((await services.sessions.get(id, -1)).phase).toBe("CANCELLED");
  });
});
