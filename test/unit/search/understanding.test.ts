import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { createUnderstanding } from "../../../src/search/understanding.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { createFilledSearch } from "./search-fixture.ts";

const folder = mkdtempSync(path.join(tmpdir(), "execat-understanding-"));
writeFileSync(
  path.join(folder, "craft.yaml"),
  stringify({
    scheme: { title: "Crafts", language: "en", facet: { key: "craft", label: "Craft" } },
    concepts: {
      joinery: {
        prefLabel: { en: "joinery", de: "Tischlerei" },
        altLabel: { en: ["joining of timber"], de: ["Schreinerei"] },
        hiddenLabel: { en: ["joinrey"], de: ["Tischelrei"] },
        definition: "Making things of wood.",
      },
      dovetail: {
        prefLabel: "dovetail analysis",
        altLabel: ["dove-tail modelling"],
        broader: "joinery",
        definition: "Corners.",
      },
      mitre: { prefLabel: "fibre joint", broader: ["joinery", "dovetail"], definition: "Other corners." },
      butt: { prefLabel: "butt joint", broader: "dovetail", deprecated: true, definition: "Plain corners." },
      peg: { prefLabel: "peg joint", broader: "butt", definition: "Corners with a peg." },
      woodwork: {
        prefLabel: "woodwork",
        deprecated: true,
        replacedBy: "joinery",
        definition: "Was too wide.",
      },
      turning: { prefLabel: "turning", altLabel: ["lathe work"], definition: "On a lathe." },
      spinning: { prefLabel: "spinning", altLabel: ["lathe work"], definition: "Of metal, on a lathe." },
      split: {
        prefLabel: "shaping",
        deprecated: true,
        replacedBy: ["turning", "spinning"],
        definition: "Was two things.",
      },
      gone: { prefLabel: "marquetry", deprecated: true, definition: "Nobody does it any more." },
    },
  }),
);
const vocabularies = await loadVocabularies(folder);
const understanding = createUnderstanding(vocabularies);
const { engine, service } = await createFilledSearch(
  [
    { id: "j", title: "Alpha", terms: { craft: ["joinery"] } },
    { id: "d", title: "Beta", summary: "Fits drawers.", terms: { craft: ["dovetail"] } },
    { id: "m", title: "Gamma", terms: { craft: ["mitre"] } },
    { id: "t", title: "Delta", terms: { craft: ["turning"] } },
    { id: "g", title: "Epsilon", terms: { craft: ["gone"] } },
    { id: "n", title: "Zeta", summary: "Does nothing of the kind." },
    { id: "w", title: "A book on Woodwork" },
  ],
  vocabularies,
);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const read = (text: string) =>
  understanding
    .read(text)
    .understood.map(({ words, value, narrower, state }) => [words, value, narrower, state]);
const find = async (text: string): Promise<readonly string[]> => {
  const { hits } = await service.search(service.parse(new URLSearchParams({ q: text })));
  return hits.map(({ title }) => title).sort();
};

describe("what a query's words are read as", () => {
  it("has the number of living concepts below, all the way down and each once", () => {
    // A fibre joint stands below two of them; a peg joint below a retired one, which is not counted itself.
    expect(read("joinery")).toEqual([["joinery", "joinery", 3, "sure"]]);
    expect(read("fibre joint")).toEqual([["fibre joint", "mitre", 0, "sure"]]);
  });

  it("says so when a label is retired, replaced, or that of several concepts", () => {
    expect(read("woodwork")).toEqual([["woodwork", "joinery", 3, "replaced"]]);
    expect(read("marquetry")).toEqual([["marquetry", "gone", 0, "retired"]]);
    for (const words of ["lathe work", "shaping"]) {
      expect(read(words)).toEqual([
        [words, "turning", 0, "one-of"],
        [words, "spinning", 0, "one-of"],
      ]);
    }
  });
});

describe("a query that names a concept", () => {
  const below = ["Alpha", "Beta", "Gamma"];
  it.each([
    ["its label", "joinery", below],
    ["a synonym", "Joining of Timber", below],
    ["a misspelling that is kept for it", "joinrey", below],
    ["its label in another language", "Tischlerei", below],
    ["a synonym in another language", "schreinerei", below],
    ["a misspelling in another language", "Tischelrei", below],
    ["a plural that changes the word", "dovetail analyses", ["Beta", "Gamma"]],
    ["hyphens and a plural", "Fibre-Joints", ["Gamma"]],
    ["the other spelling of English", "dove tail modeling", ["Beta", "Gamma"]],
    ["the other spelling of a word in the middle", "fiber joint", ["Gamma"]],
    ["a label that was retired", "woodwork", ["A book on Woodwork", ...below]],
    ["a retired label that became two", "shaping", ["Delta"]],
    ["a retired concept", "marquetry", ["Epsilon"]],
  ])("by %s finds its entries and those of narrower ones", async (_by, text, titles) => {
    expect(await find(text)).toEqual(titles);
  });

  it("goes with other words, before and behind it", async () => {
    expect(await find("drawers tischlerei")).toEqual(["Beta"]);
    expect(await find("woodwork gamma")).toEqual(["Gamma"]);
    expect(await find("woodwork book")).toEqual(["A book on Woodwork"]);
    expect(await find("fiber joint drawers")).toEqual([]);
  });

  it("marks the word that it found", async () => {
    const { hits } = await service.search(service.parse(new URLSearchParams({ q: "woodwork" })));
    expect(hits.flatMap(({ highlights }) => highlights.map(({ text }) => text))).toEqual([
      "A book on Woodwork",
    ]);
  });

  it("counts the values of a facet under it as the page does", async () => {
    const request = service.parse(new URLSearchParams({ q: "woodwork" }));
    const { facets } = await service.search(request);
    const counted = facets.find(({ key }) => key === "craft")?.values ?? [];
    expect(counted.find(({ value }) => value === "joinery")?.count).toBe(3);
    const [found] = await service.searchValues(request, "craft", "joinery");
    expect(found?.count).toBe(3);
  });
});
