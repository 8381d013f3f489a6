import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "../../../src/vocabulary/import/find-json-fault.ts";

describe("the place where a text stops being JSON", () => {
  it.each([
    ["{]", 1],
    ['{"a" 1}', 5],
    ['{"a": 1,}', 8],
    ["[1 2]", 3],
    ["[1, 2", 5],
    ['{"a": "\n"}', 6],
    ["", 0],
    ["{} x", 3],
    ["[01]", 2],
    ["  \n nul", 4],
  ])("of %j is %i", (text, place) => {
    expect(findJsonFault(text)).toBe(place);
  });

  it("is found in exactly those texts that the engine refuses", () => {
    const slip = fc.constantFrom("", ",", ":", "{", "]", '"', "1", "null", " ");
    fc.assert(
      fc.property(fc.json(), fc.nat(), slip, (json, at, inserted) => {
        const offset = at % (json.length + 1);
        const text = json.slice(0, offset) + inserted + json.slice(offset);
        let refused = false;
        try {
          JSON.parse(text);
        } catch {
          refused = true;
        }
        expect(findJsonFault(text) !== undefined).toBe(refused);
      }),
      { numRuns: 500 },
    );
  });
});
