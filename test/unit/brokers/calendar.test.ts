import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCalendar, firstFit, type Amounts, type Hold } from "../../../src/brokers/embedded/calendar.ts";
import { actualStart, planOffers, type PlannedOffer } from "../../../src/brokers/embedded/plan.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-12-01T08:00:20Z");
const CAPACITY: Amounts = { cores: 8, memory: 16, storage: 20 };
const OFFER_MS = 300_000;

const wish = fc.record({
  amounts: fc.record({
    cores: fc.integer({ min: 1, max: 8 }),
    memory: fc.integer({ min: 1, max: 16 }),
    storage: fc.integer({ min: 0, max: 20 }),
  }),
  durationMs: fc.integer({ min: 1, max: 400 }).map((minutes) => minutes * 20_000),
  prepareMs: fc.constant(10_000),
  releaseMs: fc.constant(5_000),
  fromMs: fc.integer({ min: -60, max: 600 }).map((minutes) => NOW + minutes * MINUTE),
  lengthMs: fc.integer({ min: 0, max: 1200 }).map((minutes) => minutes * MINUTE),
  /** What becomes of the answer: which of its offers is accepted, and how late; none when negative. */
  accept: fc.integer({ min: -2, max: 3 }),
  acceptAfter: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

interface Held extends Hold {
  readonly accepted: boolean;
}

/** What the book does in transactions, done in memory: offers are held, and one of them may be accepted. */
function play(wishes: readonly Wish[]): {
  holds: readonly Held[];
  plans: { wish: Wish; offers: readonly PlannedOffer[] }[];
} {
  let holds: Held[] = [];
  const plans: { wish: Wish; offers: readonly PlannedOffer[] }[] = [];
  for (const [index, need] of wishes.entries()) {
    const window = { fromMs: need.fromMs, toMs: need.fromMs + need.lengthMs };
    const offers = planOffers(createCalendar(CAPACITY, holds), need, window, {
      nowMs: NOW,
      offerMs: OFFER_MS,
    });
    plans.push({ wish: need, offers });
    const chosen = offers[need.accept];
    const margins = { prepareMs: need.prepareMs, releaseMs: need.releaseMs, amounts: need.amounts };
    if (chosen === undefined) {
      const open = offers.map((offer) => ({
        ...margins,
        group: `answer ${index}`,
        accepted: false,
        fromMs: offer.startMs,
        toMs: actualStart(offer.startMs, offer.expiresMs, need.prepareMs) + need.durationMs,
      }));
      holds = [...holds, ...open];
    } else {
      const acceptedMs = NOW + need.acceptAfter * (chosen.expiresMs - NOW);
      const startMs = actualStart(chosen.startMs, acceptedMs, need.prepareMs);
      const taken = {
        ...margins,
        group: `session ${index}`,
        accepted: true,
        fromMs: startMs,
        toMs: startMs + need.durationMs,
      };
      holds = [...holds, taken];
    }
  }
  return { holds, plans };
}

/** The most that is in use of a resource at a moment, reckoned in the plainest way. */
function usedAt(holds: readonly Held[], resource: keyof Amounts, atMs: number): number {
  const groups = new Map<string, number>();
  for (const hold of holds) {
    const margin = resource === "storage" ? hold : { prepareMs: 0, releaseMs: 0 };
    const covers = hold.fromMs - margin.prepareMs <= atMs && atMs < hold.toMs + margin.releaseMs;
    if (covers) groups.set(hold.group, Math.max(groups.get(hold.group) ?? 0, hold.amounts[resource]));
  }
  return [...groups.values()].reduce((sum, amount) => sum + amount, 0);
}

describe("the calendar", () => {
  it("is never over capacity at any moment, whatever is offered and accepted", () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
        const { holds } = play(wishes);
        const moments = holds.flatMap((hold) => [
          hold.fromMs - hold.prepareMs,
          hold.fromMs,
          hold.toMs - 1,
          hold.toMs,
        ]);
        for (const moment of moments) {
          for (const resource of ["cores", "memory", "storage"] as const) {
            expect(usedAt(holds, resource, moment)).toBeLessThanOrEqual(CAPACITY[resource]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("offers starts inside the window, on whole minutes, in order, a quarter of the duration apart", () => {
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), (wishes) => {
        for (const { wish: need, offers } of play(wishes).plans) {
          expect(offers.length).toBeLessThanOrEqual(4);
          const window = { fromMs: need.fromMs, toMs: need.fromMs + need.lengthMs };
          const earliest = Math.max(window.fromMs, NOW + need.prepareMs);
          const hasMinute = Math.ceil(earliest / MINUTE) * MINUTE <= window.toMs;
          for (const [index, offer] of offers.entries()) {
            expect(offer.startMs).toBeGreaterThanOrEqual(earliest);
            expect(offer.startMs).toBeLessThanOrEqual(window.toMs);
            if (hasMinute) expect(offer.startMs % MINUTE).toBe(0);
            expect(offer.expiresMs).toBeLessThanOrEqual(NOW + OFFER_MS);
            expect(actualStart(offer.startMs, offer.expiresMs, need.prepareMs)).toBeLessThanOrEqual(
              window.toMs,
            );
            const before = offers[index - 1];
            if (before !== undefined)
              expect(offer.startMs - before.startMs).toBeGreaterThanOrEqual(need.durationMs / 4);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("finds the earliest fit: no whole minute before it is free", () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 6 }), wish, (wishes, need) => {
        const calendar = createCalendar(CAPACITY, play(wishes).holds);
        const range = { fromMs: NOW, toMs: NOW + 2000 * MINUTE, stepMs: MINUTE };
        const found = firstFit(calendar, need, range);
        for (let at = Math.ceil(NOW / MINUTE) * MINUTE; at < (found ?? range.toMs); at += MINUTE) {
          // A range of one minute, so that the search has nothing to leap over.
          expect(firstFit(calendar, need, { fromMs: at, toMs: at, stepMs: 1 })).toBeUndefined();
        }
      }),
      { numRuns: 30 },
    );
  });

  it("counts the alternatives of one answer as the largest of them", () => {
    const base = { prepareMs: 0, releaseMs: 0, amounts: { cores: 8, memory: 1, storage: 0 } };
    const holds = [0, 1, 2].map((hour) => ({
      ...base,
      group: "a",
      fromMs: hour * 3_600_000,
      toMs: (hour + 4) * 3_600_000,
    }));
    const { steps } = createCalendar(CAPACITY, holds);
    expect(steps.cores.every((step) => step.used <= 8)).toBe(true);
    expect(steps.cores.at(-1)).toEqual({ atMs: 6 * 3_600_000, used: 0 });
  });

  it("has no place for what an empty machine could not hold", () => {
    const need = {
      amounts: { cores: 9, memory: 1, storage: 0 },
      durationMs: MINUTE,
      prepareMs: 0,
      releaseMs: 0,
    };
    expect(
      firstFit(createCalendar(CAPACITY, []), need, { fromMs: 0, toMs: 1e12, stepMs: MINUTE }),
    ).toBeUndefined();
  });
});
