import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { convertManifest } from "../../../src/manifest/convert/convert.ts";
import { lossesOf } from "../../../src/manifest/losses.ts";
import type { ManifestModel } from "../../../src/manifest/model.ts";
import { bytesOf, read } from "./support.ts";
import { DOCUMENTS } from "./dialect-documents.ts";

/** What JSON makes of a model without what the losses name. */
function without(model: ManifestModel, to: "C" | "D"): unknown {
  const copy = JSON.parse(JSON.stringify(model)) as Record<string, unknown>;
  for (const { pointer, left } of lossesOf(model, to)) {
    if (!left) continue;
    const path = pointer.split("/").slice(1);
    const last = path.pop() ?? "";
    let object: unknown = copy;
    for (const key of path) object = (object as Record<string, unknown>)[key];
    expect(Object.keys(object as object)).toContain(last);
    delete (object as Record<string, unknown>)[last];
  }
  return copy;
}

describe.each(Object.keys(DOCUMENTS) as readonly (keyof typeof DOCUMENTS)[])(
  "a document of dialect %s",
  (dialect) => {
    it("is read without an error, each of its findings at a place that exists", () => {
      fc.assert(
        fc.property(DOCUMENTS[dialect], (written) => {
          const [document] = read(JSON.stringify(written)).documents;
          expect(document?.dialect).toBe(dialect);
          expect(document?.problems.filter(({ severity }) => severity === "error")).toEqual([]);
          expect(document?.model).toBeDefined();
          for (const { pointer } of document?.problems ?? []) expect(exists(written, pointer)).toBe(true);
        }),
        { numRuns: 40 },
      );
    });

    it.each(["D", "C"] as const)("says the same in dialect %s, but for what is listed as left out", (to) => {
      fc.assert(
        fc.property(DOCUMENTS[dialect], (written) => {
          const text = stringify(written);
          const [before] = read(text).documents;
          const [converted] = convertManifest(bytesOf(text), "x.yaml", to).documents;
          const [after] = read(converted?.text ?? "").documents;
          expect(after?.problems.filter(({ severity }) => severity === "error")).toEqual([]);
          expect(JSON.parse(JSON.stringify(after?.model))).toEqual(
            before?.model === undefined ? undefined : without(before.model, to),
          );
          const again = convertManifest(bytesOf(converted?.text ?? ""), "x.yaml", to);
          expect(again.documents[0]?.text).toBe(converted?.text);
          const left = again.documents[0]?.notes.filter(({ sentence }) => sentence.includes("left out"));
          expect(left).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });
  },
);

/** The document with something else in the place of one of its parts. */
function withJunk(document: unknown, steps: readonly number[], junk: unknown): unknown {
  const [step, ...rest] = steps;
  if (typeof document !== "object" || document === null || step === undefined) return junk;
  const keys = Object.keys(document);
  const key = keys[step % keys.length];
  if (key === undefined) return junk;
  const inner = withJunk((document as Record<string, unknown>)[key], rest, junk);
  if (Array.isArray(document))
    return document.map((item: unknown, index) => (String(index) === key ? inner : item));
  return { ...document, [key]: inner };
}

const JUNK = [
  null,
  true,
  0,
  -1,
  1.5,
  "",
  "x",
  [],
  {},
  [[]],
  [null],
  [{}],
  { min: {} },
  { name: [] },
  ["x", {}],
];

describe("documents of older dialects with faults", () => {
  it("are read and converted without a throw, with findings at places in the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(...Object.values(DOCUMENTS)),
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        fc.constantFrom<unknown>(...JUNK),
        (written, steps, junk) => {
          const text = JSON.stringify(withJunk(written, steps, junk));
          const { documents, problems } = read(text);
          for (const problem of [...problems, ...documents.flatMap((document) => [...document.problems])]) {
            expect(problem.line).toBe(1);
            expect(problem.column).toBeLessThanOrEqual(text.length + 1);
          }
          const [converted] = convertManifest(bytesOf(text), "x.json", "C").documents;
          expect(converted?.text === undefined).toBe(documents[0]?.model === undefined);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("have a few findings for thousands of faults", () => {
    const many = Array.from({ length: 600 }, (_, index) => index);
    const uri = "https://www.purl.org/ivoa.net/EB/schema/types/executable/docker-container-1.0";
    const document = {
      executable: { type: uri, image: { locations: ["a/b:1"] } },
      compute: { volumes: many.map((index) => `v${index}`) },
      volumes: many.map((index) => ({ name: `w${index}`, resources: ["a"] })),
      data: many.map((index) => ({ type: `simple-data-resourse${index}` })),
    };
    const problems = read(JSON.stringify(document)).documents[0]?.problems ?? [];
    expect(problems.length).toBeLessThan(1000);
    expect(problems.filter(({ rule }) => rule === "shape/too-many").length).toBeGreaterThanOrEqual(2);
  });
});

/** True when a JSON pointer leads to something. */
function exists(document: unknown, pointer: string): boolean {
  let value = document;
  for (const key of pointer.split("/").slice(1)) {
    const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Record<string, unknown>)[name];
  }
  return true;
}
