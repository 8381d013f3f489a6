import { ofBranch } from "../../../src/catalogue/versions.ts";
import { describe, expect, it } from "vitest";
import { compareLayers } from "../../../src/catalogue/compare-layers.ts";
import { described } from "../../../src/catalogue/described.ts";
import type { DocumentFacts } from "../../../src/catalogue/document-facts.ts";
import type { Entry } from "../../../src/catalogue/entry.ts";
import { inherit } from "../../../src/catalogue/inherit.ts";
import { source } from "../../support/entry-builders.ts";
import { layerChange, PYTHON, type LayerOptions } from "../../support/layer-builders.ts";
import { term } from "../../web/programs.ts";

function entry(options: LayerOptions): Entry {
  const { change, repository } = layerChange(options);
  const [document] = change.documents;
  if (document === undefined) throw new Error("A program has a document.");
  return {
    program: change.program,
    document,
    runs: ofBranch(document),
    versions: [],
    terms: change.terms,
    problems: [],
    repository,
    source: source(),
  };
}

const developer = entry({
  id: "A",
  at: "dev/tool",
  program: { title: "Tool", titleFrom: "author", summary: "Makes maps.", summaryFrom: "author" },
  discovery: {
    license: "MIT",
    authors: [{ name: "Ada" }],
    homepage: "https://example.org",
    keywords: ["maps"],
  },
  terms: [term("task", "moment-maps"), term("input", "cube")],
  model: {
    executable: PYTHON,
    compute: { kind: "x", kindState: "concrete", memory: { min: 8 }, volumes: [] },
  },
});
const packager = entry({
  id: "B",
  at: "pack/tool",
  role: "packager",
  discovery: { license: "BSD-3-Clause" },
  terms: [term("input", "image")],
});
const publisher = entry({
  id: "C",
  at: "pub/tool",
  role: "publisher",
  program: { title: "Tool for a course", titleFrom: "author" },
});

describe("a layer that says nothing about a field", () => {
  it("has it from the nearest origin that does, and the page knows from which", () => {
    const { entry: whole, from } = inherit([developer, packager, publisher]) ?? {};
    expect(whole?.program).toMatchObject({ title: "Tool for a course", summary: "Makes maps." });
    expect(whole?.document.model.discovery).toMatchObject({
      license: "BSD-3-Clause",
      authors: [{ name: "Ada" }],
      homepage: "https://example.org",
    });
    expect(whole?.terms.map(({ facet, text }) => [facet, text])).toEqual([
      ["input", "image"],
      ["task", "moment-maps"],
    ]);
    const paths = Object.fromEntries([...(from ?? [])].map(([key, { program }]) => [key, program.id]));
    expect(paths).toEqual({
      summary: "A",
      license: "B",
      authors: "A",
      homepage: "A",
      keywords: "A",
      "terms.task": "A",
      "terms.input": "B",
    });
  });

  it("has what its origin's files say below all authors, and below its own files", () => {
    const of = (kind: "codemeta" | "license" | "readme", file: string) => ({ kind, file });
    const withFacts = (own: Entry, facts: DocumentFacts, program: Partial<Entry["program"]>): Entry => ({
      ...own,
      program: { ...own.program, ...program },
      document: { ...own.document, facts },
    });
    const origin = withFacts(
      entry({ id: "A", at: "dev/tool", discovery: { homepage: "https://example.org" } }),
      {
        title: { value: "Tool", from: of("codemeta", "codemeta.json") },
        summary: { value: "Makes maps.", from: of("readme", "README.md") },
        license: { value: "MIT", from: of("license", "LICENSE") },
        homepage: { value: "https://theirs.example.org", from: of("codemeta", "codemeta.json") },
        keywords: { value: ["maps"], from: of("codemeta", "codemeta.json") },
      },
      { title: "Tool", titleFrom: "codemeta", summary: "Makes maps.", summaryFrom: "readme" },
    );
    const layer = withFacts(
      entry({ id: "B", at: "pack/image", role: "packager", discovery: { keywords: ["own"] } }),
      { license: { value: "ISC", from: of("license", "LICENSE") } },
      { title: "image", titleFrom: "repository" },
    );
    const { entry: whole = layer, from } = inherit([origin, layer]) ?? {};
    expect(whole.program).toMatchObject({ title: "Tool", titleFrom: "codemeta", summary: "Makes maps." });
    const told = described(whole);
    expect([told.license?.value, told.homepage?.value, told.keywords?.value]).toEqual([
      "ISC",
      "https://example.org",
      ["own"],
    ]);
    expect([...(from ?? [])].map(([key]) => key).sort()).toEqual(["homepage", "summary", "title"]);
  });

  it("runs what its author wrote, and nothing of its origin's", () => {
    const whole = inherit([developer, packager])?.entry;
    expect(whole?.document.model.executable).toEqual(packager.document.model.executable);
    expect(whole?.document.model.compute).toBeUndefined();
    expect(whole?.document.bytes).toBe(packager.document.bytes);
  });

  it("stays as it is where there is no origin", () => {
    expect(inherit([developer])?.entry).toEqual(developer);
    expect(inherit([])).toBeUndefined();
  });
});

describe("what layers say", () => {
  const fields = new Map(compareLayers([developer, packager, publisher]).map((field) => [field.key, field]));

  it("tells from which layer each field is, and what a later one changed", () => {
    expect(fields.get("title")).toMatchObject({ from: 2, changed: 0 });
    expect(fields.get("summary")).toMatchObject({ from: 0, changed: undefined });
    expect(fields.get("license")).toMatchObject({
      said: ["MIT", "BSD-3-Clause", undefined],
      from: 1,
      changed: 0,
    });
    expect(fields.get("kind")).toMatchObject({
      said: ["python-program", "docker-container", "docker-container"],
      from: 2,
      changed: 0,
      runs: true,
    });
    expect(fields.get("memory")).toMatchObject({ said: ["at least 8 GiB", undefined, undefined], from: 0 });
    expect(fields.get("command")).toMatchObject({ from: 0 });
    expect(fields.get("terms.input")).toMatchObject({ from: 1, changed: 0 });
    expect(fields.has("issues")).toBe(false);
  });

  it("comes in the order of a page", () => {
    expect([...fields.keys()].slice(0, 3)).toEqual(["title", "summary", "terms.task"]);
  });
});

describe("a term that the catalogue found by itself", () => {
  const tagged = (conceptId: string) => ({ ...term("task", conceptId), origin: "catalogue" as const });

  it("gives way to what an origin's author said, and is no one's word there", () => {
    const own = entry({ id: "B", at: "pack/tool", role: "packager", terms: [tagged("photometry")] });
    const { entry: whole, from } = inherit([developer, own]) ?? {};
    expect(whole?.terms.filter(({ facet }) => facet === "task")).toEqual([term("task", "moment-maps")]);
    expect(from?.get("terms.task")).toBe(developer);
  });

  it("stays where no author says anything, the nearest one alone", () => {
    const far = entry({ id: "A", at: "dev/tool", terms: [tagged("moment-maps")] });
    const own = entry({ id: "B", at: "pack/tool", role: "packager", terms: [tagged("photometry")] });
    const silent = entry({ id: "C", at: "pub/tool", role: "publisher" });
    expect(inherit([far, own])?.entry.terms).toEqual([tagged("photometry")]);
    const { entry: whole, from } = inherit([far, own, silent]) ?? {};
    expect(whole?.terms).toEqual([tagged("photometry")]);
    expect(from?.get("terms.task")).toBe(own);
  });
});
