import { afterAll, describe, expect, it } from "vitest";
import type { SearchEngine } from "../../../src/search/search-engine.ts";
import { createLiveSearchService } from "../../../src/search/service.ts";
import { createLiveVocabularies } from "../../../src/vocabulary/live-vocabularies.ts";
import { withConcept, withoutFacet } from "../../support/changed-vocabularies.ts";
import { delegate } from "../../support/index-fixture.ts";
import { createFilledSearch, loadShipped } from "./search-fixture.ts";

const first = await loadShipped();
const CONCEPT = { scheme: "task", id: "source-extraction" };
const renamed = withConcept(first, CONCEPT, { prefLabel: "blinkenfinding" });
const { engine } = await createFilledSearch(
  [{ id: "a", title: "Alpha", terms: { task: ["source extraction"] } }],
  first,
);
afterAll(() => engine.close());

const ALL = new URLSearchParams("q=");

describe("a search service whose vocabularies change", () => {
  it("labels, understands, finds values and reads addresses by those of now", async () => {
    const live = createLiveVocabularies(first);
    const service = createLiveSearchService({ engine, live });
    const labels = async (): Promise<readonly string[]> =>
      (await service.search(service.parse(ALL))).facets
        .flatMap(({ values }) => values)
        .filter(({ value }) => value === CONCEPT.id)
        .map(({ label }) => label);
    const values = async (): Promise<number> =>
      (await service.searchValues(service.parse(ALL), "task", "blinkenf")).length;
    expect([await labels(), await values()]).toEqual([["source extraction"], 0]);
    live.replace(renamed);
    expect([await labels(), await values()]).toEqual([["blinkenfinding"], 1]);
    const request = service.parse(new URLSearchParams("q=blinkenfinding&task=photometry"));
    expect((await service.search(request)).understood).toMatchObject([{ value: CONCEPT.id }]);
    expect(service.format(request).get("task")).toBe("photometry");
    live.replace(withoutFacet(renamed, "task"));
    expect(() => service.parse(new URLSearchParams("task=photometry"))).toThrow(/task/u);
    expect((await service.countConcepts("task")).get(CONCEPT.id)).toBe(1);
  });

  it("ends a search with the vocabularies that it began with", async () => {
    const live = createLiveVocabularies(first);
    const slow: SearchEngine = {
      ...delegate(engine),
      replaceAll: (...all) => engine.replaceAll(...all),
      search: async (query) => {
        const result = await engine.search(query);
        live.replace(renamed);
        return result;
      },
    };
    const service = createLiveSearchService({ engine: slow, live });
    const labels = async (): Promise<string> =>
      JSON.stringify((await service.search(service.parse(ALL))).facets[0]?.values);
    expect(await labels()).toContain('"source extraction"');
    expect(await labels()).toContain('"blinkenfinding"');
  });
});
