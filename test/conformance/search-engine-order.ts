import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toDocument, useEngine, type CreateEngine } from "./search-engine-bench.ts";

/** A part of the contract of `SearchEngine`; `testSearchEngine` calls it. */
export function testSearchOrder(create: CreateEngine): void {
  describe("order", () => {
    const bench = useEngine(create);
    it("ranks a title above a term, that above a summary, that above a description", async () => {
      await bench().index([
        { id: "a", description: "word word word word word word word" },
        { id: "b", summary: "A word, one word, the word." },
        { id: "c", terms: ["word"] },
        { id: "d", title: "A very long title with many others in it and just this one word" },
      ]);
      expect(await bench().find("word")).toEqual(["d", "c", "b", "a"]);
    });

    it("ranks by the same order when the words or a phrase's synonym stand in several fields", async () => {
      await bench().index([
        { id: "a", title: "Radio", description: "source extraction" },
        { id: "b", title: "Radio", summary: "Does source extraction." },
        { id: "c", title: "Radio", terms: ["source extraction"] },
        { id: "d", title: "Radio source extraction" },
      ]);
      expect(await bench().find("radio source finder")).toEqual(["d", "c", "b", "a"]);
    });

    it("sorts by date when asked, ties by id", async () => {
      await bench().index([
        { id: "a", title: "Word", updatedAt: "2026-01-01T00:00:00.000Z" },
        { id: "b", summary: "word", updatedAt: "2026-03-01T00:00:00.000Z" },
        { id: "d", summary: "word", updatedAt: "2026-02-01T00:00:00.000Z" },
        { id: "c", summary: "word", updatedAt: "2026-02-01T00:00:00.000Z" },
      ]);
      expect(await bench().find("word", { sort: "newest" })).toEqual(["b", "c", "d", "a"]);
      expect(await bench().find("", { sort: "newest" })).toEqual(["b", "c", "d", "a"]);
    });

    it("gives hits of equal rank in the order of ids, in whatever order they were written", async () => {
      await bench().index([
        { id: "m", title: "Word" },
        { id: "c", title: "Word" },
      ]);
      await bench().engine.upsert([
        toDocument({ id: "z", title: "Word" }),
        toDocument({ id: "a", title: "Word" }),
      ]);
      await bench().engine.upsert([toDocument({ id: "m", title: "Word" })]);
      expect(await bench().find("word")).toEqual(["a", "c", "m", "z"]);
      expect(await bench().find("")).toEqual(["a", "c", "m", "z"]);
    });

    it("cuts every order into pages that never overlap and leave nothing out", async () => {
      const words = ["alpha", "beta", "gamma"];
      const document = fc.record({
        title: fc.constantFrom(...words, "other"),
        summary: fc.constantFrom(...words, ""),
        day: fc.integer({ min: 10, max: 12 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.integer({ min: 100, max: 999 }), { maxLength: 30 }),
          fc.array(document, { minLength: 30, maxLength: 30 }),
          fc.record({
            text: fc.constantFrom("", "alpha", "beta gamma", "a"),
            sort: fc.constantFrom("relevance" as const, "newest" as const),
            limit: fc.integer({ min: 1, max: 7 }),
          }),
          async (ids, documents, { limit, ...query }) => {
            await bench().index(
              ids.map((id, index) => {
                const { title = "", summary = "", day = 10 } = documents[index] ?? {};
                return { id: String(id), title, summary, updatedAt: `2026-01-${day}T00:00:00.000Z` };
              }),
            );
            const whole = await bench().find(query.text, query);
            const pages: string[] = [];
            for (let offset = 0; offset <= whole.length; offset += limit) {
              pages.push(...(await bench().find(query.text, { ...query, offset, limit })));
            }
            expect(pages).toEqual(whole);
            expect(new Set(pages).size).toBe((await bench().search(query)).total);
          },
        ),
        { numRuns: 20 },
      );
    });

    it("gives no hits beyond the end, and the total all the same", async () => {
      await bench().index([{ id: "a" }]);
      const { total, hits } = await bench().search({ offset: 1000 });
      expect([total, hits]).toEqual([1, []]);
    });
  });

  describe("highlights", () => {
    const bench = useEngine(create);
    const marked = async (text: string, field: string): Promise<readonly string[] | undefined> => {
      const { hits } = await bench().search({ text });
      const highlight = hits[0]?.highlights.find((one) => one.field === field);
      return highlight?.ranges.map(({ start, end }) => highlight.text.slice(start, end));
    };

    it("marks words, prefixes and synonyms where they stand", async () => {
      await bench().index([
        { id: "a", title: "Source extraction for images", summary: "Finds image sources." },
      ]);
      expect(await marked("image", "title")).toEqual(["images"]);
      expect(await marked("source finder", "title")).toEqual(["Source extraction"]);
      expect(await marked("images sour", "summary")).toEqual(["image", "sources"]);
    });

    it("leaves out fields that do not match, and marks nothing without a text", async () => {
      await bench().index([{ id: "a", title: "Source", summary: "Nothing" }]);
      expect(await marked("source", "summary")).toBeUndefined();
      expect((await bench().search({})).hits[0]?.highlights).toEqual([]);
    });

    it("counts in UTF-16 units, past emoji and accents of either spelling", async () => {
      await bench().index([{ id: "a", title: "🚀🚀 De\u{301}tection of É́toiles İstanbul word" }]);
      expect(await marked("detection", "title")).toEqual(["De\u{301}tection"]);
      expect(await marked("word", "title")).toEqual(["word"]);
    });

    it("gives the passage of a long description around the best match", async () => {
      const filler = "Lorem 🚀 ipsum dolor sit amet. ".repeat(40);
      await bench().index([
        { id: "a", description: `${filler}One radio here. ${filler}The radio telescope. ${filler}` },
      ]);
      const { hits } = await bench().search({ text: "radio telescope" });
      const [passage] = hits[0]?.highlights ?? [];
      expect(passage?.field).toBe("description");
      expect(passage?.text.length).toBeLessThan(400);
      expect(passage?.text).toContain("The radio telescope.");
      expect(passage?.ranges.map(({ start, end }) => passage.text.slice(start, end))).toEqual([
        "radio",
        "telescope",
      ]);
    });
  });
}
