import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useEngine, type CreateEngine } from "./search-engine-bench.ts";

/** A part of the contract of `SearchEngine`; `testSearchEngine` calls it. */
export function testSearchText(create: CreateEngine): void {
  describe("text", () => {
    const bench = useEngine(create);
    it("looks in title, terms, keywords, names, summary and description", async () => {
      await bench().index([
        { id: "a", title: "Word" },
        { id: "b", terms: ["word"] },
        { id: "c", keywords: ["word"] },
        { id: "d", names: ["Word, A."] },
        { id: "e", summary: "A word." },
        { id: "f", description: "Some words; a word." },
        { id: "g", title: "Nothing" },
      ]);
      expect([...(await bench().find("word"))].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
    });

    it("matches everything when the text is empty or holds no word", async () => {
      await bench().index([{ id: "a" }, { id: "b" }]);
      for (const text of ["", "   ", "***", '"', "🚀"]) expect(await bench().find(text)).toEqual(["a", "b"]);
    });

    it("wants every word, wherever it stands", async () => {
      await bench().index([
        { id: "a", title: "Radio", summary: "Finds sources." },
        { id: "b", title: "Radio" },
        { id: "c", terms: ["radio"], keywords: ["sources"] },
      ]);
      // Which of the two is better when words stand in several fields is an engine's own affair.
      for (const text of ["radio sources", "sources radio"])
        expect([...(await bench().find(text))].sort(), text).toEqual(["a", "c"]);
    });

    it("takes the last word as a prefix, and only the last", async () => {
      await bench().index([
        { id: "a", title: "Photometry of galaxies" },
        { id: "b", terms: ["photometry"] },
      ]);
      for (const text of ["p", "ph", "photo", "photometr"])
        expect(await bench().find(text)).toEqual(["a", "b"]);
      expect(await bench().find("galaxies pho")).toEqual(["a"]);
      expect(await bench().find("pho galaxies")).toEqual([]);
    });

    it("ranks a document that holds the last word itself above one whose word goes on", async () => {
      await bench().index([
        { id: "a", title: "Starting points" },
        { id: "b", title: "Many a star here" },
      ]);
      expect(await bench().find("star")).toEqual(["b", "a"]);
    });

    it("does not mind case, accents or a plural s", async () => {
      await bench().index([
        { id: "a", title: "Détection d'Étoiles" },
        { id: "b", summary: "Images and galaxies" },
      ]);
      expect(await bench().find("DETECTION etoiles")).toEqual(["a"]);
      expect(await bench().find("détection étoile")).toEqual(["a"]);
      expect(await bench().find("image galaxy")).toEqual(["b"]);
    });

    it("finds documents that hold a synonym of a phrase in the query", async () => {
      await bench().index([
        { id: "a", title: "Source finder" },
        { id: "b", terms: ["source extraction"] },
        { id: "c", summary: "For object detection in images." },
        { id: "d", summary: "An object, and a detection." },
        { id: "e", title: "Extraction at the source" },
      ]);
      expect([...(await bench().find("source finder"))].sort()).toEqual(["a", "b", "c"]);
      expect([...(await bench().find("Source-Finders"))].sort()).toEqual(["a", "b", "c"]);
      expect(await bench().find("source finder images")).toEqual(["c"]);
    });

    it("finds documents that hold what words of this query mean, besides those that hold the words", async () => {
      await bench().index([
        { id: "a", terms: ["source extraction"] },
        { id: "b", title: "Finder of objects" },
        { id: "c", title: "Extraction at the source" },
        { id: "d", terms: ["source extraction"], summary: "In radio images." },
        { id: "e", terms: ["object detection"], summary: "In radio images." },
      ]);
      const meanings = [{ words: "Objekt-Finder", phrases: ["Source Extraction"] }];
      // In an engine that can follow one phrase only, a phrase of a meaning has the synonyms of all queries (e), and
      // its words may stand apart (c).
      const found = await bench().find("Objekt-Finder", { meanings });
      expect(found.filter((id) => id !== "e" && id !== "c").sort()).toEqual(["a", "d"]);
      expect(await bench().find("radio objekt finder", { meanings })).toContain("d");
      expect(await bench().find("radio objekt finder", { meanings })).not.toContain("a");
      expect(await bench().find("objekt finder radio", { meanings })).toContain("d");
      const counted = await bench().search({ text: "objekt finder", meanings, facets: ["task"] });
      expect(counted.total).toBe(found.length);
      expect(await bench().find("objekt finder")).toEqual([]);
    });

    it("reads words that have a meaning before a synonym that would take one of them", async () => {
      await bench().index([
        { id: "a", title: "Radio star catalogue", terms: ["object detection"] },
        { id: "b", title: "Radio", terms: ["star matching"] },
      ]);
      const meanings = [{ words: "finder star", phrases: ["star matching"] }];
      expect(await bench().find("radio finder star", { meanings })).toEqual(["b"]);
      // Where nothing holds all of it, an engine may look for what comes near (a).
      expect(await bench().find("radio source finder star", { meanings })).not.toContain("b");
    });

    it("is not led astray by meanings that have nothing to do with the text", async () => {
      await bench().index([{ id: "a", title: "Radio" }]);
      const meanings = [
        { words: "", phrases: ["x"] },
        { words: "optical", phrases: ["radio"] },
        { words: "radio", phrases: [] },
        { words: "***", phrases: ["***"] },
      ];
      expect(await bench().find("radio", { meanings })).toEqual(["a"]);
      expect(await bench().find("x-ray", { meanings })).toEqual([]);
      expect(await bench().find("", { meanings })).toEqual(["a"]);
    });

    it("goes on to match the words of a phrase by themselves", async () => {
      await bench().index([
        { id: "a", title: "Finder", summary: "Tells the source." },
        { id: "b", title: "Finder" },
      ]);
      expect(await bench().find("source finder")).toEqual(["a"]);
    });
  });

  describe("strangers' texts", () => {
    const bench = useEngine(create);
    it("takes no text for an operator, and fails on none", async () => {
      await bench().index([
        { id: "a", title: "Near and not far" },
        { id: "b", title: "constructor" },
      ]);
      for (const text of [
        '"',
        '""" OR "a',
        "*",
        "^near",
        "title:near",
        "{title}:near",
        "NEAR(a b)",
        "a AND",
        "NOT near",
        "near OR nothing",
        "'; DROP TABLE hit; --",
        "\u{0}near",
        "\u{d800}",
        "near\u{f8ff}",
        "a".repeat(10_000),
        "word ".repeat(2000),
        Array.from({ length: 2000 }, (_, index) => `w${index}`).join(" "),
      ]) {
        expect((await bench().search({ text })).total, text.slice(0, 30)).toBeLessThanOrEqual(2);
      }
      expect(await bench().find("NEAR AND NOT")).toEqual(["a"]);
      expect(await bench().find("near OR nothing")).toEqual([]);
      expect(await bench().find("constructor")).toEqual(["b"]);
    });

    it("never fails, whatever is typed", async () => {
      await bench().index([{ id: "a", title: "Some words" }]);
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
          const { total } = await bench().search({ text });
          expect([0, 1]).toContain(total);
        }),
        { numRuns: 100 },
      );
    });

    it("finds every title by its own words", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), async (title) => {
          await bench().index([{ id: "a", title }]);
          expect(await bench().find(title)).toEqual(["a"]);
        }),
        { numRuns: 60 },
      );
    });

    it("counts values that look like members of an object", async () => {
      const values = { task: ["constructor", "__proto__", "toString"] };
      await bench().index([{ id: "a", title: "__proto__", values }]);
      const { counts } = await bench().search({ facets: ["task", "__proto__", "constructor"] });
      expect(counts.get("task")).toEqual(new Map(values.task.map((value) => [value, 1])));
      expect((await bench().search({ filters: new Map([["task", ["__proto__"]]]) })).total).toBe(1);
      expect((await bench().search({ filters: new Map([["__proto__", ["x"]]]) })).total).toBe(0);
      expect(await bench().find("proto")).toEqual(["a"]);
    });

    it("gives back texts and cards as they were, quotes and all", async () => {
      const title = `"O'Neil" <b>&amp; \\ 100% 🚀`;
      await bench().index([{ id: `it's "a"`, title, card: title }]);
      const { hits } = await bench().search({ text: "neil" });
      expect(hits[0]?.id).toBe(`it's "a"`);
      expect(hits[0]?.card).toBe(title);
      expect(hits[0]?.highlights[0]?.text).toBe(title);
    });
  });
}
