import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRanges } from "../../../../src/search/meilisearch/answer.ts";

describe("ranges of Meilisearch", () => {
  it("are turned from bytes into UTF-16 units", () => {
    const text = "🚀 É́toiles 100 %";
    const start = Buffer.byteLength("🚀 ");
    const length = Buffer.byteLength("É́toiles");
    const [range] = toRanges(text, [{ start, length }]);
    expect(text.slice(range?.start, range?.end)).toBe("É́toiles");
  });

  it("mark the same text, wherever it stands", () => {
    const part = fc.string({ unit: "grapheme", maxLength: 20 });
    fc.assert(
      fc.property(part, part, part, (before, marked, after) => {
        const match = { start: Buffer.byteLength(before), length: Buffer.byteLength(marked) };
        const text = before + marked + after;
        const [range] = toRanges(text, [match]);
        expect(text.slice(range?.start, range?.end)).toBe(marked);
      }),
    );
  });
});
