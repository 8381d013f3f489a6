import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allNearest, findNearest } from "../../src/nearest.ts";

const nearest = (text: string, ...candidates: string[]): string | undefined =>
  findNearest(text, candidates, (candidate) => candidate);

describe("the nearest of some texts", () => {
  it("allows more slips in longer words", () => {
    expect(nearest("tsk", "task")).toBe("task");
    expect(nearest("tak", "tasks")).toBeUndefined();
    expect(nearest("imgae", "image")).toBe("image");
    expect(nearest("spectrscpy", "spectroscopy")).toBe("spectroscopy");
    expect(nearest("photometry", "astrometry")).toBeUndefined();
  });

  it("counts two letters that changed places as one slip, and case as none", () => {
    expect(nearest("TSAK", "task")).toBe("task");
  });

  it("prefers the nearest, and of equals the first", () => {
    expect(nearest("image", "imagine", "images", "imager")).toBe("images");
  });

  it("finds a text that has one slip, wherever it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{5,20}$/u), fc.nat(), (text, place) => {
        const at = place % text.length;
        expect(nearest(text.slice(0, at) + text.slice(at + 1), "0123456789", text)).toBe(text);
      }),
    );
  });

  it("gives nothing for nothing", () => {
    expect(nearest("", "a")).toBeUndefined();
    expect(nearest("a")).toBeUndefined();
  });

  it("tells of all that are as near", () => {
    expect(allNearest("mix", ["min", "max", "unit"])).toEqual(["min", "max"]);
    expect(allNearest("imgae", ["imager", "image", "images"])).toEqual(["image"]);
    expect(allNearest("", ["a"])).toEqual([]);
  });
});
