import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Broker, CallOptions, ExecutionRequest } from "../../src/brokers/broker.ts";

export interface BrokerUnderTest {
  readonly broker: Broker;
  /** Lets time go by for the broker. */
  moveBy(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface BrokerFacts {
  /** False for the reference broker, which forgets cancellations and rejections. */
  readonly keepsUpdates: boolean;
  readonly rehearses: boolean;
}

export const as = (actorId: string): CallOptions => ({ signal: AbortSignal.timeout(10_000), actorId });

export function containerRequest(over: Partial<ExecutionRequest> = {}): ExecutionRequest {
  return {
    executable: {
      kind: "docker-container",
      kindState: "concrete",
      name: "tool",
      image: { locations: ["registry.example/tool:1"], digest: `sha256:${"a1".repeat(32)}` },
      command: ["run", "a b"],
    },
    compute: {
      kind: "simple-compute-resource",
      kindState: "concrete",
      name: "box",
      cores: { min: 2 },
      memory: { min: 4 },
      volumes: [],
    },
    storage: [],
    data: [],
    schedule: { duration: "PT1H" },
    ...over,
  };
}

/** Short enough for every broker to have several offers: the reference broker has one for an hour. */
const SHORT: Partial<ExecutionRequest> = { schedule: { duration: "PT10M" } };

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

/** The contract of `Broker`. Every adapter's test file calls this and adds only what is its own. */
export function testBroker(name: string, facts: BrokerFacts, create: () => Promise<BrokerUnderTest>): void {
  describe(`broker contract: ${name}`, () => {
    let subject: BrokerUnderTest;
    let broker: Broker;
    beforeEach(async () => {
      subject = await create();
      broker = subject.broker;
    });
    afterEach(() => subject.close());

    async function firstOffer(): Promise<string> {
      const answer = await broker.ask(containerRequest(), as("reader"));
      return answer.offers[0]?.uuid ?? "";
    }

    it("answers YES with offers that meet the request, each with a start, a duration and an expiry", async () => {
      const answer = await broker.ask(containerRequest(), as("reader"));
      expect(answer.result).toBe("YES");
      expect(answer.offers.length).toBeGreaterThan(0);
      expect(answer.raw).toContain(answer.uuid ?? "no uuid");
      for (const offer of answer.offers) {
        expect(offer.phase).toBe("OFFERED");
        expect(offer.cores?.min).toBeGreaterThanOrEqual(2);
        expect(offer.memory?.min).toBeGreaterThanOrEqual(4);
        expect(offer.durationSeconds).toBeGreaterThanOrEqual(3600);
        expect(Number.isNaN(Date.parse(offer.startsAt ?? ""))).toBe(false);
        expect(Number.isNaN(Date.parse(offer.expiresAt ?? ""))).toBe(false);
      }
    });

    it("answers NO with words when the request is larger than the broker", async () => {
      const compute = {
        ...containerRequest().compute,
        cores: { min: 100_000 },
      } as ExecutionRequest["compute"];
      const answer = await broker.ask(containerRequest({ compute }), as("reader"));
      expect(answer.result).toBe("NO");
      expect(answer.offers).toEqual([]);
      expect(answer.messages[0]?.text.length).toBeGreaterThan(10);
    });

    it("reads an offer as a session", async () => {
      const uuid = await firstOffer();
      const session = await broker.readSession(uuid, as("reader"));
      expect(session).toMatchObject({ uuid, phase: "OFFERED" });
      expect(session.components.map((component) => component.family)).toEqual(
        expect.arrayContaining(["executable", "compute"]),
      );
    });

    it("throws NOT_FOUND for a session that it does not know", async () => {
      await expect(broker.readSession(UNKNOWN, as("reader"))).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(
        broker.update(UNKNOWN, { kind: "phase", value: "ACCEPTED" }, as("reader")),
      ).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("accepts an offer and rejects its siblings", async () => {
      const answer = await broker.ask(containerRequest(SHORT), as("reader"));
      const [first, second] = answer.offers;
      const session = await broker.update(
        first?.uuid ?? "",
        { kind: "phase", value: "ACCEPTED" },
        as("reader"),
      );
      expect(session.phase).toBe("ACCEPTED");
      expect((await broker.readSession(second?.uuid ?? "", as("reader"))).phase).toBe("REJECTED");
    });

    it("returns what the broker says when read again, also for an update that was not done", async () => {
      const answer = await broker.ask(containerRequest(SHORT), as("reader"));
      const [first, second] = answer.offers;
      await broker.update(first?.uuid ?? "", { kind: "phase", value: "ACCEPTED" }, as("reader"));
      const late = await broker.update(
        second?.uuid ?? "",
        { kind: "phase", value: "ACCEPTED" },
        as("reader"),
      );
      expect(late.phase).toBe("REJECTED");
    });

    it.runIf(facts.keepsUpdates)("keeps a cancellation and a rejection", async () => {
      const answer = await broker.ask(containerRequest(), as("reader"));
      const [first, second] = answer.offers.map((offer) => offer.uuid);
      await broker.update(second ?? "", { kind: "phase", value: "REJECTED" }, as("reader"));
      expect((await broker.readSession(second ?? "", as("reader"))).phase).toBe("REJECTED");
      await broker.update(first ?? "", { kind: "phase", value: "ACCEPTED" }, as("reader"));
      const cancelled = await broker.update(first ?? "", { kind: "phase", value: "CANCELLED" }, as("reader"));
      expect(cancelled.phase).toBe("CANCELLED");
    });

    it.runIf(facts.rehearses)("walks a session through its phases to COMPLETED", async () => {
      const uuid = await firstOffer();
      await broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("reader"));
      const phases = new Set<string>();
      for (let step = 0; step < 300 && !phases.has("COMPLETED"); step += 1) {
        const { phase } = await broker.readSession(uuid, as("reader"));
        phases.add(phase);
        // Seconds where phases are short; nearly the whole hour in one stride once it runs.
        await subject.moveBy(phase === "RUNNING" && step < 100 ? 3597 : 1);
        if (phase === "RUNNING") step = Math.max(step, 100);
      }
      expect([...phases]).toEqual([
        "ACCEPTED",
        "WAITING",
        "PREPARING",
        "AVAILABLE",
        "RUNNING",
        "RELEASING",
        "COMPLETED",
      ]);
    });

    it.runIf(facts.rehearses)("fast-forwards an accepted session to its end, and no other", async () => {
      const uuid = await firstOffer();
      await expect(broker.update(uuid, { kind: "fast-forward" }, as("reader"))).rejects.toMatchObject({
        code: "UPSTREAM_FAILED",
      });
      await broker.update(uuid, { kind: "phase", value: "ACCEPTED" }, as("reader"));
      const session = await broker.update(uuid, { kind: "fast-forward" }, as("reader"));
      expect(session.phase).toBe("COMPLETED");
    });

    it("says that it is there", async () => {
      await expect(broker.check(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
    });

    it("gives up when it is told to", async () => {
      const options = { signal: AbortSignal.abort(), actorId: undefined };
      await expect(broker.ask(containerRequest(), options)).rejects.toMatchObject({ name: "ExecatError" });
    });
  });
}
