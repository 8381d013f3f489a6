import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createChecker, type Checker } from "../../../src/catalogue/checker.ts";
import type { Concept, Resolution, Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { bytesOf, EXECUTABLE } from "../manifest/support.ts";

function concept(id: string, more: Partial<Concept> = {}): Concept {
  return {
    scheme: "task",
    id,
    uri: `https://example.org/${id}`,
    prefLabel: id.replaceAll("-", " "),
    altLabels: [],
    hiddenLabels: [],
    broader: [],
    related: [],
    definition: undefined,
    scopeNote: undefined,
    examples: [],
    exactMatch: [],
    closeMatch: [],
    broadMatch: [],
    deprecated: false,
    replacedBy: [],
    since: undefined,
    byLanguage: [],
    ...more,
  };
}

const ANSWERS: Readonly<Record<string, Resolution>> = {
  "task root finding": { state: "resolved", concept: concept("root-finding") },
  "task rooting": { state: "resolved", concept: concept("root-finding") },
  "task rot finding": { state: "unknown", suggestion: concept("root-finding"), several: [] },
  "task xyz": { state: "unknown", suggestion: undefined, several: [] },
  "task root": { state: "ambiguous", choices: [concept("root-finding"), concept("tree-root")] },
  "task old": {
    state: "resolved",
    concept: concept("new-way"),
    deprecated: concept("old", { deprecated: true }),
  },
  "tusk a": { state: "unknown-facet", suggestion: "task" },
  "input table": { state: "resolved", concept: concept("table", { scheme: "data" }) },
  "level raw": { state: "resolved", concept: concept("raw", { scheme: "level" }) },
  "task settled": {
    state: "unknown",
    suggestion: undefined,
    several: [],
    settled: { reason: "Another science." },
  },
  "level rough": { state: "resolved", concept: concept("raw", { scheme: "level" }) },
  "level final": { state: "resolved", concept: concept("final", { scheme: "level" }) },
};

const vocabularies = {
  schemes: new Map(),
  facets: [{ key: "level", scheme: "level", label: "Level", order: 1, multiple: false }],
  hash: "",
  labels: new Map(),
  resolve: (facet: string, text: string) =>
    ANSWERS[`${facet} ${text}`] ?? { state: "unknown", suggestion: undefined, several: [] },
  findConcept: () => undefined,
  ancestors: () => [],
  narrower: () => [],
} satisfies Vocabularies;

const checker = createChecker(vocabularies);

function check(discovery: string, beside?: string): ReturnType<Checker["check"]> {
  return checker.check(bytesOf(`${EXECUTABLE}${discovery}`), {
    file: "ivoa-execution.yaml",
    ...(beside === undefined ? {} : { discovery: { file: "ivoa-discovery.yaml", bytes: bytesOf(beside) } }),
  });
}

const HEAD = "discovery:\n  title: Root\n  summary: Takes roots.\n";

describe("the checker", () => {
  it("gives each term its concept, as the author's", () => {
    const { documents, problems } = check(`${HEAD}  terms: {task: [root finding]}\n`);
    expect(problems).toEqual([]);
    expect(documents[0]?.publishable).toBe(true);
    expect(documents[0]?.terms).toEqual([
      {
        facet: "task",
        text: "root finding",
        scheme: "task",
        conceptId: "root-finding",
        origin: "author",
        place: {
          file: "ivoa-execution.yaml",
          document: 0,
          pointer: "/discovery/terms/task/0",
          line: 9,
          column: 18,
          endLine: 9,
          endColumn: 30,
        },
      },
    ]);
  });

  it("keeps every text that is written, also of one concept, and the same text once", () => {
    const { documents, problems } = check(`${HEAD}  terms: {task: [root finding, rooting, xyz, XYZ, xyz]}\n`);
    expect(
      documents[0]?.terms.map(({ text, conceptId, place }) => [text, conceptId, place?.pointer]),
    ).toEqual([
      ["root finding", "root-finding", "/discovery/terms/task/0"],
      ["rooting", "root-finding", "/discovery/terms/task/1"],
      ["xyz", undefined, "/discovery/terms/task/2"],
      ["XYZ", undefined, "/discovery/terms/task/3"],
    ]);
    expect(problems.map(({ pointer }) => pointer)).toEqual([
      "/discovery/terms/task/2",
      "/discovery/terms/task/3",
    ]);
  });

  it("takes two texts of one concept for one term in a facet for one", () => {
    expect(check(`${HEAD}  terms: {level: [raw, rough]}\n`).problems).toEqual([]);
  });

  it("hints at a term that curators have settled, and says why", () => {
    const { problems } = check(`${HEAD}  terms: {task: [settled]}\n`);
    expect(problems).toMatchObject([
      {
        rule: "terms/unknown",
        severity: "hint",
        sentence: 'This catalogue has decided that "settled" is no term for the facet "task".',
        hint: "Another science.",
      },
    ]);
  });

  it("warns of unknown and ambiguous terms and unknown facets where they stand, and still publishes", () => {
    const { documents, problems } = check(
      `${HEAD}  terms:\n    task: [root, rot finding, xyz]\n    tusk: [a]\n`,
    );
    expect(
      problems.map(({ rule, severity, line, column, hint }) => [rule, severity, `${line}:${column}`, hint]),
    ).toEqual([
      ["terms/ambiguous", "warning", "10:12", "Write the id of one of them: root-finding, tree-root."],
      ["terms/unknown", "warning", "10:18", 'Did you mean "root finding"?'],
      ["terms/unknown", "warning", "10:31", "Look at the vocabulary for one that fits."],
      ["terms/unknown-facet", "warning", "11:12", 'Did you mean "task"?'],
    ]);
    expect(documents[0]?.publishable).toBe(true);
    expect(documents[0]?.terms).toHaveLength(4);
  });

  it("hints at deprecated terms and takes what replaced them", () => {
    const { documents, problems } = check(`${HEAD}  terms: {task: [old]}\n`);
    expect(problems).toMatchObject([
      { rule: "terms/deprecated", severity: "hint", hint: 'Write "new way" instead.' },
    ]);
    expect(documents[0]?.terms[0]?.conceptId).toBe("new-way");
  });

  it("warns of two terms in a facet for one", () => {
    const { problems } = check(`${HEAD}  terms: {level: [raw, final]}\n`);
    expect(problems).toMatchObject([{ rule: "terms/single", pointer: "/discovery/terms/level" }]);
  });

  it("says of a facet beside the terms where it belongs, and of a map under such a name nothing", () => {
    const { problems } = check(`${HEAD}  level: [raw]\n`);
    expect(problems).toMatchObject([
      {
        rule: "shape/misplaced-key",
        severity: "warning",
        sentence: '"level" has no meaning in "discovery"; it is a facet and belongs under "discovery.terms".',
        line: 9,
        column: 3,
      },
    ]);
    expect(check(`${HEAD}  level: {raw: 1}\n`).problems).toMatchObject([{ rule: "shape/unknown-key" }]);
  });

  it("counts terms of inputs to the facet input", () => {
    const data = "data:\n  - {kind: abstract-data-resource, meta: {name: t}}\n";
    const { documents, problems } = check(`${HEAD}  inputs: {t: {terms: [table, xyz]}}\n${data}`);
    expect(documents[0]?.terms).toContainEqual(
      expect.objectContaining({ facet: "input", text: "table", conceptId: "table" }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        rule: "terms/unknown",
        pointer: "/discovery/inputs/t/terms/1",
        line: 9,
        column: 31,
      }),
    );
  });

  it("looks up three hundred terms of a document, and says that there are more", () => {
    const terms = Array.from({ length: 400 }, (_, index) => `t${index}`).join(", ");
    const { documents, problems } = check(`${HEAD}  terms: {task: [${terms}]}\n`);
    expect(documents[0]?.terms).toHaveLength(300);
    expect(problems).toContainEqual(
      expect.objectContaining({
        rule: "terms/too-many",
        severity: "warning",
        pointer: "/discovery/terms/task/300",
        sentence: "There are 400 terms; those from here on are not looked up.",
      }),
    );
  });

  it("lists a thousand findings of a file, and counts the rest", () => {
    const keys = Array.from({ length: 15 }, (_, index) => `k${index}: 1\n`).join("");
    const text = Array.from({ length: 90 }, () => `${EXECUTABLE}${keys}`).join("---\n");
    const { documents, problems } = checker.check(bytesOf(text), { file: "ivoa-execution.yaml" });
    expect(problems.length).toBeLessThan(1_200);
    const more = documents[3]?.problems.at(-1);
    expect(more).toMatchObject({ rule: "shape/too-many", severity: "warning", document: 3 });
    expect(more?.sentence).toMatch(/^There are \d more findings/u);
    expect(documents[3]?.publishable).toBe(true);
  });

  it("finds terms in the file beside the manifest", () => {
    const { problems } = check("", "title: Root\nsummary: Takes roots.\nterms:\n  task: [rot finding]\n");
    expect(problems).toMatchObject([
      { rule: "terms/unknown", file: "ivoa-discovery.yaml", line: 4, column: 10 },
    ]);
  });

  it("checks the terms of a document with errors as well", () => {
    const { documents, problems } = check(`${HEAD}  terms: {task: [xyz]}\n  name: Not a name\n`);
    expect(documents[0]?.publishable).toBe(false);
    expect(problems.map(({ rule }) => rule)).toEqual(["terms/unknown", "discovery/name"]);
  });

  it("lists findings of the file and of all documents in the order of the text", () => {
    const { problems } = check(`${HEAD}  terms: {task: [xyz]}\n  sumary: x\n---\ndata: []\n`);
    expect(problems.map(({ rule }) => rule)).toEqual([
      "terms/unknown",
      "shape/unknown-key",
      "document/accidental",
    ]);
  });
});

describe("the checker with the shipped vocabularies", () => {
  let shipped: Checker;
  beforeAll(async () => {
    shipped = createChecker(await loadVocabularies(path.join(import.meta.dirname, "../../../vocabularies")));
  });

  it("finds a concept by a synonym", () => {
    const { documents } = shipped.check(bytesOf(`${EXECUTABLE}${HEAD}  terms: {task: [Source Finder]}\n`), {
      file: "f",
    });
    expect(documents[0]?.terms).toMatchObject([
      { facet: "task", text: "Source Finder", conceptId: "source-extraction" },
    ]);
  });
});
