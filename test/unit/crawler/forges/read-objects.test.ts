import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTreeScanner, type TreeEntry } from "../../../../crawler/forges/git/list-tree.ts";
import { parseBlobs, parseFacts } from "../../../../crawler/forges/git/read-objects.ts";

const ID = "a".repeat(40);
const OTHER = "b".repeat(40);
const line = (path: string | Uint8Array, mode = "100644", type = "blob"): Buffer =>
  Buffer.concat([Buffer.from(`${mode} ${type} ${ID}\t`), Buffer.from(path), Buffer.from([0])]);

function scan(...chunks: readonly Buffer[]): readonly TreeEntry[] {
  const scanner = createTreeScanner();
  for (const chunk of chunks) scanner.push(chunk);
  return scanner.end();
}

describe("a tree as git writes it", () => {
  it("is left with manifests, the files beside them and what describes a program", () => {
    const entries = scan(
      line("src/main.c"),
      line("a b/ivoa-execution.yaml"),
      line("a b/ivoa-discovery.yaml"),
      line("x/ivoa-execution.json", "120000"),
      line("ivoa-execution.yaml.orig"),
      line("ivoa-execution.yml", "160000", "commit"),
      line("README.md"),
    );
    expect(entries.map((entry) => [entry.mode, entry.type, entry.path])).toEqual([
      ["100644", "blob", "a b/ivoa-execution.yaml"],
      ["100644", "blob", "a b/ivoa-discovery.yaml"],
      ["120000", "blob", "x/ivoa-execution.json"],
      ["160000", "commit", "ivoa-execution.yml"],
      ["100644", "blob", "README.md"],
    ]);
  });

  it("is the same wherever it is cut into parts", () => {
    const text = Buffer.concat([line("a/ivoa-execution.yaml"), line("ü/ivoa-execution.json"), line("z")]);
    const whole = scan(text);
    expect(whole).toHaveLength(2);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const parts = places.slice(1).map((end, at) => text.subarray(places[at], end));
        expect(scan(...parts)).toEqual(whole);
      }),
    );
  });

  it("is never taken for the whole when it is cut off", () => {
    const text = Buffer.concat([line("a/ivoa-execution.yaml"), line("b/ivoa-execution.yaml")]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 1 }), (length) => {
        fc.pre(text[length - 1] !== 0);
        expect(() => scan(text.subarray(0, length))).toThrow(/part/);
      }),
    );
  });

  it("is refused with more files, more manifests or a longer path than the limits", () => {
    const many = (count: number, entry: Buffer): Buffer =>
      Buffer.concat(Array.from({ length: count }, () => entry));
    expect(() => scan(many(500_001, line("f")))).toThrow(/more than 500000 files/);
    expect(() => scan(many(201, line("ivoa-execution.yaml")))).toThrow(/more than 200 manifests/);
    expect(() => scan(Buffer.alloc(5_000_000, "x"))).toThrow(/folders within each other/);
  });

  it("says of a name that it is no UTF-8", () => {
    const [good, bad] = scan(
      line("ü/ivoa-execution.yaml"),
      line(Buffer.concat([Buffer.from([0xfc]), Buffer.from("/ivoa-execution.yaml")])),
    );
    expect([good?.readable, bad?.readable]).toEqual([true, false]);
  });
});

describe("what git wrote of objects", () => {
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

  it("says which are missing", () => {
    expect(parseFacts(`${ID} blob 12\n${OTHER} missing\n`)).toEqual([
      { id: ID, type: "blob", size: 12 },
      undefined,
    ]);
    expect(() => parseBlobs(Buffer.from(`${ID} missing\n`), [ID])).toThrow(/part/);
  });
});
