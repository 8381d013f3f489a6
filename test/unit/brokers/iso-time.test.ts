import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatDuration,
  formatInstant,
  parseDuration,
  parseInstant,
  parseWindow,
} from "../../../src/brokers/iso-time.ts";

describe("ISO 8601 durations", () => {
  it.each([
    ["PT1H", 0, 3600],
    ["P1DT2H30M", 0, 95_400],
    ["P2W", 0, 1_209_600],
    ["PT1.5H", 0, 5400],
    ["-PT10M", 0, -600],
    ["P1Y2M", 14, 0],
  ])("reads %s", (text, months, seconds) => {
    expect(parseDuration(text)).toEqual({
      months: months === 0 ? expect.closeTo(0) : months,
      seconds: seconds === 0 ? expect.closeTo(0) : seconds,
    });
  });

  it.each(["", "P", "PT", "P1H", "1 hour", "PT1H ago", "P1DT", "PT-10M", "long"])(
    "does not take %j",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it("writes what it reads again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))?.seconds).toBe(seconds);
      }),
    );
  });
});

describe("ISO 8601 instants and intervals", () => {
  it.each([
    ["2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z"],
    ["2026-12-01T08:00", "2026-12-01T08:00:00Z"],
    ["2026-12-01", "2026-12-01T00:00:00Z"],
    ["2026-12-01T08:00:00.708572788Z", "2026-12-01T08:00:00.708Z"],
    ["2026-12-01T08:00:00+02:00", "2026-12-01T06:00:00Z"],
  ])("reads the instant %s", (text, expected) => {
    expect(formatInstant(parseInstant(text) ?? Number.NaN)).toBe(expected);
  });

  it.each(["2026-02-31", "2026-13-01", "2026-12-01T25:00Z", "2026-12-01T08:60Z", "soon", "", "T12:00Z"])(
    "does not take the instant %j",
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );

  it("reads intervals with a start and an end or a duration on either side", () => {
    const at = (text: string) => Date.parse(text);
    const window = { fromMs: at("2026-12-01T08:00Z"), toMs: at("2026-12-01T10:00Z") };
    expect(parseWindow("2026-12-01T08:00Z/2026-12-01T10:00Z")).toEqual(window);
    expect(parseWindow("2026-12-01T08:00Z/PT2H")).toEqual(window);
    expect(parseWindow("PT2H/2026-12-01T10:00Z")).toEqual(window);
    expect(parseWindow("2026-12-01T08:00Z/P1M")).toEqual({
      fromMs: window.fromMs,
      toMs: at("2027-01-01T08:00Z"),
    });
  });

  it.each(["a/b/c", "PT1H/PT1H", "2026-12-02/2026-12-01", "2026-12-01/P999999999999Y", "/"])(
    "says what is wrong with %j",
    (text) => {
      expect(parseWindow(text)).toHaveProperty("problem");
    },
  );

  it("never throws, and what it reads can be written", () => {
    const part = fc.constantFrom(
      "2026-12-01",
      "T08:00",
      "Z",
      "/",
      "P",
      "1D",
      "PT",
      "1H",
      "-",
      "9",
      "99999999",
      ".",
      "W",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join("")),
        ),
        (text) => {
          const window = parseWindow(text);
          if ("fromMs" in window) formatInstant(window.toMs);
        },
      ),
    );
  });
});
