import path from "node:path";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../src/catalogue/checker.ts";
import { applySafely } from "../../../src/commands/validate-fix.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const checker = createChecker(await loadVocabularies(path.join(ROOT, "vocabularies")));
const FILE = "ivoa-execution.yaml";

/** A sound container, which what follows belongs to. */
const HEAD = `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
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
  ])("%j", (text) => {
    expect(fixed(text)).toBe(text);
  });
});
