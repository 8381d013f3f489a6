import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExamples, describeReport, findUnsourcedFacts } from "../../../scripts/examples-check.ts";

const SOURCED = `executable:
  kind: docker-container
  image:
    locations:
      - ghcr.io/demo/tool:1.0 # source: demo/tool:README.md
      - docker.io/demo/tool:1.0 # source: demo/tool:.github/workflows/publish.yml
discovery:
  license: MIT # source: PyPI metadata of tool 1.0
  publications:
    - doi: 10.1000/182 # source: demo/tool:CITATION.cff
`;

describe("facts without a source", () => {
  it("are none when every licence, DOI and location has its source on its line", () => {
    expect(findUnsourcedFacts(SOURCED, "a.yaml")).toEqual({ facts: 4, unsourced: [] });
  });

  it("are listed with their line, also inside a list", () => {
    const text = SOURCED.replace(" # source: demo/tool:.github/workflows/publish.yml", "").replace(
      " # source: demo/tool:CITATION.cff",
      " # a comment of another kind",
    );
    expect(findUnsourcedFacts(text, "a.yaml").unsourced).toEqual([
      {
        file: "a.yaml",
        line: 6,
        sentence: 'locations "docker.io/demo/tool:1.0" has no "# source:" on its line',
      },
      { file: "a.yaml", line: 10, sentence: 'doi "10.1000/182" has no "# source:" on its line' },
    ]);
  });

  it("include a source that names no file and no package", () => {
    const { unsourced } = findUnsourcedFacts("license: MIT # source: somebody said so\n", "a.yaml");
    expect(unsourced.map((fact) => fact.sentence)).toEqual([expect.stringContaining('"somebody said so"')]);
  });

  it("are not excused by a source on the next line or inside the value", () => {
    const text = 'license: "MIT # source: demo/tool:LICENSE"\n# source: demo/tool:LICENSE\n';
    expect(findUnsourcedFacts(text, "a.yaml").unsourced).toHaveLength(1);
  });

  it("count the location of an executable, but not that of the user's data", () => {
    const text =
      "executable:\n  location: https://example.org/a.ipynb\ndata:\n  - location: https://example.org/b\n";
    expect(findUnsourcedFacts(text, "a.yaml").unsourced.map((fact) => fact.line)).toEqual([2]);
  });

  it("are looked for in every document of a file", () => {
    const text = "license: MIT\n---\nlicense: MIT\n";
    expect(findUnsourcedFacts(text, "a.yaml").unsourced.map((fact) => fact.line)).toEqual([1, 3]);
  });

  it("include a file that is not YAML, with the place of the error", () => {
    const { unsourced } = findUnsourcedFacts("executable:\n  command: [a\nb: c\n", "a.yaml");
    expect(unsourced[0]?.sentence).toMatch(/^Not YAML: /);
    expect(unsourced[0]?.line).toBeGreaterThan(1);
  });

  it("never make the check throw, whatever a file holds", () => {
    assert(
      property(string(), (text) => {
        const { unsourced } = findUnsourcedFacts(text, "a.yaml");
        return unsourced.every((fact) => fact.line >= 1);
      }),
    );
  });
});

describe("the examples of this project", () => {
  it("say where each of their facts comes from", async () => {
    const report = await checkExamples("examples");
    expect(report.unsourced).toEqual([]);
    expect(report.facts).toBeGreaterThan(40);
    expect(report.skipped).toBeGreaterThanOrEqual(2);
    expect(describeReport(report)).toContain("each with its source");
  });
});
