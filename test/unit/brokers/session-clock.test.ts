import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phaseAt, remainingMs, type SessionFacts } from "../../../src/brokers/embedded/session-clock.ts";

const facts: SessionFacts = {
  phase: "ACCEPTED",
  startsAt: 100_000,
  durationMs: 60_000,
  prepareMs: 10_000,
  releaseMs: 5_000,
  expiresAt: 50_000,
  acceptedAt: 20_000,
  skippedMs: 0,
};

describe("the clock of a rehearsal", () => {
  it.each([
    [20_000, "ACCEPTED"],
    [21_000, "WAITING"],
    [90_000, "PREPARING"],
    [98_000, "AVAILABLE"],
    [100_000, "RUNNING"],
    [160_000, "RELEASING"],
    [165_000, "COMPLETED"],
  ])("stands at %i ms in %s", (nowMs, phase) => {
    expect(phaseAt(facts, 1, nowMs)).toBe(phase);
  });

  it("waits by the real clock and runs faster only once it has begun to prepare", () => {
    expect(phaseAt(facts, 10, 89_999)).toBe("WAITING");
    expect(phaseAt(facts, 10, 91_000)).toBe("RUNNING");
    expect(phaseAt(facts, 10, 97_500)).toBe("COMPLETED");
  });

  it("counts an offer as expired from its last millisecond on", () => {
    const open = { ...facts, phase: "OFFERED" as const, acceptedAt: undefined };
    expect(phaseAt(open, 1, 49_999)).toBe("OFFERED");
    expect(phaseAt(open, 1, 50_000)).toBe("EXPIRED");
  });

  it("is at its end when what remains is skipped, at any speed and time", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100_000, noNaN: true }),
        fc.integer({ min: 20_000, max: 170_000 }),
        (speed, nowMs) => {
          const left = Math.floor(remainingMs(facts, speed, nowMs) / 1000) + 1;
          expect(phaseAt({ ...facts, skippedMs: left * 1000 }, speed, nowMs)).toBe("COMPLETED");
        },
      ),
    );
  });
});
