import { expect, it } from "vitest";
import { parseExpiry } from "../../../src/catalogue/token-expiry.ts";

const NOW = new Date("2026-11-24T10:00:00.000Z");

it("reads days, a day to its end, and never", () => {
  expect(parseExpiry("90d", NOW)).toBe("2027-02-22T10:00:00.000Z");
  expect(parseExpiry("1d", NOW)).toBe("2026-11-25T10:00:00.000Z");
  expect(parseExpiry("2027-01-31", NOW)).toBe("2027-02-01T00:00:00.000Z");
  expect(parseExpiry("2026-11-24", NOW)).toBe("2026-11-25T00:00:00.000Z");
  expect(parseExpiry("never", NOW)).toBeUndefined();
});

it.each(["0d", "9999d", "-3d", "2026-11-23", "2027-02-30", "2027-13-01", "1y", "", "Never"])(
  "refuses %j, and says how to write it",
  (text) => {
    expect(() => parseExpiry(text, NOW)).toThrow(expect.objectContaining({ code: "INVALID_REQUEST" }));
  },
);
