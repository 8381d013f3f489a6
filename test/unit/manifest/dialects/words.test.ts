import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "../../../../src/manifest/dialects/parts/words.ts";

describe("splitWords", () => {
  it.each([
    ["<seconds> <exit-code>", ["<seconds>", "<exit-code>"]],
    [`run --name "two words" 'a "b" c'`, ["run", "--name", "two words", 'a "b" c']],
    [String.raw`a\ b "c\"d" 'e\f' "g\h"`, ["a b", 'c"d', String.raw`e\f`, String.raw`g\h`]],
    [`"" ''`, ["", ""]],
    [" \n a\t b ", ["a", "b"]],
    ["", []],
  ])("splits %j as a shell would", (text, words) => {
    expect(splitWords(text)).toEqual({ words, open: false });
  });

  it("says when a quotation mark is left open", () => {
    expect(splitWords(`a "b c`)).toEqual({ words: ["a", "b c"], open: true });
  });

  it("gives back words that are quoted as a shell quotes them", () => {
    const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(words.map(quoted).join(" "))).toEqual({ words, open: false });
      }),
    );
  });
});
