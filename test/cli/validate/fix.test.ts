import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../src/catalogue/checker.ts";
import { validate } from "../../../src/commands/validate.ts";
import { applySafely } from "../../../src/commands/validate-fix.ts";
import type { Problem, Severity } from "../../../src/manifest/problems.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const FOLDER = path.join(ROOT, "test/fixtures/broken-manifests");
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const checker = createChecker(await loadVocabularies(path.join(ROOT, "vocabularies")));
const FILE = "ivoa-execution.yaml";

function problemsOf(bytes: Uint8Array): readonly Problem[] {
  return checker.check(bytes, { file: FILE }).problems;
}

function fixed(bytes: Uint8Array): Uint8Array {
  return applySafely({ file: FILE, bytes, discovery: undefined }, checker).manifest.bytes;
}

function fixText(text: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(fixed(new TextEncoder().encode(text)));
}

/** Errors first, then warnings, then hints, as one number. */
function badness(bytes: Uint8Array): number {
  const weight: Readonly<Record<Severity, number>> = { error: 1_000_000, warning: 1000, hint: 1 };
  return problemsOf(bytes).reduce((sum, { severity }) => sum + weight[severity], 0);
}

/** Pointers of the keys that mean nothing where they stand. */
function keysUnknown(bytes: Uint8Array): ReadonlySet<string> {
  const unknown = problemsOf(bytes).filter(({ rule }) => /^shape\/(?:misspelt|unknown)-key$/u.test(rule));
  return new Set(unknown.map(({ pointer }) => pointer));
}

function expectNoWorse(before: Uint8Array): void {
  const after = fixed(before);
  const same = Buffer.compare(before, after) === 0;
  if (same) return;
  // A key that gets its meaning may bring to light what was wrong below it all the time, other such keys too.
  const left = keysUnknown(after);
  const gotMeaning = [...keysUnknown(before)].some((pointer) => !left.has(pointer));
  if (!gotMeaning) expect(badness(after)).toBeLessThan(badness(before));
  expect(Buffer.compare(fixed(after), after), "a second time changes nothing").toBe(0);
}

describe("execat validate --fix", () => {
  it.each(NAMES)("makes %s better or leaves it alone, and is done at once", (name) => {
    expectNoWorse(readFileSync(path.join(FOLDER, name)));
  });

  it("mends every finding that has a fix on its own", () => {
    const left = NAMES.flatMap((name) => {
      const after = fixed(readFileSync(path.join(FOLDER, name)));
      return problemsOf(after).flatMap(({ fix, rule }) => (fix === undefined ? [] : [`${name} ${rule}`]));
    });
    expect(left).toEqual([]);
  });

  it("quotes the slide's requirement", () => {
    const text =
      "executable:\n  type: uri:python-program\n  requirements:\n    python: > 3.10 # or newer\n    numpy: '> 2.1.1'\n";
    expect(fixText(text)).toBe(text.replace("> 3.10", '"> 3.10"'));
  });

  it("keeps comments, layout, order and quoting, and ends lines as others do", () => {
    const text = [
      "# Ours",
      "executable:   # what runs",
      "    kind:   'docker-container'",
      '    "imgae":',
      "        digest:  abc   # to do",
      "        locations:   [ docker://example.org/tools/a:1 ]",
      "discovery: { title: A,   sumary:   'B',  version: 1.10 }",
    ].join("\r\n");
    const kind =
      "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml";
    const expected = text
      .replace("'docker-container'", `'${kind}'`)
      .replace('"imgae"', '"image"')
      .replace("docker://", "")
      .replace("sumary", "summary")
      .replace("1.10", '"1.10"')
      .replaceAll("\r\n", "\n");
    expect(fixText(text)).toBe(expected);
  });

  it("takes a byte order mark away, and mends what stands behind it in its place", () => {
    const text = "executable: {type: docker-container, location: a/b:1.0}\ndiscovery: {version: 1.10}\n";
    expect(fixText(`\uFEFF${text}`)).toBe(text.replace("1.10", '"1.10"'));
  });

  it("puts blanks in the place of tabs, and leaves those of a text alone", () => {
    const text =
      "executable:\n\ttype: docker-container\n\tlocation: a/b:1.0\ndiscovery:\n\ttitle: Root\n\tsummary: Takes roots.\n\tdescription: |\n\t\tTable\n\t\t\tcell\tcell\n";
    const mended = text.replaceAll(/^\t{1,2}/gmu, (tabs) => "  ".repeat(tabs.length));
    expect(fixText(text)).toBe(mended);
  });

  it("leaves tabs beside blanks to their author", () => {
    const text = "executable:\n  image:\n\tlocations: [a/b:1.0]\n\tdigest: x\n  type: docker-container\n";
    expect(fixText(text)).toBe(text);
  });

  it("never writes a secret into a finding's fix", () => {
    for (const name of NAMES.filter((one) => one.startsWith("secret-"))) {
      for (const { fix } of problemsOf(readFileSync(path.join(FOLDER, name))))
        expect(fix ?? "").not.toContain("ada");
    }
  });

  it("never makes a manifest worse that was damaged at random", () => {
    const texts = NAMES.map((name) => readFileSync(path.join(FOLDER, name), "utf8"));
    const pieces = [
      "",
      " ",
      "  ",
      "\t",
      ":",
      ": ",
      '"',
      "'",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "#",
      " #",
      "\n",
      "> ",
      "*",
      "&",
      "@",
    ];
    const damaged = fc
      .tuple(fc.constantFrom(...texts), fc.nat(2000), fc.nat(4), fc.constantFrom(...pieces))
      .map(([text, place, length, piece]) => {
        const at = place % (text.length + 1);
        return text.slice(0, at) + piece + text.slice(at + length);
      });
    fc.assert(
      fc.property(damaged, (text) => expectNoWorse(new TextEncoder().encode(text))),
      { numRuns: 300 },
    );
  });

  it("writes the file and the one beside it, says so on stderr, and reports what is left", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "execat-fix-"));
    try {
      const bad = readFileSync(path.join(FOLDER, "python-slides.yaml"), "utf8").split("discovery:")[0] ?? "";
      writeFileSync(path.join(folder, FILE), bad);
      writeFileSync(path.join(folder, "ivoa-discovery.yaml"), "title: Root\nsumary: Takes roots.\n");
      const out: string[] = [];
      const errors: string[] = [];
      const run = (): Promise<number> =>
        validate(
          ["."],
          { format: "pretty", severity: "error", fix: true },
          {
            checker,
            openRepositoryCheck: () => Promise.reject(new Error("No address was given.")),
            signal: new AbortController().signal,
            write: (text) => out.push(text),
            writeError: (text) => errors.push(text),
            cwd: folder,
          },
        );
      expect(await run()).toBe(0);
      expect(errors).toEqual([`${FILE}: 3 findings mended.`]);
      expect(out.join("\n")).toContain("python/misspelt");
      expect(readFileSync(path.join(folder, FILE), "utf8")).toContain('numpi: "> 2.1.1"');
      expect(readFileSync(path.join(folder, "ivoa-discovery.yaml"), "utf8")).toBe(
        "title: Root\nsummary: Takes roots.\n",
      );
      errors.length = 0;
      await run();
      expect(errors).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
