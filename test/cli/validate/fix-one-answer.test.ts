import path from "node:path";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../src/catalogue/checker.ts";
import { applySafely } from "../../../src/commands/validate-fix.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const checker = createChecker(await loadVocabularies(path.join(ROOT, "vocabularies")));
const FILE = "ivoa-execution.yaml";

const KIND = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/";

/** A sound container, which what follows belongs to. */
const HEAD = `executable:
  kind: ${KIND}executable/docker-container.yaml
  image:
    locations: [registry.example.org/tools/root:1.4.0]
    digest: sha256:${"0123456789abcdef".repeat(4)}
`;

/** What `--fix` makes of a text behind the head. */
function fixed(text: string): string {
  const bytes = new TextEncoder().encode(HEAD + text);
  const { manifest } = applySafely({ file: FILE, bytes, discovery: undefined }, checker);
  return new TextDecoder().decode(manifest.bytes).replace(HEAD, "");
}

describe("execat validate --fix mends what has one right answer", () => {
  it.each([
    ['discovery:\n  title: "Root", # ours\n', 'discovery:\n  title: "Root" # ours\n'],
    [
      'discovery:\n  title: Root\n  keywords:\n    - "a",\n    - "b",\n',
      'discovery:\n  title: Root\n  keywords:\n    - "a"\n    - "b"\n',
    ],
    // What was wrong below the key all the time is no reason to leave the key as it is.
    [
      "discovery:\n  title: Root\n  parametres:\n    - {name: a, argument: --a, type: int}\n",
      "discovery:\n  title: Root\n  parameters:\n    - {name: a, argument: --a, type: int}\n",
    ],
  ])("in %j", (text, wanted) => {
    expect(fixed(text)).toBe(wanted);
  });
});

describe("execat validate --fix leaves to their author", () => {
  it.each([
    'discovery:\n  title: Root\n  keywords: "radio", "imaging"\n',
    'discovery:\n  authors:\n    - name: "Ada", orcid: "0000-0002-1825-0097"\n',
    "discovery:\n  title: Root\n  summary: Fits two profiles: Gaussian and\n    Lorentzian.\n",
    'discovery:\n  title: Root\n  summary: "Finds\n    it.\n  role: developer\n',
    "discovery:\n  title: Root\n  summary: | Finds it.\n    And more.\n",
    'discovery:\n  title: Root\n  summary: "Root" finds\n    roots.\n',
    "discovery:\n  title: Root\n  parameters:\n    - {name: a, argument: --a, type: choice, choices: fast|slow}\n",
    "  command:\n    - a\n    -o\n",
    "discovery:\n  title: Root\n  license: GPL\n",
    "discovery:\n  title: Root\n  licence: Apache-2.0\n  License: MIT\n",
    "discovery:\n  title: Root\n  derived-from: a\n  derived_from: b\n",
    "discovery:\n  title: Root\n  author: Ada Example\n",
    "discovery:\n  title: Root\n  sumary: [Takes roots.]\n",
    "discovery:\n  title: Root\n  input: [image]\n",
    "  environments: {A: b}\n  Environment: {A: c}\n",
    `data:\n  - kind: ${KIND}data/ivoa-data-resource.yaml\n    ivoid: ivo://example/roots\n`,
    `compute:\n  kind: ${KIND}compute/simple-compute-resource.yaml\n  cores: {mix: 2}\n`,
  ])("%j", (text) => {
    expect(fixed(text)).toBe(text);
  });
});
