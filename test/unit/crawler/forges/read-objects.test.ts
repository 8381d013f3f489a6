import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBlobs, parseSizes, parseTree } from "../../../../crawler/forges/git/read-objects.ts";
import { isWanted } from "../../../../crawler/forges/manifest-files.ts";

const ID = "a".repeat(40);
const OTHER = "b".repeat(40);
const line = (path: string, mode = "100644", type = "blob") => `${mode} ${type} ${ID}\t${path}\0`;

describe("what git wrote", () => {
  it("is a tree of which only manifests and discovery files are wanted", () => {
    const text = [
      line("README.md"),
      line("a b/ivoa-execution.yaml"),
      line("a b/ivoa-discovery.yaml"),
      line("x/ivoa-execution.json", "120000"),
      line("ivoa-execution.yaml.orig"),
      line("ivoa-execution.yml", "160000", "commit"),
    ].join("");
    expect(parseTree(text, isWanted, 100).map((entry) => [entry.mode, entry.path])).toEqual([
      ["100644", "a b/ivoa-execution.yaml"],
      ["100644", "a b/ivoa-discovery.yaml"],
      ["120000", "x/ivoa-execution.json"],
    ]);
  });

  it("is never taken for the whole tree when it is cut off", () => {
    const text = line("a/ivoa-execution.yaml") + line("b/ivoa-execution.yaml");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 1 }), (length) => {
        const cut = text.slice(0, length);
        fc.pre(!cut.endsWith("\0"));
        expect(() => parseTree(cut, isWanted, 100)).toThrow(/part/);
      }),
    );
  });

  it("is refused when the tree has more entries than the limit", () => {
    expect(() => parseTree(line("a") + line("b"), isWanted, 1)).toThrow(/more than 1 file/);
  });

  it("is blobs of any bytes, each as long as git says", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, two) => {
        const output = Buffer.concat([
          Buffer.from(`${ID} blob ${String(one.length)}\n`),
          one,
          Buffer.from(`\n${OTHER} blob ${String(two.length)}\n`),
          two,
          Buffer.from("\n"),
        ]);
        const blobs = parseBlobs(output, [ID, OTHER]);
        expect([blobs.get(ID), blobs.get(OTHER)]).toEqual([one, two]);
        expect(() => parseBlobs(output.subarray(0, -1), [ID, OTHER])).toThrow(/part/);
      }),
    );
  });

  it("says which objects are missing", () => {
    expect(parseSizes(`${ID} blob 12\n${OTHER} missing\n`)).toEqual(new Map([[ID, 12]]));
    expect(() => parseBlobs(Buffer.from(`${ID} missing\n`), [ID])).toThrow(/part/);
  });
});
