import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest } from "../../../../src/manifest/read.ts";
import { allProblems } from "../support.ts";

const FOLDER = path.join(import.meta.dirname, "../../../fixtures/broken-manifests");

/** The finding that says most about a broken manifest. */
function findingOf(name: string): { readonly hint: string; readonly fix: string | undefined } {
  const bytes = readFileSync(path.join(FOLDER, `${name}.yaml`));
  const [first] = allProblems(readManifest(bytes, { file: `${name}.yaml` }));
  return { hint: first?.hint ?? "", fix: first?.fix };
}

describe("hints say what to write", () => {
  it.each([
    ["amount-half", "Write a whole number, such as 1."],
    ["amount-requested", "Write cores: {min: 2, max: 4}."],
    ["data-ivoid-flat", 'Write "ivoa:" above'],
    ["data-rucio-flat", 'Write "rucio:" above'],
    ["choices-as-text", "each word for itself"],
    ["hyphen-option", "a hyphen and a blank before it"],
    ["image-scheme-capitals", "Write ghcr.io/observatory/starfinder:2.3.1-RC"],
    ["license-family", 'Did you mean "GPL-3.0-or-later" or "GPL-3.0-only" or'],
    ["license-word", "https://spdx.org/licenses"],
    ["python-file-alone", "Write the packages in a list"],
    ["key-other-type", 'Did you mean "authors", which is a list?'],
    ["key-rivals", "Another key here may be meant as it as well."],
    ["key-two-near", 'Did you mean "min" or "max"?'],
    ["quote-several", "list in brackets"],
    ["amount-range-unit", 'Amounts count GiB: "4 GB" is exactly 3.725290298461914 GiB.'],
    ["author-as-text", "name:"],
    ["image-capitals-twice", '"observatory/starfinder"'],
    ["kind-of-nobody", "docker-container, singularity-container, jupyter-notebook, python-program."],
    ["license-name", "GPL-3.0-only"],
    ["python-address", "name @ git+https://"],
    ["terms-as-list", "each under the name of its facet"],
  ])("for %s", (name, words) => {
    expect(findingOf(name).hint).toContain(words);
  });

  it.each([
    "choices-as-text",
    "hyphen-option",
    "image-scheme-capitals",
    "license-family",
    "python-file-alone",
    "data-ivoid-flat",
    "key-other-type",
    "key-rivals",
    "key-two-near",
    "quote-several",
  ])("and leave %s to its author", (name) => {
    expect(findingOf(name).fix).toBeUndefined();
  });

  it.each([
    ["comment-slashes", "#"],
    ["hyphen-without-blank-item", "- "],
    ["image-pull-command", "ghcr.io/observatory/starfinder:2.3.1"],
    ["image-as-text", '{"locations": ["ghcr.io/observatory/starfinder:2.3.1"]}'],
    ["license-address", "MIT"],
    ["port-protocol", "HTTP"],
  ])("and mend %s", (name, fix) => {
    expect(findingOf(name).fix).toBe(fix);
  });
});
