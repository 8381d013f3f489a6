import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeName, encodeName, toCondition, toKey } from "../../../../src/search/meilisearch/names.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "grapheme", minLength: 150, maxLength: 900 }),
);

describe("names at Meilisearch", () => {
  it("leave a concept's id as it is, and spell everything else in bytes", () => {
    expect(encodeName("source-extraction")).toBe("source-extraction");
    expect(encodeName("MIT")).toBe("_4d_49_54");
    expect(encodeName("é_")).toBe("_c3_a9_5f");
    expect(encodeName("")).toBe("_");
  });

  it("come back as they were, and are never one for two", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(decodeName(encodeName(one))).toBe(one);
        expect(encodeName(one) === encodeName(other)).toBe(one === other);
      }),
    );
  });

  it("speak no word of the language of filters", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(toCondition("values_task", value)).toMatch(/^values_task (=|STARTS WITH) "[a-z0-9_-]+"$/u);
      }),
    );
  });

  it("are short enough where Meilisearch cuts: two long texts differ in their first 50 characters", () => {
    const long = "x".repeat(1000);
    expect(encodeName(`${long}1`).slice(0, 50)).not.toBe(encodeName(`${long}2`).slice(0, 50));
    expect(toKey(long)).toMatch(/^[a-z0-9_]{1,100}$/u);
  });

  it("replace halves of characters, for which a whole batch would fail", () => {
    expect(decodeName(encodeName("a\u{d800}b"))).toBe("a\u{fffd}b");
  });

  it("take a ULID as a key", () => {
    expect(toKey("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toBe("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    expect(toKey(`it's "a"`)).toBe("it_27s_20_22a_22");
  });
});
