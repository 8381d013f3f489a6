import { afterAll, describe, expect, it } from "vitest";
import type { ManifestModel } from "../../../src/manifest/model.ts";
import type { SearchAnswer } from "../../../src/search/search-service.ts";
import { createFilledSearch, loadShipped } from "./search-fixture.ts";

const compute = (cores: number): Partial<ManifestModel> => ({
  compute: { kind: "simple-compute-resource", kindState: "concrete", cores: { min: cores }, volumes: [] },
});
const notebook: Partial<ManifestModel> = {
  executable: { kind: "jupyter-notebook", kindState: "concrete", location: "https://example.org/a.ipynb" },
};

const vocabularies = await loadShipped();
const { engine, service } = await createFilledSearch(
  [
    {
      id: "a",
      title: "Alpha",
      terms: { task: ["source extraction"], input: ["image"] },
      model: compute(1),
      license: "MIT",
    },
    {
      id: "b",
      title: "Beta",
      terms: { task: ["photometry"], input: ["image"] },
      model: compute(8),
      license: "MIT",
    },
    { id: "c", title: "Gamma", terms: { task: ["source extraction"], input: ["cube"] }, model: notebook },
  ],
  vocabularies,
);
afterAll(() => engine.close());

const parse = (query: string) => service.parse(new URLSearchParams(query));
const search = (query: string): Promise<SearchAnswer> => service.search(parse(query));
const titles = async (query: string): Promise<readonly string[]> =>
  (await search(query)).hits.map((hit) => hit.title);
const failure = (query: string): unknown => {
  try {
    return parse(query);
  } catch (error) {
    return error;
  }
};

describe("the address of a search", () => {
  it("is read: text, facets, ranges, sort, page and size", () => {
    expect(
      parse("q=+red++&task=photometry&task=imaging&task=photometry&cores.max=4&sort=newest&page=2&size=5"),
    ).toEqual({
      text: "red",
      filters: new Map([["task", ["photometry", "imaging"]]]),
      ranges: new Map([["cores", { max: 4 }]]),
      sort: "newest",
      page: 2,
      pageSize: 5,
    });
  });

  it("has defaults, and takes the empty fields of a form for absent", () => {
    const empty = parse("q=&task=&cores.min=&cores.max=+&sort=&page=&size=");
    expect(empty).toEqual(parse(""));
    expect(empty).toMatchObject({ text: "", sort: "relevance", page: 1, pageSize: 20 });
  });

  it("is written with what differs from the default, in one order, and read back", () => {
    const request = parse("page=3&memory.min=0.5&input=cube&sort=newest&task=b&task=a&q=x&size=10");
    const written = service.format(request).toString();
    expect(written).toBe("q=x&task=b&task=a&input=cube&memory.min=0.5&sort=newest&page=3&size=10");
    expect(parse(written)).toEqual(request);
    expect(service.format(parse("")).toString()).toBe("");
  });

  it.each([
    ["taks=a", '"taks"', "task"],
    ["inputs=a", '"inputs"', "input"],
    ["cores=4", '"cores"', "cores.min"],
    ["core.max=4", '"core.max"', "cores.max"],
    ["__proto__=a", '"__proto__"', "A search takes"],
    ["cores.min=four", '"four"', "number"],
    ["cores.min=-1", '"-1"', "number"],
    ["cores.min=1e9", '"1e9"', "number"],
    ["cores.min=8&cores.max=4", "8", "smaller"],
    ["sort=oldest", '"oldest"', "newest"],
    ["page=0", '"0"', "whole number"],
    ["page=1.5", '"1.5"', "whole number"],
    ["page=99999999999", '"99999999999"', "whole number"],
    ["size=101", '"101"', "from 1 to 100"],
    [`q=${"x".repeat(501)}`, "501 characters", "500"],
    [`q=${"word ".repeat(2000)}`, "characters", "500"],
    [Array.from({ length: 51 }, (_, at) => `task=x${at}`).join("&"), "51 values of facets", "at most 50"],
  ])("is refused when it says %.40s", (query, value, hint) => {
    expect(failure(query)).toMatchObject({
      code: "INVALID_QUERY",
      message: expect.stringContaining(value),
      hint: expect.stringContaining(hint),
    });
  });
});

