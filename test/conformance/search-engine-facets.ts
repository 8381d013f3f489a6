import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { EVERYTHING, toDocument, useEngine, type CreateEngine } from "./search-engine-bench.ts";

/** A part of the contract of `SearchEngine`; `testSearchEngine` calls it. */
export function testSearchFacets(create: CreateEngine): void {
  describe("facets", () => {
    const bench = useEngine(create);
    beforeEach(() =>
      bench().index([
        { id: "a", values: { task: ["find"], input: ["image"] }, numbers: { cores: 1 } },
        { id: "b", values: { task: ["find", "measure"], input: ["cube"] }, numbers: { cores: 4 } },
        { id: "c", values: { task: ["measure"], input: ["image"] }, numbers: { cores: 16 } },
        { id: "d", values: { task: ["plot"] } },
      ]),
    );
    const facets = ["task", "input"];

    it("counts documents, and leaves out what counts nothing", async () => {
      const { total, counts } = await bench().search({ facets });
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
      const { total, counts } = await bench().search({ facets, filters: new Map([["task", ["find"]]]) });
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
      const either = await bench().search({ filters: new Map([["task", ["find", "plot"]]]) });
      expect(either.hits.map((hit) => hit.id)).toEqual(["a", "b", "d"]);
      const filters = new Map([
        ["task", ["find", "plot"]],
        ["input", ["cube"]],
      ]);
      const both = await bench().search({ filters, facets });
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
      await bench().engine.upsert([toDocument({ id: "e", values: { task: ["aperture", "measure"] } })]);
      const { hits } = await bench().search({ filters: new Map([["task", ["measure"]]]) });
      expect(hits.map((hit) => hit.id)).toEqual(["b", "c", "e"]);
    });

    it("filters by ranges, ends included, and counts under them", async () => {
      const between = await bench().search({ ranges: new Map([["cores", { min: 4, max: 16 }]]), facets });
      expect(between.hits.map((hit) => hit.id)).toEqual(["b", "c"]);
      expect(between.counts.get("input")).toEqual(
        new Map([
          ["cube", 1],
          ["image", 1],
        ]),
      );
      expect((await bench().search({ ranges: new Map([["cores", { max: 1 }]]) })).total).toBe(1);
      expect((await bench().search({ ranges: new Map([["cores", { min: 5 }]]) })).total).toBe(1);
    });

    it("finds a document without a number only when there is no range", async () => {
      expect((await bench().search({ ranges: new Map([["cores", {}]]) })).total).toBe(4);
      expect((await bench().search({ ranges: new Map([["cores", { min: 0 }]]) })).total).toBe(3);
    });

    it("lets an unknown facet count nothing and filter to nothing", async () => {
      const { counts } = await bench().search({ facets: ["nothing"] });
      expect(counts.get("nothing") ?? new Map()).toEqual(new Map());
      expect((await bench().search({ filters: new Map([["nothing", ["x"]]]) })).total).toBe(0);
      expect((await bench().search({ ranges: new Map([["nothing", { min: 1 }]]) })).total).toBe(0);
    });

    it("lets an unknown value match nothing, and an empty list of values everything", async () => {
      expect((await bench().search({ filters: new Map([["task", ["nothing"]]]) })).total).toBe(0);
      expect((await bench().search({ filters: new Map([["task", ["nothing", "plot"]]]) })).total).toBe(1);
      expect((await bench().search({ filters: new Map([["task", []]]) })).total).toBe(4);
    });

    it("counts the values named, whatever their own filter says", async () => {
      const query = {
        ...EVERYTHING,
        filters: new Map([
          ["task", ["plot"]],
          ["input", ["image"]],
        ]),
      };
      const counts = await bench().engine.countValues(query, "task", ["find", "measure", "nothing"]);
      expect(counts).toEqual(
        new Map([
          ["find", 1],
          ["measure", 1],
        ]),
      );
      expect(await bench().engine.countValues(query, "nothing", ["find"])).toEqual(new Map());
    });

    it("gives counts without hits when no hits are wanted", async () => {
      const { total, hits, counts } = await bench().search({ limit: 0, facets: ["task"] });
      expect([total, hits.length, counts.get("task")?.get("find")]).toEqual([4, 0, 2]);
    });

    it("counts like a plain look at every document, whatever is filtered", async () => {
      const values = ["p", "q", "r"];
      const document = fc.record({ task: fc.subarray(values), input: fc.subarray(values) });
      const filters = fc.record({ task: fc.subarray(values), input: fc.subarray(values) });
      await fc.assert(
        fc.asyncProperty(fc.array(document, { maxLength: 12 }), filters, async (documents, chosen) => {
          await bench().index(documents.map((one, index) => ({ id: `d${10 + index}`, values: one })));
          const { total, counts } = await bench().search({
            facets,
            filters: new Map(Object.entries(chosen)),
          });
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
