import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProduct, ROOT, type Product } from "../support/product.ts";

let product: Product;
beforeAll(() => {
  product = createProduct();
  const folder = path.join(product.folder, "words");
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, "colour.yaml"),
    "scheme: {title: Colours}\nconcepts:\n  red: {prefLabel: red, definition: As blood.}\n  dark: {prefLabel: dark, broader: [rad]}\n",
  );
  writeFileSync(
    path.join(folder, "shape.yaml"),
    "scheme: {title: Shapes}\nconcepts: {round: {prefLabel: ROUNDISH}}\n",
  );
});
afterAll(() => product.remove());

const check = (...args: readonly string[]) => product.run(["vocabulary", "check", ...args]);

describe("execat vocabulary check", () => {
  it("prints each finding with its place, the line and what to do, and exits with 1 for an error", async () => {
    const { code, stdout, stderr } = await check("words");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      'words/colour.yaml:4:3 hint "dark" has no definition. [vocabulary/definition-missing]',
      "    4 |   dark: {prefLabel: dark, broader: [rad]}",
      "      |   ^^^^",
      "  One sentence in your own words tells readers and curators what it means.",
      'words/colour.yaml:4:37 error "broader" of "dark" names "rad", which is no concept of this scheme. [vocabulary/concept-unknown]',
      "    4 |   dark: {prefLabel: dark, broader: [rad]}",
      "      |                                     ^^^",
      '  Did you mean "red"?',
      'words/shape.yaml:2:12 hint "round" has no definition. [vocabulary/definition-missing]',
      "    2 | concepts: {round: {prefLabel: ROUNDISH}}",
      "      |            ^^^^^",
      "  One sentence in your own words tells readers and curators what it means.",
      'words/shape.yaml:2:20 warning The label "ROUNDISH" of "round" is in capitals. [vocabulary/label-capitals]',
      "    2 | concepts: {round: {prefLabel: ROUNDISH}}",
      "      |                    ^^^^^^^^^",
      "  Write it as in the middle of a sentence; only abbreviations are in capitals.",
      "1 error, 1 warning, 2 hints in 2 files",
      "",
    ]);
  });

  it("exits with 0 where there are warnings and hints only, and with 2 where nothing could be read", async () => {
    expect((await check("words/shape.yaml")).code).toBe(0);
    const { code, stderr } = await check("nowhere");
    expect(code).toBe(2);
    expect(stderr).toContain('"nowhere" is not there.');
  });

  it("checks the catalogue's own vocabularies when no path is named, without a native module", async () => {
    const guard = path.join(product.folder, "no-native-module.cjs");
    writeFileSync(guard, 'process.dlopen = () => { throw new Error("a native module is loaded"); };\n');
    const { code, stdout, stderr } = await product.run(["vocabulary", "check"], {
      NODE_OPTIONS: `--require ${guard}`,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^0 errors, 0 warnings, \d+ hints? in \d+ files$/mu);
    const named = await product.run(["vocabulary", "check"], {
      EXECAT_VOCABULARIES: path.join(ROOT, "test/fixtures/other-science/vocabularies"),
    });
    expect(named.stdout).toBe("0 errors, 0 warnings, 0 hints in 3 files\n");
  });

  it("checks a clone of a curation whole: overlays, collections and settled terms too", async () => {
    const clone = path.join(product.folder, "clone");
    for (const name of ["vocabularies", "overlays/deep", "collections"]) {
      mkdirSync(path.join(clone, name), { recursive: true });
    }
    writeFileSync(
      path.join(clone, "vocabularies/colour.yaml"),
      "scheme: {title: Colours}\nconcepts: {red: {prefLabel: red, definition: As blood.}}\n",
    );
    writeFileSync(path.join(clone, "overlays/deep/a.yaml"), "entry: git.example/a/b\nsumary: Better.\n");
    writeFileSync(path.join(clone, "collections/list.yaml"), "title: A list\nitems: [git.example/a/b]\n");
    const { code, stdout } = await check("clone");
    expect(code).toBe(1);
    expect(stdout).toMatch(/clone\/overlays\/deep\/a\.yaml:2:1 error .*sumary.*\[curation\/key-unknown\]/);
    expect(stdout).toContain("1 error, 0 warnings, 0 hints in 3 files");
  });
});