describe("a search", () => {
  it("gives cards with the labels of their own terms", async () => {
    const { hits, total, pages } = await search("q=alpha");
    expect([total, pages]).toEqual([1, 1]);
    expect(hits[0]).toMatchObject({
      path: "local.examples/a",
      kind: "docker-container",
      license: "MIT",
      pinned: false,
      terms: [
        { facet: "task", value: "source-extraction", label: "source extraction" },
        { facet: "input", value: "image" },
      ],
      highlights: [{ field: "title", text: "Alpha", ranges: [{ start: 0, end: 5 }] }],
    });
  });

  it("lists facets in their order: concepts first, then how it runs, licence and source", async () => {
    const { facets, numbers } = await search("");
    expect(facets.map((facet) => facet.key)).toEqual([
      "task",
      "input",
      "output",
      "domain",
      "object",
      "messenger",
      "level",
      "kind",
      "category",
      "vetted",
      "pinned",
      "license",
      "source",
    ]);
    expect(numbers.map(({ key, unit }) => [key, unit])).toEqual([
      ["cores", "cores"],
      ["memory", "GiB"],
    ]);
    expect(facets.find(({ key }) => key === "kind")?.values).toEqual([
      { value: "docker-container", label: "Container (Docker, OCI)", count: 2, selected: false, depth: 0 },
      { value: "jupyter-notebook", label: "Jupyter notebook", count: 1, selected: false, depth: 0 },
    ]);
  });

  it("lists concepts as a tree: parents before children, each a step deeper, none without a count", async () => {
    const { facets } = await search("");
    const values = facets[0]?.values ?? [];
    expect(values.length).toBeGreaterThan(3);
    const places = new Map(values.map(({ value }, place) => [value, place]));
    for (const { value, depth, count } of values) {
      const concept = vocabularies.findConcept("task", value);
      expect(count).toBeGreaterThan(0);
      expect(depth === 0).toBe(concept?.broader.length === 0);
      for (const broader of concept?.broader ?? []) {
        expect(places.get(broader), `${broader} above ${value}`).toBeLessThan(places.get(value) ?? 0);
      }
    }
    expect(values.find(({ value }) => value === "source-extraction")?.count).toBe(2);
  });

  it("keeps a selected value at zero, and one that nobody knows", async () => {
    const { total, facets } = await search("task=synthesis-imaging&task=nonsense&license=None");
    expect(total).toBe(0);
    const chosen = facets.flatMap((facet) => facet.values.filter((value) => value.selected));
    expect(chosen.map(({ value, count }) => [value, count])).toEqual([
      ["synthesis-imaging", 0],
      ["nonsense", 0],
      ["None", 0],
    ]);
  });

  it("filters by concepts, broader ones too, by properties and by ranges", async () => {
    expect(await titles("task=source-extraction")).toEqual(["Alpha", "Gamma"]);
    expect(await titles("task=source-extraction&task=photometry&input=image")).toEqual(["Alpha", "Beta"]);
    expect(await titles("task=detection")).toEqual(["Alpha", "Gamma"]);
    expect(await titles("kind=jupyter-notebook")).toEqual(["Gamma"]);
    expect(await titles("cores.max=4")).toEqual(["Alpha"]);
    expect((await search("cores.max=4")).numbers[0]?.range).toEqual({ max: 4 });
  });

  it("pages, and refuses a page beyond the end with the last one named", async () => {
    expect(await titles("size=2")).toEqual(["Alpha", "Beta"]);
    expect(await titles("size=2&page=2")).toEqual(["Gamma"]);
    await expect(search("size=2&page=3")).rejects.toMatchObject({
      code: "INVALID_QUERY",
      message: expect.stringContaining("The last page is 2."),
    });
    expect((await search("q=nothingatall")).pages).toBe(0);
  });

  it("says what words were understood as, in each facet where that can be chosen", async () => {
    const { understood } = await search("q=fast+Source-Finders+for+images");
    const sure = { state: "sure", narrower: expect.any(Number) };
    const image = { words: "images", value: "image", label: "Image", ...sure };
    expect(understood).toEqual([
      {
        words: "Source-Finders",
        facet: "task",
        value: "source-extraction",
        label: "source extraction",
        ...sure,
      },
      { ...image, facet: "input" },
      { ...image, facet: "output" },
    ]);
    expect((await search("q=alpha+beta")).understood).toEqual([]);
  });

  it("reads what software does where words could go with either neighbour", async () => {
    const { understood } = await search("q=radio+source+finder");
    expect(understood).toContainEqual(
      expect.objectContaining({ words: "source finder", value: "source-extraction" }),
    );
    expect(understood.map(({ words }) => words)).not.toContain("radio source");
  });
});

describe("values of a facet", () => {
  it("are found by label or synonym, with the counts of the search", async () => {
    const values = await service.searchValues(parse("input=cube"), "task", "Finder");
    expect(values).toMatchObject([{ value: "source-extraction", count: 1, selected: false }]);
    expect(await service.searchValues(parse(""), "task", "nothing like it")).toEqual([]);
  });

  it("are counted without the facet's own filter, and stay when they are selected", async () => {
    const values = await service.searchValues(parse("task=synthesis-imaging"), "task", "i");
    expect(values.find(({ value }) => value === "source-extraction")?.count).toBe(2);
    expect(values.find(({ value }) => value === "synthesis-imaging")).toMatchObject({
      count: 0,
      selected: true,
    });
  });

  it("are found for properties too, and an unknown facet is refused", async () => {
    expect(await service.searchValues(parse(""), "kind", "JUPYTER")).toMatchObject([
      { value: "jupyter-notebook", count: 1 },
    ]);
    await expect(service.searchValues(parse(""), "taks", "x")).rejects.toMatchObject({
      code: "INVALID_QUERY",
    });
  });

  it("are counted for trees with narrower concepts included", async () => {
    const counts = await service.countConcepts("task");
    expect(counts.get("source-extraction")).toBe(2);
    expect(counts.get("detection")).toBe(2);
    expect(await service.countConcepts("nothing")).toEqual(new Map());
  });
});
