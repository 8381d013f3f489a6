import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countText, durationText, rangeText, relativeText, toTime } from "../../../src/web/format.ts";

const NOW = new Date("2026-11-24T10:00:00Z");

describe("words for times and amounts", () => {
  it.each([
    [0, "0 s"],
    [45, "45 s"],
    [3600, "1 h"],
    [5400, "1 h 30 min"],
    [86_400, "1 day"],
    [183_600, "2 days 3 h"],
    [3601, "1 h"],
  ])("says %i seconds as %s", (seconds, words) => {
    expect(durationText(seconds)).toBe(words);
  });

  it.each([
    ["2026-11-24T12:00:00Z", "in 2 h"],
    ["2026-11-24T09:57:11Z", "3 min ago"],
    ["2026-11-24T10:00:02Z", "now"],
    ["2026-11-26T13:20:00Z", "in 2 days 3 h"],
  ])("says %s relative to now", (iso, words) => {
    expect(relativeText(new Date(iso), NOW)).toBe(words);
  });

  it("prints UTC, and nothing for a time that cannot be read", () => {
    expect(toTime("2026-01-02T03:04:05Z", NOW)?.text).toBe("2 Jan 2026, 03:04 UTC");
    expect(toTime("tomorrow", NOW)).toBeNull();
    expect(toTime(undefined, NOW)).toBeNull();
  });

  it("says a range by the ends that it has", () => {
    expect(rangeText({ min: 4, max: 4 })).toBe("4");
    expect(rangeText({ min: 1, max: 4 }, "GiB")).toBe("1 to 4 GiB");
    expect(rangeText({ min: 2 })).toBe("at least 2");
    expect(rangeText({ max: 2 })).toBe("at most 2");
    expect(rangeText({})).toBeNull();
    expect(countText(1, "entry", "entries")).toBe("1 entry");
    expect(countText(1200, "entry", "entries")).toBe("1,200 entries");
  });

  it("never prints more than two units, nor an empty text", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (seconds) => {
        expect(durationText(seconds)).toMatch(/^\d+ (days?|h|min|s)( \d+ (h|min|s))?$/);
      }),
    );
  });
});
