import { describe, expect, it } from "vitest";
import type { Concept } from "../../../src/vocabulary/vocabulary.ts";
import { loadFiles } from "./vocabulary-folder.ts";

const COLOURS = `scheme: {title: Colours, namespace: "https://example.org/colour#"}
concepts:
  red:
    prefLabel: {en: red, de: Rot}
    altLabel: {en: [scarlet], de: [Purpur, Karmin], fr: [rouge]}
    hiddenLabel: [redd]
    definition: {de: Die Farbe des Blutes.}
    scopeNote: Not for wine.
    example: {en: [blood, rust], de: Rost}
    broadMatch: ["https://example.org/warm"]
  vin:
    uri: https://elsewhere.example.org/wine
    prefLabel: {fr: vin, de: Wein}
    deprecated: true
    replacedBy: red
    since: 2026.5
`;
const vocabularies = await loadFiles({ "colour.yaml": COLOURS });

function concept(id: string): Concept {
  const found = vocabularies.schemes.get("colour")?.concepts.get(id);
  if (found === undefined) throw new Error(`There is no concept "${id}".`);
  return found;
}

function idOf(text: string): string | undefined {
  const resolution = vocabularies.resolve("colour", text);
  return resolution.state === "resolved" ? resolution.concept.id : undefined;
}

describe("words by language", () => {
  it("are shown in the scheme's language, a definition in another where it has none there", () => {
    expect(concept("red")).toMatchObject({
      prefLabel: "red",
      altLabels: ["scarlet"],
      hiddenLabels: ["redd"],
      definition: "Die Farbe des Blutes.",
      scopeNote: "Not for wine.",
      examples: ["blood", "rust"],
      broadMatch: ["https://example.org/warm"],
    });
  });

  it("are kept as the file has them, the scheme's language first, nothing borrowed", () => {
    const words = concept("red").byLanguage;
    expect(words.map(({ language }) => language)).toEqual(["en", "de", "fr"]);
    expect(words[0]?.definition).toBeUndefined();
    expect(words[1]).toMatchObject({ prefLabel: "Rot", altLabels: ["Purpur", "Karmin"], examples: ["Rost"] });
    expect(words[2]).toMatchObject({ prefLabel: undefined, altLabels: ["rouge"] });
  });

  it("come from the first language where neither the scheme's nor English has a label", () => {
    expect(concept("vin")).toMatchObject({ prefLabel: "vin", since: "2026.5", replacedBy: ["red"] });
    expect(concept("vin").byLanguage[0]?.prefLabel).toBeUndefined();
  });

  it("are plain in the scheme's own language, whichever that is", async () => {
    const german = await loadFiles({
      "farbe.yaml":
        "scheme: {title: Farben, language: de}\nconcepts: {rot: {prefLabel: Rot, altLabel: {en: [red]}}}\n",
    });
    expect(german.schemes.get("farbe")?.concepts.get("rot")?.byLanguage).toMatchObject([
      { language: "de", prefLabel: "Rot", altLabels: [] },
      { language: "en", prefLabel: undefined, altLabels: ["red"] },
    ]);
    expect(german.resolve("farbe", "red")).toMatchObject({ state: "resolved", concept: { id: "rot" } });
  });

  it("resolve in every language, and all of them are labels", () => {
    for (const text of ["Rot", "KARMIN", "rouge", "rouges", "redd"]) expect(idOf(text)).toBe("red");
    expect(vocabularies.labels.get("purpur")?.map(({ id }) => id)).toEqual(["red"]);
  });

  it("of a language that is no tag are refused, as is a concept without any label", async () => {
    const file = (label: string) => ({
      "c.yaml": `scheme: {title: C}\nconcepts: {a: {prefLabel: ${label}}}\n`,
    });
    await expect(loadFiles(file("{'in german': A}"))).rejects.toThrow(/"in german" is no language tag/u);
    await expect(loadFiles(file("{}"))).rejects.toThrow(/c\.yaml:2:16: .* is empty\./u);
  });
});

describe("names of concepts", () => {
  it.each([
    ["red", "red"],
    ["colour:red", "red"],
    ["COLOUR: Red", "red"],
    ["https://example.org/colour#red", "red"],
    ["http://example.org/colour#red", "red"],
    ["https://elsewhere.example.org/wine", "red"],
    ["shape:red", undefined],
    ["https://example.org/colour#blue", undefined],
  ])("%j is %j", (text, id) => {
    expect(idOf(text)).toBe(id);
  });

  it("are URIs of exact matches too, unless two concepts have the same", async () => {
    const own = await loadFiles({
      "c.yaml": `scheme: {title: C}
concepts:
  a: {prefLabel: A, exactMatch: ["http://example.org/1", "http://example.org/2"]}
  b: {prefLabel: B, exactMatch: ["http://example.org/2"]}
`,
    });
    expect(own.resolve("c", "https://example.org/1")).toMatchObject({
      state: "resolved",
      concept: { id: "a" },
    });
    expect(own.resolve("c", "http://example.org/2")).toMatchObject({
      state: "ambiguous",
      choices: [{ id: "a" }, { id: "b" }],
    });
    expect(own.resolve("c", "https://catalogue.example.org/vocabularies/c/b")).toMatchObject({
      concept: { id: "b" },
    });
  });

  it("take the facet's key for a prefix as well as the scheme's id", async () => {
    const own = await loadFiles({
      "c.yaml": "scheme: {title: C, facet: {key: paint}}\nconcepts: {a: {prefLabel: A}}\n",
    });
    expect(own.resolve("paint", "paint:a")).toMatchObject({ state: "resolved" });
    expect(own.resolve("paint", "c:a")).toMatchObject({ state: "resolved" });
  });

  it("give the scheme a URI of its own, and one that the file names", async () => {
    expect(vocabularies.schemes.get("colour")?.uri).toBe("https://example.org/colour");
    const named = await loadFiles({
      "c.yaml": "scheme: {title: C, uri: 'https://example.org/C'}\nconcepts: {a: {prefLabel: A}}\n",
    });
    expect(named.schemes.get("c")?.uri).toBe("https://example.org/C");
  });
});
