import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExecatError } from "../../../src/errors.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "execat-vocabulary-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function load(files: Readonly<Record<string, string>>): Promise<Vocabularies> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return loadVocabularies(folder);
}

async function loadFails(files: Readonly<Record<string, string>>): Promise<ExecatError> {
  const error: unknown = await load(files).catch((failure: unknown) => failure);
  if (!(error instanceof ExecatError)) throw new Error("The vocabularies were taken.");
  expect(error.code).toBe("VOCABULARY_INVALID");
  return error;
}

const HEAD = "scheme: {title: Colours}\n";

describe("loading vocabularies", () => {
  it("reads schemes by file name, with their words, and what is left out as empty", async () => {
    const { schemes } = await load({
      "colour.yaml": `scheme:
  title: Colours
  license: CC0-1.0
concepts:
  red: {prefLabel: Red, altLabel: [Scarlet], hiddenLabel: [redd], definition: The colour of blood.}
  dark-red: {prefLabel: Dark red, broader: [red], exactMatch: ["https://example.org/dark-red"]}
`,
      "notes.txt": "not a vocabulary",
    });
    expect([...schemes.keys()]).toEqual(["colour"]);
    const scheme = schemes.get("colour");
    expect(scheme).toMatchObject({
      title: "Colours",
      license: "CC0-1.0",
      topConcepts: ["red"],
      source: undefined,
    });
    expect(scheme?.concepts.get("dark-red")).toEqual({
      scheme: "colour",
      id: "dark-red",
      uri: "/vocabularies/colour/dark-red",
      prefLabel: "Dark red",
      altLabels: [],
      hiddenLabels: [],
      broader: ["red"],
      related: [],
      definition: undefined,
      scopeNote: undefined,
      examples: [],
      exactMatch: ["https://example.org/dark-red"],
      closeMatch: [],
      broadMatch: [],
      deprecated: false,
      replacedBy: [],
      since: undefined,
      byLanguage: [
        {
          language: "en",
          prefLabel: "Dark red",
          altLabels: [],
          hiddenLabels: [],
          definition: undefined,
          scopeNote: undefined,
          examples: [],
        },
      ],
    });
  });

  it("puts a scheme's own namespace before its ids", async () => {
    const { schemes } = await load({
      "colour.yaml":
        "scheme: {title: C, namespace: 'https://example.org/c#'}\nconcepts: {red: {prefLabel: Red}}\n",
    });
    expect(schemes.get("colour")?.concepts.get("red")?.uri).toBe("https://example.org/c#red");
  });

  it("keeps the file's order, of ids that look like numbers too", async () => {
    const { schemes } = await load({
      "c.yaml": `${HEAD}concepts: {b: {prefLabel: B}, 10: {prefLabel: Ten}, 9: {prefLabel: Nine}, a: {prefLabel: A}}\n`,
    });
    expect(schemes.get("c")?.topConcepts).toEqual(["b", "10", "9", "a"]);
  });

  it("takes the facets of facets.yaml in its order, then the schemes that it does not name", async () => {
    const { facets } = await load({
      "colour.yaml": `${HEAD}concepts: {red: {prefLabel: Red}}\n`,
      "shape.yaml": "scheme: {title: Shapes}\nconcepts: {}\n",
      "facets.yaml": `facets:
  - {key: outside, scheme: colour, label: Colour outside, multiple: false}
  - {key: inside, scheme: colour, label: Colour inside}
`,
    });
    expect(facets).toEqual([
      { key: "outside", scheme: "colour", label: "Colour outside", order: 0, multiple: false },
      { key: "inside", scheme: "colour", label: "Colour inside", order: 1, multiple: true },
      { key: "shape", scheme: "shape", label: "Shapes", order: 2, multiple: true },
    ]);
  });

  it("reads the example questions", async () => {
    const { schemes } = await load({
      "colour.yaml": `${HEAD}examples: [{text: What is red?, query: red, filters: {colour: [red]}}, {text: All?}]
concepts: {red: {prefLabel: Red}}
`,
    });
    expect(schemes.get("colour")?.exampleQuestions).toEqual([
      { text: "What is red?", query: "red", filters: new Map([["colour", ["red"]]]) },
      { text: "All?", query: "", filters: new Map() },
    ]);
  });

  it("has another hash when any file changes, and the same when none does", async () => {
    const text = `${HEAD}concepts: {red: {prefLabel: Red}}\n`;
    const first = await load({ "colour.yaml": text });
    expect((await load({})).hash).toBe(first.hash);
    expect((await load({ "colour.yaml": `${text}# a comment\n` })).hash).not.toBe(first.hash);
  });
});

