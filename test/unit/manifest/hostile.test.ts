import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readManifest, type ReadResult } from "../../../src/manifest/read.ts";
import { allProblems, bytesOf, D, read, SOUND } from "./support.ts";

const WORDS = `
  executable compute storage data schedule discovery requested start duration kind type
  meta name description image locations digest environment network ports volumes cores min
  max terms inputs parameters authors publications requirements resource orcid doi bibcode
  license __proto__ constructor toString
`
  .trim()
  .split(/\s+/u);
const VALUES = [
  "docker-container",
  "uri:python-program",
  `${D}/data/S3-data-resource.yaml`,
  "uri:docker-container-1.0",

  "sha256:ab",
  "PT1H",
  "2030-01-01/2029-01-01",
  "> 3",
  "MIT OR (",
  "10.1/x",
  "a/B:c@d",
  "4 GB",
  "latest",
  "",
];

const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...VALUES),
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.double()),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie("value"), { maxKeys: 6, noNullPrototype: true }),
  ),
})).value;

/** What every finding must have, whatever the file holds. */
function expectSound(result: ReadResult): void {
  for (const { number, rangeOf } of result.documents) {
    expect(number).toBeGreaterThanOrEqual(0);
    expect(rangeOf("/executable/image/no~1such/0").line).toBeGreaterThanOrEqual(1);
  }
  for (const { line, column, endLine, endColumn, sentence } of allProblems(result)) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true);
    expect(sentence.length).toBeLessThan(600);
  }
}

describe("readManifest", () => {
  it("never throws for bytes of any kind", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 60 }), (bytes, beside) => {
        expectSound(readManifest(bytes, { file: "f", discovery: { file: "g", bytes: beside } }));
      }),
      { numRuns: 300 },
    );
  });

  it("never throws for text with the signs of YAML in it", () => {
    const signs = fc.constantFrom(
      ..."\n\n  -:?[]{},#&*!|>'\"%@`~<\t\\ ab1é😀\r".split(""),
      ...WORDS,
      "---\n",
      "\n  ",
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 80 }), (parts) => {
        expectSound(read(parts.join("")));
      }),
      { numRuns: 500 },
    );
  });

  it("never throws for the right words in the wrong places", () => {
    fc.assert(
      fc.property(tree, tree, tree, tree, (executable, compute, data, discovery) => {
        const text = stringify({ executable, compute, data, discovery }, { aliasDuplicateObjects: false });
        expectSound(read(text, stringify(discovery)));
      }),
      { numRuns: 500 },
    );
  });

  it("never throws for a sound manifest with a piece cut out or put in", () => {
    fc.assert(
      fc.property(
        fc.nat(SOUND.length),
        fc.nat(40),
        fc.string({ maxLength: 10 }),
        (start, length, inserted) => {
          expectSound(read(SOUND.slice(0, start) + inserted + SOUND.slice(start + length)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("lets no key reach a prototype", () => {
    const text = `${SOUND}  __proto__: {polluted: yes}\n  terms: {__proto__: [a], constructor: [b]}\n  inputs: {__proto__: {terms: [c]}}\nconstructor: {prototype: {polluted: 1}}\n`;
    const { documents } = read(text);
    expect(documents[0]?.model?.discovery?.terms).toEqual([
      { facet: "__proto__", text: "a" },
      { facet: "constructor", text: "b" },
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(documents[0]?.problems.map(({ rule }) => rule)).toContain("shape/unknown-key");
  });

  it("has few findings for a file of two thousand unknown keys", () => {
    const keys = Array.from({ length: 2_000 }, (_, index) => `  k${index}: 1\n`).join("");
    const { documents } = readManifest(bytesOf(`${SOUND}${keys}`), { file: "f" });
    expect(documents[0]?.problems.length).toBeLessThan(250);
  });
});
