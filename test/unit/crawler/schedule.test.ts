import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInterval, nextCrawl } from "../../../crawler/schedule.ts";

const FROM = new Date("2026-11-25T10:00:00Z");

describe("the schedule of a source", () => {
  it("takes durations between a minute and a month", () => {
    expect(["PT1M", "PT1H", "P1D", "P31D"].filter(isInterval)).toHaveLength(4);
    expect(["PT59S", "P32D", "1h", "", "PT", "P1Y", "-PT1H"].filter(isInterval)).toEqual([]);
  });

  it("follows the source's own interval, and the setting's without one", () => {
    const middle = { from: FROM, minutes: 60, random: () => 0.5 };
    expect(nextCrawl({ options: {} }, middle).toISOString()).toBe("2026-11-25T11:00:00.000Z");
    expect(nextCrawl({ options: { every: "PT10M" } }, middle).toISOString()).toBe("2026-11-25T10:10:00.000Z");
  });

  it("spreads sources over a tenth to either side", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
        const next = nextCrawl({ options: {} }, { from: FROM, minutes: 60, random: () => random });
        const minutes = (next.getTime() - FROM.getTime()) / 60_000;
        expect(minutes).toBeGreaterThanOrEqual(54);
        expect(minutes).toBeLessThanOrEqual(66);
      }),
    );
  });
});
