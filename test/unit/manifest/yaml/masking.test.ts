import { array, assert, constantFrom, integer, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { looksSecret } from "../../../../src/manifest/rules/secrets.ts";
import { columnsOfAll, columnsToShow } from "../../../../src/manifest/yaml/masking.ts";

const WORDS = ["", " ", "a", "b:", "TOKEN: x", "environment:", "environment: x", "- c: d", "x: |"];
const line = tuple(constantFrom("", " ", "  ", "    ", "\t"), constantFrom(...WORDS)).map(
  ([blanks, text]) => `${blanks}${text}`,
);

describe("what of a line may be shown", () => {
  it("is the same for all lines at once as for each", () => {
    assert(
      property(array(line, { maxLength: 15 }), array(integer({ min: 0, max: 15 })), (lines, rows) => {
        const hidden = new Set(rows);
        expect(columnsOfAll(lines, hidden)).toEqual(
          lines.map((_, index) => columnsToShow(lines, index, hidden)),
        );
      }),
    );
  });

  it("is found in one pass over words that a signed token could begin at each letter of", () => {
    const start = performance.now();
    for (let count = 0; count < 20; count += 1) looksSecret("eyJ-".repeat(2500));
    expect(performance.now() - start).toBeLessThan(2000);
    const part = `eyJ${"a".repeat(12)}`;
    expect(looksSecret(`a-eyJ-${part}.${part}.${"b".repeat(12)}`)).toBe(true);
    expect(looksSecret(`${part}.${part}`)).toBe(false);
  });
});
