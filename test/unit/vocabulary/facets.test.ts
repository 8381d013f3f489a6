import { describe, expect, it } from "vitest";
import { loadFiles } from "./vocabulary-folder.ts";

const scheme = (title: string, facet?: string): string =>
  `scheme: {title: ${title}${facet === undefined ? "" : `, facet: ${facet}`}}\nconcepts: {a: {prefLabel: A}}\n`;
const FACETS = `facets:
  - {key: inside, scheme: colour, label: Inside}
  - {key: outside, scheme: colour, label: Outside}
`;

async function keysOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { facets } = await loadFiles(files);
  expect(facets.map(({ order }) => order)).toEqual(facets.map((_, index) => index));
  return facets.map(({ key }) => key);
}

describe("the facet that a scheme says it is", () => {
  it("stands at the place that it asks for among those of facets.yaml, else behind them", async () => {
    const files = { "colour.yaml": scheme("Colours"), "facets.yaml": FACETS };
    expect(
      await keysOf({
        ...files,
        "a.yaml": scheme("A"),
        "b.yaml": scheme("B", "{order: 2}"),
        "z.yaml": scheme("Z", "{order: 1}"),
        "y.yaml": scheme("Y", "{order: 99}"),
      }),
    ).toEqual(["z", "b", "inside", "outside", "y", "a"]);
  });

  it("has its own key, label and number of terms", async () => {
    const { facets } = await loadFiles({
      "shape.yaml": scheme("Shapes", "{key: form, label: Which form, multiple: false}"),
    });
    expect(facets).toEqual([
      { key: "form", scheme: "shape", label: "Which form", order: 0, multiple: false },
    ]);
  });

  it("is none when the scheme says so; its concepts are there all the same", async () => {
    const own = await loadFiles({
      "shape.yaml": scheme("Shapes", "false"),
      "b.yaml": scheme("B"),
    });
    expect(own.facets.map(({ key }) => key)).toEqual(["b"]);
    expect(own.schemes.get("shape")?.concepts.size).toBe(1);
    expect(own.resolve("shape", "a").state).toBe("unknown-facet");
  });

  it("gives way to facets.yaml, which may show a scheme twice", async () => {
    const files = { "colour.yaml": scheme("Colours", "{key: paint}"), "facets.yaml": FACETS };
    expect(await keysOf(files)).toEqual(["inside", "outside"]);
  });

  it("is refused where its key is another's, or one that a search needs itself", async () => {
    const files = { "colour.yaml": scheme("Colours"), "facets.yaml": FACETS };
    await expect(loadFiles({ ...files, "inside.yaml": scheme("I") })).rejects.toThrow(
      /inside\.yaml:1:1: The facet's key "inside" is taken by the scheme "colour"/u,
    );
    await expect(loadFiles({ ...files, "page.yaml": scheme("P") })).rejects.toThrow(
      /page\.yaml:1:1: "page"/u,
    );
    await expect(loadFiles({ "a.yaml": scheme("A", "{key: sort}") })).rejects.toThrow(
      /a\.yaml:1:\d+: .*keeps/u,
    );
    await expect(loadFiles({ "a.yaml": scheme("A", "true") })).rejects.toThrow(/a\.yaml:1:\d+: .*false/u);
  });
});
