import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isScalar, parseDocument } from "yaml";
import { parsePlaced } from "../../../src/vocabulary/parse-document.ts";

const key = fc.constantFrom("a", "b", '"a"', "1", '"1"', "~", "[a]", "&x a", "!!str b", "true");
const tree = fc.letrec<{ readonly map: string }>((tie) => ({
  map: fc
    .array(fc.tuple(key, fc.oneof({ maxDepth: 3 }, fc.constant("said"), tie("map"))), { maxLength: 4 })
    .map((pairs) => `{ ${pairs.map(([name, value]) => `${name}: ${value}`).join(", ")} }`),
})).map;

/** What the parser finds when it compares each key with all others, which takes long. */
function doublesOf(text: string): readonly number[] {
  const { errors } = parseDocument(text, {
    uniqueKeys: (one, other) => isScalar(one) && isScalar(other) && String(one.value) === String(other.value),
    merge: false,
  });
  return errors.filter(({ code }) => code === "DUPLICATE_KEY").map(({ pos }) => pos[0]);
}

it("a key that a map says twice is found where the parser finds it", () => {
  const lines = fc
    .array(fc.tuple(key, tree), { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${name}:\n  - ${value}\n`).join(""));
  fc.assert(
    fc.property(fc.oneof(tree, lines), (text) => {
      const { document } = parsePlaced(text);
      const found = document.errors.filter(({ code }) => code === "DUPLICATE_KEY").map(({ pos }) => pos[0]);
      expect(found.length).toBe(doublesOf(text).length);
      const plain = !/[&!]/u.test(text);
      // The parser's place is that of an anchor or a tag before the key.
      if (plain)
        expect([...found].sort((one, other) => one - other)).toEqual(
          [...doublesOf(text)].sort((one, other) => one - other),
        );
    }),
    { numRuns: 300 },
  );
});

it("a map of thousands of keys is read in a time that grows with it, and no longer", () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: v\n`).join("");
  const started = performance.now();
  expect(parsePlaced(`${text}k7: again\n`).document.errors.map(({ message }) => message)).toEqual([
    "Map keys must be unique",
  ]);
  expect(performance.now() - started).toBeLessThan(5000);
});
