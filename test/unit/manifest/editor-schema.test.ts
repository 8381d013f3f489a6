import { Ajv2020 } from "ajv/dist/2020.js";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { editorSchema, propertiesIn } from "../../../src/manifest/editor-schema.ts";
import { EDITOR_TEXTS } from "../../../src/manifest/editor-texts.ts";
import { ROOT } from "../../support/product.ts";

const FACETS = [
  {
    key: "task",
    label: "What it does",
    scheme: "jobs",
    terms: [{ label: "knitting", definition: "Making loops." }],
  },
  { key: "input", label: "To what", scheme: "things", terms: [{ label: "wool", definition: undefined }] },
  {
    key: "output",
    label: "Giving what",
    scheme: "things",
    terms: [{ label: "wool", definition: undefined }],
  },
];

describe("the schema for editors", () => {
  const schema = editorSchema(FACETS);
  const properties = [...propertiesIn(schema)];

  it("has a description and an example for every property", () => {
    expect(properties.length).toBeGreaterThan(150);
    const isKind = ({ $ref }: Readonly<Record<string, unknown>>): boolean =>
      String($ref).startsWith("#/$defs/kinds-");
    const bare = properties.filter(
      ([, property]) =>
        !isKind(property) &&
        (typeof property["description"] !== "string" || !Array.isArray(property["examples"])),
    );
    expect(bare.map(([pointer]) => pointer)).toEqual([]);
  });

  it("has no text that no property uses", () => {
    const names = new Set(properties.map(([pointer]) => pointer.split("/").at(-1)));
    const unused = [...EDITOR_TEXTS.keys()].filter((key) => !names.has(key.split("/").at(-1)));
    expect(unused).toEqual([]);
  });

  it("stands in one piece and is JSON Schema 2020-12", () => {
    const text = JSON.stringify(schema);
    expect(text).not.toContain("schema.json#");
    expect(text).not.toContain('"x-rule"');
    expect(new Ajv2020({ strict: false, validateFormats: false }).compile(schema)({ executable: {} })).toBe(
      false,
    );
  });

  it("proposes the catalogue's own terms and takes any other", () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    const withTerms = (terms: object) => ({ executable: { kind: "x" }, discovery: { title: "x", terms } });
    expect(JSON.stringify(schema)).toContain('{"const":"knitting","description":"Making loops."}');
    expect(validate(withTerms({ task: ["knitting", "crochet"], other: ["x"] }))).toBe(true);
    expect(validate(withTerms({ task: [4] }))).toBe(false);
  });

  it("finds nothing in any example that has kinds", () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    const names = readdirSync(path.join(ROOT, "examples")).filter((name) => !name.startsWith("wrong-"));
    for (const name of names) {
      const text = readFileSync(path.join(ROOT, "examples", name, "ivoa-execution.yaml"), "utf8");
      if (!text.includes("/kinds/executable/")) continue;
      expect([name, validate(parse(text)), validate.errors]).toEqual([name, true, null]);
    }
  });
});