describe("what is wrong with vocabularies", () => {
  const places = (error: ExecatError): readonly string[] => error.message.split("\n").slice(1);

  it("names all findings of all files together, each with file, line and column", async () => {
    const error = await loadFails({
      "a.yaml": "scheme: {titel: A}\nconcepts:\n  red: {prefLabel: Red, colour: blue}\n",
      "b.yaml": "scheme: {title: B}\nconcepts: [1, 2]\n",
    });
    expect(places(error)).toEqual([
      'a.yaml:1:1: "scheme" lacks "title".',
      'a.yaml:1:10: Unknown key "titel". Did you mean "title"?',
      'a.yaml:3:25: Unknown key "colour".',
      'b.yaml:2:1: "concepts" must be object.',
    ]);
    expect(error.details?.["findings"]).toHaveLength(4);
  });

  it.each([
    ["text that is not YAML", "scheme: {title: A]\n", /^c\.yaml:\d+:\d+: /u],
    [
      "a key that stands twice",
      `${HEAD}concepts:\n  red: {prefLabel: A}\n  red: {prefLabel: B}\n`,
      /^c\.yaml:4:3: /u,
    ],
    ["an empty file", "", /^c\.yaml:1:1: The file must be object\.$/u],
    ["an alias that leads nowhere", `${HEAD}concepts: *nothing\n`, /^c\.yaml:\d+:\d+: .*nothing/u],
    [
      "an id with spaces",
      `${HEAD}concepts:\n  dark red: {prefLabel: A}\n`,
      /^c\.yaml:3:3: "dark red" cannot be an id/u,
    ],
    [
      "an id that is no id at all",
      `${HEAD}concepts:\n  __proto__: {prefLabel: A}\n`,
      /^c\.yaml:3:3: "__proto__"/u,
    ],
    [
      "a broader concept that is not there",
      `${HEAD}concepts:\n  red: {prefLabel: Red}\n  dark: {prefLabel: Dark, broader: [rad]}\n`,
      /^c\.yaml:4:37: "broader" of "dark" names "rad".*Did you mean "red"\?$/u,
    ],
    [
      "a ring of broader concepts",
      `${HEAD}concepts:\n  z: {prefLabel: Z, broader: [b]}\n  a: {prefLabel: A, broader: [b]}\n  b: {prefLabel: B, broader: [c]}\n  c: {prefLabel: C, broader: [a]}\n`,
      /^c\.yaml:4:21: "broader" goes round in a ring: "a" → "b" → "c" → "a"\. /u,
    ],
    [
      "a concept that is broader than itself",
      `${HEAD}concepts:\n  a: {prefLabel: A, broader: [a]}\n`,
      /^c\.yaml:3:21: "broader" goes round in a ring: "a" → "a"\. /u,
    ],
    [
      "a replacement that is not there",
      `${HEAD}concepts:\n  a: {prefLabel: A, deprecated: true, replacedBy: [b]}\n`,
      /^c\.yaml:3:52: "replacedBy" of "a" names "b"/u,
    ],
    [
      "a replacement of a concept that is not deprecated",
      `${HEAD}concepts:\n  a: {prefLabel: A, replacedBy: [b]}\n  b: {prefLabel: B}\n`,
      /^c\.yaml:3:21: "a" has "replacedBy" but is not deprecated\. /u,
    ],
    [
      "a preferred label that two concepts have",
      `${HEAD}concepts:\n  a: {prefLabel: Dark red}\n  b: {prefLabel: dark-RED}\n`,
      /^c\.yaml:4:7: The label "dark-RED" of "b" is a label of "a"\.$/u,
    ],
    [
      "a synonym that is another concept's preferred label",
      `${HEAD}concepts:\n  a: {prefLabel: A, altLabel: [x, B]}\n  b: {prefLabel: B}\n`,
      /^c\.yaml:4:7: The label "B" of "b" is a label of "a"\.$/u,
    ],
    [
      "a label that a concept has twice",
      `${HEAD}concepts:\n  a: {prefLabel: A, altLabel: [a]}\n`,
      /^c\.yaml:3:32: The label "a" of "a" is a label of this concept already\.$/u,
    ],
    [
      "an example question with an unknown facet",
      `${HEAD}examples:\n  - {text: T, filters: {nothing: [a]}}\nconcepts: {a: {prefLabel: A}}\n`,
      /^c\.yaml:3:25: There is no facet "nothing"\.$/u,
    ],
    [
      "an example question with an unknown concept",
      `${HEAD}examples:\n  - {text: T, filters: {c: [a, b]}}\nconcepts: {a: {prefLabel: A}}\n`,
      /^c\.yaml:3:32: The facet "c" has no concept "b"\.$/u,
    ],
  ])("refuses %s", async (_, text, finding) => {
    const error = await loadFails({ "c.yaml": text });
    expect(places(error)).toEqual([expect.stringMatching(finding)]);
  });

  it("refuses a facet of an unknown scheme, one that stands twice, and one that a search needs itself", async () => {
    const scheme = { "colour.yaml": `${HEAD}concepts: {red: {prefLabel: Red}}\n` };
    const facets = "facets:\n  - {key: a, scheme: color, label: A}\n  - {key: a, scheme: colour, label: B}\n";
    expect(places(await loadFails({ ...scheme, "facets.yaml": facets }))).toEqual([
      'facets.yaml:2:14: There is no scheme "color". Did you mean "colour"?',
      'facets.yaml:3:6: The facet "a" is there twice.',
    ]);
    const reserved = "facets:\n  - {key: page, scheme: colour, label: A}\n";
    expect(places(await loadFails({ ...scheme, "facets.yaml": reserved }))).toHaveLength(1);
  });

  it("lets concepts share a synonym, and one concept spell it in two ways", async () => {
    const { schemes } = await load({
      "c.yaml": `${HEAD}concepts:\n  a: {prefLabel: A, altLabel: [x, time-line, time line]}\n  b: {prefLabel: B, altLabel: [x]}\n`,
    });
    expect(schemes.get("c")?.concepts.size).toBe(2);
  });

  it("lets a deprecated concept keep a label that its successor has", async () => {
    const { schemes } = await load({
      "c.yaml": `${HEAD}concepts:\n  a: {prefLabel: Red, deprecated: true, replacedBy: [b]}\n  b: {prefLabel: Red}\n`,
    });
    expect(schemes.get("c")?.concepts.size).toBe(2);
  });

  it("says what to do when the folder is not there or holds no vocabulary", async () => {
    await expect(loadVocabularies(join(folder, "nowhere"))).rejects.toMatchObject({
      code: "VOCABULARY_INVALID",
      hint: expect.stringContaining("EXECAT_VOCABULARIES"),
    });
    await expect(load({ "facets.yaml": "facets: []\n" })).rejects.toMatchObject({
      code: "VOCABULARY_INVALID",
    });
  });

  it("takes the shipped vocabularies", async () => {
    const { schemes, facets } = await loadVocabularies(join(import.meta.dirname, "../../../vocabularies"));
    expect(facets.map((facet) => facet.key)).toEqual([
      "task",
      "input",
      "output",
      "domain",
      "object",
      "messenger",
      "level",
    ]);
    expect(schemes.get("task")?.exampleQuestions.length).toBeGreaterThan(0);
  });
});
