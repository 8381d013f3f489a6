import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  IndexSettings,
  SearchDocument,
  SearchEngine,
  SearchQuery,
  SearchResult,
} from "../../src/search/search-engine.ts";

type Parts = Partial<Omit<SearchDocument, "values" | "numbers">> & {
  readonly id: string;
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly numbers?: Readonly<Record<string, number>>;
};

/** A document of which only what matters is said. */
export function toDocument({ values, numbers, ...parts }: Parts): SearchDocument {
  return {
    title: "Untitled",
    summary: "",
    terms: [],
    keywords: [],
    names: [],
    description: "",
    updatedAt: "2026-01-01T00:00:00.000Z",
    card: JSON.stringify({ id: parts.id }),
    ...parts,
    values: new Map(Object.entries(values ?? {})),
    numbers: new Map(Object.entries(numbers ?? {})),
  };
}

export const SETTINGS: IndexSettings = {
  facets: [
    { key: "task", kind: "values" },
    { key: "input", kind: "values" },
    { key: "cores", kind: "number" },
  ],
  synonyms: new Map([
    ["source finder", ["source extraction", "object detection"]],
    ["source extraction", ["source finder", "object detection"]],
    ["object detection", ["source finder", "source extraction"]],
  ]),
};

export const EVERYTHING: SearchQuery = {
  text: "",
  filters: new Map(),
  ranges: new Map(),
  sort: "relevance",
  offset: 0,
  limit: 100,
  facets: [],
};

/** What an adapter's test file gives: a new, empty engine that no other test uses. */
export type CreateEngine = () => Promise<SearchEngine>;

