import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  toIndexedTexts,
  toLooseText,
  toStrictText,
  toSynonymSettings,
} from "../../../../src/search/meilisearch/indexed-text.ts";
import { createPhraseBook, type TextQuery } from "../../../../src/search/text-query.ts";
import { otherNumber, toWords } from "../../../../src/search/words.ts";

const synonyms = new Map([["source finder", ["Source Extraction"]]]);

function read(text: string): TextQuery {
  const query = createPhraseBook(synonyms).read(text);
  if (query === undefined) throw new Error("There is no word in it.");
  return query;
}

describe("texts for Meilisearch", () => {
  it("are folded words, followed by the words that find them, each by itself", () => {
    expect(toIndexedTexts(["Détection of Galaxies", "Bus"])).toEqual([
      "detection of galaxies",
      "bus",
      "detections",
      "galaxie",
      "galaxy",
    ]);
    expect(toIndexedTexts(["", "🚀"])).toEqual([]);
  });

  it("hold every word that the embedded engine would find them by", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}(s|y|ies)?$/u);
    fc.assert(
      fc.property(word, word, (written, asked) => {
        const found = written === asked || otherNumber(asked) === written;
        expect(toIndexedTexts([written]).includes(asked)).toBe(found);
      }),
    );
  });

  it("are cut where Meilisearch would leave a word out", () => {
    const [text = ""] = toIndexedTexts(["𝒳".repeat(100)]);
    expect(Buffer.from(text).length).toBeLessThanOrEqual(250);
    expect(toStrictText(read("𝒳".repeat(100)))).toBe(text);
  });
});

describe("queries for Meilisearch", () => {
  it("quote words that are looked for as they are, and let the last one go on", () => {
    expect(toStrictText(read("Radio maps pho"))).toBe('"radio" ; "maps" ; pho');
  });

  it("leave phrases with synonyms together and apart from the rest, in the spelling of the settings", () => {
    expect(toStrictText(read("radio Source-Finders maps"))).toBe('"radio" ; source finders ; maps');
    const settings = toSynonymSettings(synonyms);
    expect(settings["source finders"]).toEqual(["source extraction"]);
    expect(settings["source finder"]).toEqual(["source extraction"]);
  });

  it("say a phrase of the settings in the place of words that only this query knows", () => {
    const meanings = [{ words: "objekt finder", phrases: ["Source Extraction", "source finder"] }];
    const query = createPhraseBook(
      new Map([
        ["source finder", ["source extraction"]],
        ["source extraction", ["source finder"]],
      ]),
    );
    const strict = (text: string): string => {
      const read = query.read(text, meanings);
      if (read === undefined) throw new Error("There is no word in it.");
      return toStrictText(read);
    };
    expect(strict("radio Objekt-Finder maps")).toBe('"radio" ; source extraction ; maps');
    expect(strict("radio source finder")).toBe('"radio" ; source finder');
    const known = query.read("source finders", [{ words: "source finders", phrases: ["source extraction"] }]);
    expect(known?.parts[0]?.knownAs).toBeUndefined();
  });

  it("have no operator in them but ours, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (typed) => {
        const query = createPhraseBook(synonyms).read(typed);
        if (query === undefined) return;
        for (const part of toStrictText(query).split(" ; ")) {
          const bare = part.replaceAll(/^"|"$/gu, "");
          expect(
            toWords(bare)
              .map((word) => word.folded)
              .join(" "),
          ).toBe(bare);
        }
        expect(toLooseText(query)).not.toMatch(/["-]/u);
      }),
    );
  });
});
