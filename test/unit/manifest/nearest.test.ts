import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../../src/manifest/nearest.ts";

describe("nearest", () => {
  it("finds what was mistyped, in any case", () => {
    expect(nearest("Sumary", ["title", "summary"])).toBe("summary");
    expect(nearest("licnese", ["license", "layers"])).toBe("license");
  });

  it("finds nothing when nothing is near", () => {
    expect(nearest("colour", ["title", "summary"])).toBeUndefined();
    expect(nearest("a", ["b"])).toBeUndefined();
  });

  it("counts a swap of neighbours as one change", () => {
    expect(editDistance("licnese", "license")).toBe(1);
  });

  it("is a distance: zero for the same, the same both ways, at most the longer length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
