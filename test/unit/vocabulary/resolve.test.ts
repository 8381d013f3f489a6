import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Resolution } from "../../../src/vocabulary/vocabulary.ts";
import { loadFiles } from "./vocabulary-folder.ts";

const TASKS = `scheme: {title: Tasks, namespace: "https://example.org/task#"}
concepts:
  work: {prefLabel: work}
  search: {prefLabel: search, broader: [work]}
  source-extraction:
    prefLabel: source extraction
    altLabel: [Source Finder, shared words]
    hiddenLabel: [srcextr]
    broader: [search, measuring]
  measuring: {prefLabel: measuring, altLabel: [shared words], broader: [work]}
  analysis: {prefLabel: analysis, broader: [work]}
  old: {prefLabel: old way, deprecated: true, replacedBy: [older]}
  older: {prefLabel: older way, deprecated: true, replacedBy: [measuring]}
  gone: {prefLabel: gone, deprecated: true}
  split: {prefLabel: split, deprecated: true, replacedBy: [search, measuring]}
  renamed: {prefLabel: plotting, deprecated: true, replacedBy: [drawing]}
  drawing: {prefLabel: drawing, altLabel: [plotting]}
  merged: {prefLabel: merged, altLabel: [hand over], deprecated: true, replacedBy: [replaced]}
  replaced: {prefLabel: replaced, altLabel: [hand over, hand on], deprecated: true, replacedBy: [measuring]}
  parted: {prefLabel: parted, altLabel: [hand on, hand in], deprecated: true, replacedBy: [search]}
  ended: {prefLabel: ended, altLabel: [hand in, hand out], deprecated: true}
  stopped: {prefLabel: stopped, altLabel: [hand out], deprecated: true}
`;

const vocabularies = await loadFiles({
  "task.yaml": TASKS,
  "facets.yaml": "facets: [{key: does, scheme: task, label: Does}]",
});

/** The resolution in one line. */
function toLine(resolution: Resolution): string {
  if (resolution.state === "resolved") {
    const from = resolution.deprecated === undefined ? "" : ` for ${resolution.deprecated.id}`;
    return `${resolution.concept.id}${from}`;
  }
  if (resolution.state === "ambiguous") return `one of ${resolution.choices.map((one) => one.id).join(", ")}`;
  if (resolution.state === "unknown") return `unknown, ${resolution.suggestion?.id ?? "no idea"}`;
  return `no such facet, ${resolution.suggestion ?? "no idea"}`;
}

