import path from "node:path";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { createSuggester, type Suggester } from "../../../src/vocabulary/suggest/create-suggester.ts";
import type { ProgramTexts } from "../../../src/vocabulary/suggest/suggested-term.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const MEGABYTE = 1_000_000;
/** Of processor time: many times what the longest text takes, far below what a square of its length would. */
const MOST_MS = 1000;
const PIECES = [
  "source ",
  "source extraction ",
  "image source ",
  "light curve radial velocity fitting ",
  "a",
  "-",
  ".,;!? ",
  "\n\n",
  "é\u0301",
  "\u{1F52D}",
  "not ",
  "__proto__ ",
];

describe("the suggester on hostile texts", () => {
  let suggester: Suggester;
  beforeAll(async () => {
    suggester = createSuggester(await loadVocabularies(path.join(ROOT, "vocabularies")));
    suggester.suggest({ title: "warm" });
  });
  const processorMs = (texts: ProgramTexts): number => {
    const before = process.cpuUsage();
    suggester.suggest(texts);
    const { user } = process.cpuUsage(before);
    return user / 1000;
  };

  it.each(PIECES)("reads a megabyte of %j in a moment, wherever it stands", (piece) => {
    const text = piece.repeat(Math.ceil(MEGABYTE / piece.length));
    for (const texts of [
      { title: text },
      { summary: text, description: text },
      { keywords: [text, text] },
      { readme: [text] },
      { readme: text.slice(0, MEGABYTE).match(/[^]{1,100}/gu) ?? [] },
      { keywords: Array.from({ length: 50_000 }, (_none, at) => `${piece}${at}`) },
    ]) {
      expect(processorMs(texts)).toBeLessThan(MOST_MS);
    }
  });

  it("never throws, and never suggests more than a few of a facet", () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 20 })));
    const texts = fc.record({
      title: text.map((parts) => parts.join("")),
      summary: text.map((parts) => parts.join(" ")),
      keywords: text,
      readme: text,
    });
    fc.assert(
      fc.property(texts, (some) => {
        const counts = new Map<string, number>();
        for (const { facet, score, words } of suggester.suggest(some)) {
          counts.set(facet, (counts.get(facet) ?? 0) + 1);
          expect(Number.isFinite(score)).toBe(true);
          expect(words).not.toBe("");
        }
        for (const [, count] of counts) expect(count).toBeLessThanOrEqual(5);
      }),
      { numRuns: 60 },
    );
  });
});