/** The contract of `SearchEngine`. Every adapter's test file calls this and adds only what is its own. */
export function testSearchEngine(name: string, create: CreateEngine): void {
  describe(`search engine contract: ${name}`, () => {
    let engine: SearchEngine;
    beforeEach(async () => {
      engine = await create();
    });
    afterEach(() => engine.close());

    const fill = (documents: readonly Parts[]): Promise<void> =>
      engine.replaceAll(documents.map(toDocument), SETTINGS, "hash-1");
    const search = (query: Partial<SearchQuery>): Promise<SearchResult> =>
      engine.search({ ...EVERYTHING, ...query });
    const find = async (text: string, query: Partial<SearchQuery> = {}): Promise<readonly string[]> =>
      (await search({ ...query, text })).hits.map((hit) => hit.id);

    testWrites();
    testFacets();
    testText();
    testOrder();
    testHighlights();
    testStrangers();

    function testWrites(): void {
      describe("writes", () => {
        it("says how many documents there are and keeps the hash of the settings", async () => {
          await fill([{ id: "a" }, { id: "b" }]);
          expect(await engine.describe()).toEqual({ documents: 2, settingsHash: "hash-1" });
        });

        it("has no hash before it was ever filled", async () => {
          expect(await engine.describe()).toEqual({ documents: 0, settingsHash: undefined });
          expect((await search({ facets: ["task"] })).total).toBe(0);
        });

        it("shows a document to the next search", async () => {
          await fill([{ id: "a", title: "Anchor" }]);
          await engine.upsert([toDocument({ id: "b", title: "Buoy" })]);
          expect(await find("buoy")).toEqual(["b"]);
          expect(await find("anchor")).toEqual(["a"]);
        });

        it("replaces the words, values, numbers and card of a document that it knows", async () => {
          await fill([
            { id: "a", title: "Anchor", values: { task: ["x"] }, numbers: { cores: 1 }, card: "old" },
          ]);
          await engine.upsert([
            toDocument({
              id: "a",
              title: "Buoy",
              values: { task: ["y"] },
              numbers: { cores: 8 },
              card: "new",
            }),
          ]);
          expect(await find("anchor")).toEqual([]);
          const { total, hits, counts } = await search({ text: "buoy", facets: ["task"] });
          expect([total, hits[0]?.card]).toEqual([1, "new"]);
          expect(counts.get("task")).toEqual(new Map([["y", 1]]));
          expect((await search({ ranges: new Map([["cores", { max: 4 }]]) })).total).toBe(0);
          expect((await engine.describe()).documents).toBe(1);
        });

        it("takes the last of two documents with one id", async () => {
          await fill([
            { id: "a", title: "Anchor" },
            { id: "a", title: "Buoy" },
          ]);
          expect(await find("")).toEqual(["a"]);
          expect(await find("buoy")).toEqual(["a"]);
        });

        it("removes a document from text, facets and total, and does not mind an unknown id", async () => {
          await fill([
            { id: "a", title: "Anchor", values: { task: ["x"] } },
            { id: "b", values: { task: ["x"] } },
          ]);
          await engine.remove(["a", "nobody"]);
          expect(await find("anchor")).toEqual([]);
          const { total, counts } = await search({ facets: ["task"] });
          expect(total).toBe(1);
          expect(counts.get("task")).toEqual(new Map([["x", 1]]));
        });

        it("takes a removed document again", async () => {
          await fill([{ id: "a", title: "Anchor" }, { id: "b" }]);
          await engine.remove(["a"]);
          await engine.upsert([toDocument({ id: "a", title: "Anchor" })]);
          expect(await find("anchor")).toEqual(["a"]);
          expect(await find("")).toEqual(["a", "b"]);
        });

        it("counts a value that a document carries twice once", async () => {
          await fill([{ id: "a", values: { task: ["x", "x"] } }]);
          expect((await search({ facets: ["task"] })).counts.get("task")).toEqual(new Map([["x", 1]]));
          await engine.remove(["a"]);
          expect((await search({ facets: ["task"] })).counts.get("task")).toEqual(new Map());
        });

        it("shows the old generation whole until the new one is whole", async () => {
          await fill([{ id: "a" }, { id: "b" }]);
          const seen: string[] = [];
          async function* slowly(): AsyncGenerator<SearchDocument> {
            for (let number = 0; number < 450; number += 1) {
              yield toDocument({ id: `new-${String(number).padStart(3, "0")}` });
              if (number % 90 === 0) seen.push((await find("")).join(" "));
            }
          }
          await engine.replaceAll(slowly(), SETTINGS, "hash-2");
          expect(new Set(seen)).toEqual(new Set(["a b"]));
          expect((await search({})).total).toBe(450);
          expect(await engine.describe()).toEqual({ documents: 450, settingsHash: "hash-2" });
        });

        it("keeps the old generation when the new one cannot be filled", async () => {
          await fill([{ id: "a" }]);
          async function* broken(): AsyncGenerator<SearchDocument> {
            yield toDocument({ id: "z" });
            throw new Error("The store went away.");
          }
          await expect(engine.replaceAll(broken(), SETTINGS, "hash-2")).rejects.toThrow(
            "The store went away.",
          );
          expect(await find("")).toEqual(["a"]);
          expect((await engine.describe()).settingsHash).toBe("hash-1");
        });

        it("does not lose what is written while a new generation is filled", async () => {
          await fill([{ id: "a" }, { id: "b" }]);
          async function* meanwhile(): AsyncGenerator<SearchDocument> {
            yield toDocument({ id: "a" });
            await engine.upsert([toDocument({ id: "late", title: "Latecomer" })]);
            await engine.remove(["a"]);
            expect(await find("latecomer")).toEqual(["late"]);
            yield toDocument({ id: "b" });
          }
          await engine.replaceAll(meanwhile(), SETTINGS, "hash-2");
          expect(await find("")).toEqual(["b", "late"]);
        });

        it("takes other facets and synonyms with a new generation", async () => {
          await fill([{ id: "a", values: { task: ["x"], colour: ["red"] } }]);
          await engine.replaceAll(
            [toDocument({ id: "a", title: "Skiff", values: { task: ["x"], colour: ["red"] } })],
            { facets: [{ key: "colour", kind: "values" }], synonyms: new Map([["boat", ["skiff"]]]) },
            "hash-2",
          );
          const { counts } = await search({ facets: ["task", "colour"] });
          expect(counts.get("colour")).toEqual(new Map([["red", 1]]));
          expect(counts.get("task") ?? new Map()).toEqual(new Map());
          expect(await find("boat")).toEqual(["a"]);
        });

        it("fails with ENGINE_UNAVAILABLE once it is closed", async () => {
          await engine.close();
          await expect(search({})).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
          await expect(engine.upsert([])).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
        });
      });
    }

    function testFacets(): void {
      describe("facets", () => {
        beforeEach(() =>
          fill([
            { id: "a", values: { task: ["find"], input: ["image"] }, numbers: { cores: 1 } },
            { id: "b", values: { task: ["find", "measure"], input: ["cube"] }, numbers: { cores: 4 } },
            { id: "c", values: { task: ["measure"], input: ["image"] }, numbers: { cores: 16 } },
            { id: "d", values: { task: ["plot"] } },
          ]),
        );
        const facets = ["task", "input"];

        it("counts documents, and leaves out what counts nothing", async () => {
          const { total, counts } = await search({ facets });
          expect(total).toBe(4);
          expect(counts.get("task")).toEqual(
            new Map([
              ["find", 2],
              ["measure", 2],
              ["plot", 1],
            ]),
          );
          expect(counts.get("input")).toEqual(
            new Map([
              ["image", 2],
              ["cube", 1],
            ]),
          );
        });

        it("counts a facet as if its own filter were not set, and under all other filters", async () => {
          const { total, counts } = await search({ facets, filters: new Map([["task", ["find"]]]) });
          expect(total).toBe(2);
          expect(counts.get("task")).toEqual(
            new Map([
              ["find", 2],
              ["measure", 2],
              ["plot", 1],
            ]),
          );
          expect(counts.get("input")).toEqual(
            new Map([
              ["image", 1],
              ["cube", 1],
            ]),
          );
        });

        it("takes values of one facet as alternatives and facets as conditions", async () => {
          const either = await search({ filters: new Map([["task", ["find", "plot"]]]) });
          expect(either.hits.map((hit) => hit.id)).toEqual(["a", "b", "d"]);
          const filters = new Map([
            ["task", ["find", "plot"]],
            ["input", ["cube"]],
          ]);
          const both = await search({ filters, facets });
          expect(both.hits.map((hit) => hit.id)).toEqual(["b"]);
          expect(both.counts.get("task")).toEqual(
            new Map([
              ["find", 1],
              ["measure", 1],
            ]),
          );
          expect(both.counts.get("input")).toEqual(
            new Map([
              ["image", 1],
              ["cube", 1],
            ]),
          );
        });

        it("finds a document by a broader value that it carries", async () => {
          await engine.upsert([toDocument({ id: "e", values: { task: ["aperture", "measure"] } })]);
          const { hits } = await search({ filters: new Map([["task", ["measure"]]]) });
          expect(hits.map((hit) => hit.id)).toEqual(["b", "c", "e"]);
        });

        it("filters by ranges, ends included, and counts under them", async () => {
          const between = await search({ ranges: new Map([["cores", { min: 4, max: 16 }]]), facets });
          expect(between.hits.map((hit) => hit.id)).toEqual(["b", "c"]);
          expect(between.counts.get("input")).toEqual(
            new Map([
              ["cube", 1],
              ["image", 1],
            ]),
          );
          expect((await search({ ranges: new Map([["cores", { max: 1 }]]) })).total).toBe(1);
          expect((await search({ ranges: new Map([["cores", { min: 5 }]]) })).total).toBe(1);
        });

        it("finds a document without a number only when there is no range", async () => {
          expect((await search({ ranges: new Map([["cores", {}]]) })).total).toBe(4);
          expect((await search({ ranges: new Map([["cores", { min: 0 }]]) })).total).toBe(3);
        });

        it("lets an unknown facet count nothing and filter to nothing", async () => {
          const { counts } = await search({ facets: ["nothing"] });
          expect(counts.get("nothing") ?? new Map()).toEqual(new Map());
          expect((await search({ filters: new Map([["nothing", ["x"]]]) })).total).toBe(0);
          expect((await search({ ranges: new Map([["nothing", { min: 1 }]]) })).total).toBe(0);
        });

        it("lets an unknown value match nothing, and an empty list of values everything", async () => {
          expect((await search({ filters: new Map([["task", ["nothing"]]]) })).total).toBe(0);
          expect((await search({ filters: new Map([["task", ["nothing", "plot"]]]) })).total).toBe(1);
          expect((await search({ filters: new Map([["task", []]]) })).total).toBe(4);
        });

        it("counts the values named, whatever their own filter says", async () => {
          const query = {
            ...EVERYTHING,
            filters: new Map([
              ["task", ["plot"]],
              ["input", ["image"]],
            ]),
          };
          const counts = await engine.countValues(query, "task", ["find", "measure", "nothing"]);
          expect(counts).toEqual(
            new Map([
              ["find", 1],
              ["measure", 1],
            ]),
          );
          expect(await engine.countValues(query, "nothing", ["find"])).toEqual(new Map());
        });

        it("gives counts without hits when no hits are wanted", async () => {
          const { total, hits, counts } = await search({ limit: 0, facets: ["task"] });
          expect([total, hits.length, counts.get("task")?.get("find")]).toEqual([4, 0, 2]);
        });

        it("counts like a plain look at every document, whatever is filtered", async () => {
          const values = ["p", "q", "r"];
          const document = fc.record({ task: fc.subarray(values), input: fc.subarray(values) });
          const filters = fc.record({ task: fc.subarray(values), input: fc.subarray(values) });
          await fc.assert(
            fc.asyncProperty(fc.array(document, { maxLength: 12 }), filters, async (documents, chosen) => {
              await fill(documents.map((one, index) => ({ id: `d${10 + index}`, values: one })));
              const { total, counts } = await search({ facets, filters: new Map(Object.entries(chosen)) });
              const passes = (one: (typeof documents)[number], but?: string): boolean =>
                (["task", "input"] as const).every(
                  (facet) =>
                    facet === but ||
                    chosen[facet].length === 0 ||
                    chosen[facet].some((value) => one[facet].includes(value)),
                );
              expect(total).toBe(documents.filter((one) => passes(one)).length);
              for (const facet of ["task", "input"] as const) {
                const expected = values
                  .map((value): [string, number] => [
                    value,
                    documents.filter((one) => passes(one, facet) && one[facet].includes(value)).length,
                  ])
                  .filter(([, count]) => count > 0);
                expect(counts.get(facet)).toEqual(new Map(expected));
              }
            }),
            { numRuns: 25 },
          );
        });
      });
    }

    function testText(): void {
      describe("text", () => {
        it("looks in title, terms, keywords, names, summary and description", async () => {
          await fill([
            { id: "a", title: "Word" },
            { id: "b", terms: ["word"] },
            { id: "c", keywords: ["word"] },
            { id: "d", names: ["Word, A."] },
            { id: "e", summary: "A word." },
            { id: "f", description: "Some words; a word." },
            { id: "g", title: "Nothing" },
          ]);
          expect([...(await find("word"))].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
        });

        it("matches everything when the text is empty or holds no word", async () => {
          await fill([{ id: "a" }, { id: "b" }]);
          for (const text of ["", "   ", "***", '"', "🚀"]) expect(await find(text)).toEqual(["a", "b"]);
        });

        it("wants every word, wherever it stands", async () => {
          await fill([
            { id: "a", title: "Radio", summary: "Finds sources." },
            { id: "b", title: "Radio" },
            { id: "c", terms: ["radio"], keywords: ["sources"] },
          ]);
          expect(await find("radio sources")).toEqual(["a", "c"]);
          expect(await find("sources radio")).toEqual(["a", "c"]);
        });

        it("takes the last word as a prefix, and only the last", async () => {
          await fill([
            { id: "a", title: "Photometry of galaxies" },
            { id: "b", terms: ["photometry"] },
          ]);
          for (const text of ["p", "ph", "photo", "photometr"]) expect(await find(text)).toEqual(["a", "b"]);
          expect(await find("galaxies pho")).toEqual(["a"]);
          expect(await find("pho galaxies")).toEqual([]);
        });

        it("ranks a document that holds the last word itself above one whose word goes on", async () => {
          await fill([
            { id: "a", title: "Starting points" },
            { id: "b", title: "Many a star here" },
          ]);
          expect(await find("star")).toEqual(["b", "a"]);
        });

        it("does not mind case, accents or a plural s", async () => {
          await fill([
            { id: "a", title: "Détection d'Étoiles" },
            { id: "b", summary: "Images and galaxies" },
          ]);
          expect(await find("DETECTION etoiles")).toEqual(["a"]);
          expect(await find("détection étoile")).toEqual(["a"]);
          expect(await find("image galaxy")).toEqual(["b"]);
        });

        it("finds documents that hold a synonym of a phrase in the query", async () => {
          await fill([
            { id: "a", title: "Source finder" },
            { id: "b", terms: ["source extraction"] },
            { id: "c", summary: "For object detection in images." },
            { id: "d", summary: "An object, and a detection." },
            { id: "e", title: "Extraction at the source" },
          ]);
          expect([...(await find("source finder"))].sort()).toEqual(["a", "b", "c"]);
          expect([...(await find("Source-Finders"))].sort()).toEqual(["a", "b", "c"]);
          expect(await find("source finder images")).toEqual(["c"]);
        });

        it("goes on to match the words of a phrase by themselves", async () => {
          await fill([
            { id: "a", title: "Finder", summary: "Tells the source." },
            { id: "b", title: "Finder" },
          ]);
          expect(await find("source finder")).toEqual(["a"]);
        });
      });
    }

    function testOrder(): void {
      describe("order", () => {
        it("ranks a title above a term, that above a summary, that above a description", async () => {
          await fill([
            { id: "a", description: "word word word word word word word" },
            { id: "b", summary: "A word, one word, the word." },
            { id: "c", terms: ["word"] },
            { id: "d", title: "A very long title with many others in it and just this one word" },
          ]);
          expect(await find("word")).toEqual(["d", "c", "b", "a"]);
        });

        it("ranks by the same order when the words or a phrase's synonym stand in several fields", async () => {
          await fill([
            { id: "a", title: "Radio", description: "source extraction" },
            { id: "b", title: "Radio", summary: "Does source extraction." },
            { id: "c", title: "Radio", terms: ["source extraction"] },
            { id: "d", title: "Radio source extraction" },
          ]);
          expect(await find("radio source finder")).toEqual(["d", "c", "b", "a"]);
        });

        it("sorts by date when asked, ties by id", async () => {
          await fill([
            { id: "a", title: "Word", updatedAt: "2026-01-01T00:00:00.000Z" },
            { id: "b", summary: "word", updatedAt: "2026-03-01T00:00:00.000Z" },
            { id: "d", summary: "word", updatedAt: "2026-02-01T00:00:00.000Z" },
            { id: "c", summary: "word", updatedAt: "2026-02-01T00:00:00.000Z" },
          ]);
          expect(await find("word", { sort: "newest" })).toEqual(["b", "c", "d", "a"]);
          expect(await find("", { sort: "newest" })).toEqual(["b", "c", "d", "a"]);
        });

        it("gives hits of equal rank in the order of ids, in whatever order they were written", async () => {
          await fill([
            { id: "m", title: "Word" },
            { id: "c", title: "Word" },
          ]);
          await engine.upsert([
            toDocument({ id: "z", title: "Word" }),
            toDocument({ id: "a", title: "Word" }),
          ]);
          await engine.upsert([toDocument({ id: "m", title: "Word" })]);
          expect(await find("word")).toEqual(["a", "c", "m", "z"]);
          expect(await find("")).toEqual(["a", "c", "m", "z"]);
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
                await fill(
                  ids.map((id, index) => {
                    const { title = "", summary = "", day = 10 } = documents[index] ?? {};
                    return { id: String(id), title, summary, updatedAt: `2026-01-${day}T00:00:00.000Z` };
                  }),
                );
                const whole = await find(query.text, query);
                const pages: string[] = [];
                for (let offset = 0; offset <= whole.length; offset += limit) {
                  pages.push(...(await find(query.text, { ...query, offset, limit })));
                }
                expect(pages).toEqual(whole);
                expect(new Set(pages).size).toBe((await search(query)).total);
              },
            ),
            { numRuns: 20 },
          );
        });

        it("gives no hits beyond the end, and the total all the same", async () => {
          await fill([{ id: "a" }]);
          const { total, hits } = await search({ offset: 1000 });
          expect([total, hits]).toEqual([1, []]);
        });
      });
    }

    function testHighlights(): void {
      describe("highlights", () => {
        const marked = async (text: string, field: string): Promise<readonly string[] | undefined> => {
          const { hits } = await search({ text });
          const highlight = hits[0]?.highlights.find((one) => one.field === field);
          return highlight?.ranges.map(({ start, end }) => highlight.text.slice(start, end));
        };

        it("marks words, prefixes and synonyms where they stand", async () => {
          await fill([{ id: "a", title: "Source extraction for images", summary: "Finds image sources." }]);
          expect(await marked("image", "title")).toEqual(["images"]);
          expect(await marked("source finder", "title")).toEqual(["Source extraction"]);
          expect(await marked("images sour", "summary")).toEqual(["image", "sources"]);
        });

        it("leaves out fields that do not match, and marks nothing without a text", async () => {
          await fill([{ id: "a", title: "Source", summary: "Nothing" }]);
          expect(await marked("source", "summary")).toBeUndefined();
          expect((await search({})).hits[0]?.highlights).toEqual([]);
        });

        it("counts in UTF-16 units, past emoji and accents of either spelling", async () => {
          await fill([{ id: "a", title: "🚀🚀 De\u{301}tection of É́toiles İstanbul word" }]);
          expect(await marked("detection", "title")).toEqual(["De\u{301}tection"]);
          expect(await marked("word", "title")).toEqual(["word"]);
        });

        it("gives the passage of a long description around the best match", async () => {
          const filler = "Lorem 🚀 ipsum dolor sit amet. ".repeat(40);
          await fill([
            { id: "a", description: `${filler}One radio here. ${filler}The radio telescope. ${filler}` },
          ]);
          const { hits } = await search({ text: "radio telescope" });
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

    function testStrangers(): void {
      describe("strangers' texts", () => {
        it("takes no text for an operator, and fails on none", async () => {
          await fill([
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
            expect((await search({ text })).total, text.slice(0, 30)).toBeLessThanOrEqual(2);
          }
          expect(await find("NEAR AND NOT")).toEqual(["a"]);
          expect(await find("near OR nothing")).toEqual([]);
          expect(await find("constructor")).toEqual(["b"]);
        });

        it("never fails, whatever is typed", async () => {
          await fill([{ id: "a", title: "Some words" }]);
          await fc.assert(
            fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
              const { total } = await search({ text });
              expect([0, 1]).toContain(total);
            }),
            { numRuns: 200 },
          );
        });

        it("finds every title by its own words", async () => {
          await fc.assert(
            fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), async (title) => {
              await fill([{ id: "a", title }]);
              expect(await find(title)).toEqual(["a"]);
            }),
            { numRuns: 60 },
          );
        });

        it("counts values that look like members of an object", async () => {
          const values = { task: ["constructor", "__proto__", "toString"] };
          await fill([{ id: "a", title: "__proto__", values }]);
          const { counts } = await search({ facets: ["task", "__proto__", "constructor"] });
          expect(counts.get("task")).toEqual(new Map(values.task.map((value) => [value, 1])));
          expect((await search({ filters: new Map([["task", ["__proto__"]]]) })).total).toBe(1);
          expect((await search({ filters: new Map([["__proto__", ["x"]]]) })).total).toBe(0);
          expect(await find("proto")).toEqual(["a"]);
        });

        it("gives back texts and cards as they were, quotes and all", async () => {
          const title = `"O'Neil" <b>&amp; \\ 100% 🚀`;
          await fill([{ id: `it's "a"`, title, card: title }]);
          const { hits } = await search({ text: "neil" });
          expect(hits[0]?.id).toBe(`it's "a"`);
          expect(hits[0]?.card).toBe(title);
          expect(hits[0]?.highlights[0]?.text).toBe(title);
        });
      });
    }
  });
}