describe("resolving a term", () => {
  it.each([
    ["source-extraction", "source-extraction"],
    ["https://example.org/task#source-extraction", "source-extraction"],
    ["source extraction", "source-extraction"],
    ["  Source_EXTRACTION ", "source-extraction"],
    ["source‐extractions", "source-extraction"],
    ["sources  extraction", "unknown, source-extraction"],
    ["source finders", "source-extraction"],
    ["SrcExtr", "source-extraction"],
    ["analysis", "analysis"],
    ["shared words", "one of source-extraction, measuring"],
    ["old way", "measuring for old"],
    ["older", "measuring for older"],
    ["gone", "gone for gone"],
    ["split", "one of search, measuring"],
    ["plotting", "drawing"],
    ["renamed", "drawing for renamed"],
    ["hand over", "measuring for merged"],
    ["hand on", "one of measuring, search"],
    ["hand in", "search for parted"],
    ["hand out", "one of ended, stopped"],
    ["sorce extraction", "unknown, source-extraction"],
    ["source extarction", "unknown, source-extraction"],
    ["automatic source extraction of stars", "unknown, source-extraction"],
    ["srcextrr", "unknown, no idea"],
    ["something else", "unknown, no idea"],
    ["", "unknown, no idea"],
    ["constructor", "unknown, no idea"],
    ["__proto__", "unknown, no idea"],
    ["x".repeat(100_000), "unknown, no idea"],
  ])("%j is %j", (text, expected) => {
    expect(toLine(vocabularies.resolve("does", text))).toBe(expected);
  });

  it("knows no facet but those of facets.yaml, and suggests the nearest", () => {
    expect(toLine(vocabularies.resolve("dos", "search"))).toBe("no such facet, does");
    expect(toLine(vocabularies.resolve("__proto__", "search"))).toBe("no such facet, no idea");
  });

  it("finds every concept by each of its labels in any case, with spaces, hyphens or underscores", () => {
    const concepts = [...(vocabularies.schemes.get("task")?.concepts.values() ?? [])];
    const living = concepts.filter((concept) => !concept.deprecated);
    fc.assert(
      fc.property(
        fc.constantFrom(...living),
        fc.constantFrom(" ", "-", "_", "  ", "–"),
        fc.boolean(),
        (concept, gap, isUpper) => {
          const text = concept.prefLabel.replaceAll(" ", gap);
          expect(toLine(vocabularies.resolve("does", isUpper ? text.toUpperCase() : text))).toBe(concept.id);
        },
      ),
    );
  });

  it("is quick where nobody asks what an unknown text was meant to be", async () => {
    const concepts = Array.from(
      { length: 2_000 },
      (_, number) => `  c${number}: {prefLabel: concept of kind ${number}}`,
    );
    const many = await loadFiles({
      "task.yaml": `scheme: {title: Tasks}\nconcepts:\n${concepts.join("\n")}\n`,
      "facets.yaml": "facets: [{key: does, scheme: task, label: Does}]",
    });
    const start = performance.now();
    const all = Array.from({ length: 5_000 }, (_, number) =>
      many.resolve("does", `concept off kind ${number}x`),
    );
    // Looking for what was meant takes half a minute.
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(all.every(({ state }) => state === "unknown")).toBe(true);
    const [first] = all;
    expect(first?.state === "unknown" && first.suggestion?.id).toBe("c0");
  });

  it("never throws, whatever is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, facet) => {
        toLine(vocabularies.resolve("does", text));
        toLine(vocabularies.resolve(facet, text));
      }),
    );
  });
});

describe("the tree of concepts", () => {
  const get = (id: string) => {
    const concept = vocabularies.findConcept("task", id);
    if (concept === undefined) throw new Error(`There is no concept "${id}".`);
    return concept;
  };

  it("gives all broader concepts, the nearest first, each once", () => {
    const ids = vocabularies.ancestors(get("source-extraction")).map((concept) => concept.id);
    expect(ids).toEqual(["search", "measuring", "work"]);
    expect(vocabularies.ancestors(get("work"))).toEqual([]);
  });

  it("gives the narrower concepts in the file's order", () => {
    expect(vocabularies.narrower(get("work")).map((concept) => concept.id)).toEqual([
      "search",
      "measuring",
      "analysis",
    ]);
    expect(vocabularies.narrower(get("source-extraction"))).toEqual([]);
  });

  it("lists every label in lower case with the concepts that carry it", () => {
    const ids = (label: string) => vocabularies.labels.get(label)?.map((concept) => concept.id);
    expect(ids("source finder")).toEqual(["source-extraction"]);
    expect(ids("shared words")).toEqual(["source-extraction", "measuring"]);
    expect(ids("srcextr")).toEqual(["source-extraction"]);
    expect(ids("constructor")).toBeUndefined();
  });

  it("handles 2,400 concepts of many parents in a long chain", async () => {
    const lines = Array.from({ length: 2400 }, (_, number) => {
      const broader = [number - 1, number - 2].filter((parent) => parent >= 0).map((parent) => `c${parent}`);
      return `  c${number}: {prefLabel: concept ${number}, broader: [${broader.join(", ")}]}`;
    });
    const many = await loadFiles({ "many.yaml": `scheme: {title: Many}\nconcepts:\n${lines.join("\n")}\n` });
    const last = many.findConcept("many", "c2399");
    expect(last === undefined ? 0 : many.ancestors(last).length).toBe(2399);
  });
});
