import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkVocabularies } from "../../../src/vocabulary/check.ts";
import { withFiles } from "./vocabulary-folder.ts";

const HEAD = "scheme: {title: C}\nconcepts:\n";

/** Every finding as `file:line:column severity rule`. */
async function check(files: Readonly<Record<string, string>>, path = "."): Promise<readonly string[]> {
  const checked = await withFiles(files, (folder) => checkVocabularies(path, folder));
  return checked.flatMap(({ file, findings }) =>
    findings.map(
      ({ line, column, severity, rule }) =>
        `${file}:${line}:${column} ${severity} ${rule.replace("vocabulary/", "")}`,
    ),
  );
}

const D = "definition: D";

describe("a check of vocabularies", () => {
  it.each([
    ["a concept without definition", `  a: {prefLabel: A}\n`, ["c.yaml:3:3 hint definition-missing"]],
    [
      "a ring",
      `  a: {prefLabel: A, broader: b, ${D}}\n  b: {prefLabel: B, broader: [a], ${D}}\n`,
      ["c.yaml:3:21 error cycle"],
    ],
    ["an unknown broader", `  a: {prefLabel: A, broader: b, ${D}}\n`, ["c.yaml:3:21 error concept-unknown"]],
    [
      "an unknown related",
      `  a: {prefLabel: A, related: [b], ${D}}\n`,
      ["c.yaml:3:31 error concept-unknown"],
    ],
    [
      "one label of two concepts",
      `  a: {prefLabel: One, ${D}}\n  b: {prefLabel: one, ${D}}\n`,
      ["c.yaml:4:7 error label-twice"],
    ],
    [
      "a synonym that is another's label",
      `  a: {prefLabel: One, ${D}}\n  b: {prefLabel: B, altLabel: [x, one], ${D}}\n`,
      ["c.yaml:4:35 error label-twice"],
    ],
    [
      "a synonym that is another's label in another language",
      `  a: {prefLabel: {en: A, de: Eins}, ${D}}\n  b: {prefLabel: B, altLabel: {de: [x, eins]}, ${D}}\n`,
      ["c.yaml:4:40 error label-twice"],
    ],
    [
      "a synonym that two concepts share",
      `  a: {prefLabel: A, altLabel: [x], ${D}}\n  b: {prefLabel: B, altLabel: [x], ${D}}\n`,
      ["c.yaml:4:32 warning label-shared"],
    ],
    [
      "a deprecated concept without replacement",
      `  a: {prefLabel: A, deprecated: true}\n`,
      ["c.yaml:3:21 warning deprecated-without-replacement"],
    ],
    [
      "a match that is no URI",
      `  a: {prefLabel: A, closeMatch: ["http://example.org/x", /vocabularies/c/a], ${D}}\n`,
      ["c.yaml:3:58 error shape"],
    ],
    [
      "a label in capitals",
      `  a: {prefLabel: DATA REDUCTION, altLabel: [PSF, HIPPARCOS], ${D}}\n`,
      ["c.yaml:3:7 warning label-capitals", "c.yaml:3:50 warning label-capitals"],
    ],
    ["an unknown key", `  a: {prefLabel: A, altLabels: [x], ${D}}\n`, ["c.yaml:3:21 error key-unknown"]],
    ["what is no YAML", `  a: {prefLabel: A\n`, [expect.stringMatching(/^c\.yaml:\d+:\d+ error syntax$/u)]],
  ])("finds %s", async (_, concepts, expected) => {
    expect(await check({ "c.yaml": HEAD + concepts })).toEqual(expected);
  });

  it("finds a match that points to itself", async () => {
    const text = `scheme: {title: C, namespace: "http://example.org/"}\nconcepts:\n  a: {prefLabel: A, ${D}, exactMatch: ["http://example.org/a"]}\n`;
    expect(await check({ "c.yaml": text })).toEqual(["c.yaml:3:49 warning match-to-itself"]);
  });

  it("leaves one label to concepts of different languages, and a deprecated one its old label", async () => {
    const concepts = `  a: {prefLabel: {en: gift}, ${D}}\n  b: {prefLabel: {en: poison, de: Gift}, ${D}}\n  c: {prefLabel: gift, deprecated: true, replacedBy: a}\n`;
    expect(await check({ "c.yaml": HEAD + concepts })).toEqual([]);
  });

  it("says one sentence of many missing definitions", async () => {
    const concepts = Array.from({ length: 30 }, (_, number) => `  c${number}: {prefLabel: C ${number}}\n`);
    expect(await check({ "c.yaml": HEAD + concepts.join("") })).toEqual([
      "c.yaml:3:3 hint definition-missing",
    ]);
  });

  it("knows a misspelt key", async () => {
    const findings = await withFiles({ "c.yaml": `${HEAD}  a: {prefLabel: A, defnition: D}\n` }, (folder) =>
      checkVocabularies("c.yaml", folder),
    );
    expect(findings[0]?.findings[0]).toMatchObject({
      sentence: 'Unknown key "defnition".',
      hint: 'Did you mean "definition"?',
      line: 3,
      column: 21,
      endColumn: 30,
    });
  });

  it("goes on behind a broken file, and does not miss what that would have brought", async () => {
    const files = {
      "a.yaml": "scheme: [\n",
      "c.yaml": `scheme: {title: C}\nexamples: [{text: T, filters: {a: [b]}}]\nconcepts:\n  a: {prefLabel: A}\n`,
      "facets.yaml": "facets: [{key: a, scheme: a, label: A}]\n",
    };
    expect(await check(files)).toEqual([
      expect.stringMatching(/^a\.yaml:\d+:\d+ error syntax$/u),
      "c.yaml:4:3 hint definition-missing",
    ]);
  });

  it("of one file tells of that file only, though it looks at its neighbours", async () => {
    const files = {
      "a.yaml": `scheme: {title: A}\nexamples: [{text: T, filters: {c: [nothing]}}]\nconcepts: {a: {prefLabel: A, ${D}}}\n`,
      "c.yaml": `${HEAD}  c: {prefLabel: C}\n`,
    };
    expect(await check(files, "a.yaml")).toEqual(["a.yaml:2:36 error question"]);
  });

  it("of what is not there, holds nothing or is no vocabulary is refused", async () => {
    await expect(check({}, "nowhere")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(check({})).rejects.toMatchObject({ code: "VOCABULARY_INVALID" });
    await expect(check({ "a.txt": "", "c.yaml": HEAD }, "a.txt")).rejects.toMatchObject({
      code: "VOCABULARY_INVALID",
    });
    const nested = withFiles({}, async (folder) => {
      mkdirSync(join(folder, "x.yaml"));
      return checkVocabularies(".", folder);
    });
    await expect(nested).rejects.toMatchObject({ code: "VOCABULARY_INVALID" });
  });
});
