import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "../../../src/brokers/shell-words.ts";

describe("splitting words as a shell would", () => {
  it.each([
    ["--tol {}", ["--tol", "{}"]],
    ["  a   b\tc ", ["a", "b", "c"]],
    [`--name 'a b' "c 'd'"`, ["--name", "a b", "c 'd'"]],
    [`a\\ b "c\\"d" 'e\\f'`, ["a b", 'c"d', "e\\f"]],
    [`x''y ""`, ["xy", ""]],
    ["$HOME `id` *.fits", ["$HOME", "`id`", "*.fits"]],
    [`'never closed`, ["never closed"]],
    ["", []],
  ])("%j", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it("gives back words that were quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
        expect(splitWords(line)).toEqual(words);
      }),
    );
  });
});
