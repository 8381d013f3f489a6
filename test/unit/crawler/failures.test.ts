import { describe, expect, it } from "vitest";
import { afterFailure, isDeferred, toFailure } from "../../../crawler/failures.ts";
import { ExecatError } from "../../../src/errors.ts";
import type { Repository } from "../../../src/catalogue/sources.ts";

const AT = "2026-06-01T00:00:00.000Z";
const failure = { code: "UPSTREAM_FAILED", message: "No.", hint: undefined, at: AT };

function waitMs(attempts: number, random: number): number {
  const next = afterFailure({ attempts } as Repository, failure, () => random);
  return Date.parse(next.nextLookAt ?? "") - Date.parse(AT);
}

describe("a failed look", () => {
  it("is repeated later each time, up to a day, spread by a quarter to both sides", () => {
    expect([0, 1, 2].map((attempts) => waitMs(attempts, 0.5) / 60_000)).toEqual([1, 2, 4]);
    expect(waitMs(100, 0.5)).toBe(24 * 3_600_000);
    expect([waitMs(0, 0), waitMs(0, 1)]).toEqual([45_000, 75_000]);
  });

  it("defers the repository until then and not longer", () => {
    const next = afterFailure({ attempts: 0 } as Repository, failure, () => 0.5);
    expect(isDeferred(next, new Date("2026-06-01T00:00:59Z"))).toBe(true);
    expect(isDeferred(next, new Date("2026-06-01T00:01:00Z"))).toBe(false);
  });

  it("keeps our own sentences, and none of an unknown fault", () => {
    expect(toFailure(new ExecatError("NOT_FOUND", "There is none.", { hint: "Look." }), AT)).toEqual({
      code: "NOT_FOUND",
      message: "There is none.",
      hint: "Look.",
      at: AT,
    });
    expect(JSON.stringify(toFailure(new Error("/secret/path"), AT))).not.toContain("secret");
  });
});
