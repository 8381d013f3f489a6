import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../src/catalogue/checker.ts";
import { checkVocabularies } from "../../../src/vocabulary/check.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Concept } from "../../../src/vocabulary/vocabulary.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, "vocabularies");
const DATA = process.env["EXECAT_TEST_DATA"];
const vocabularies = await loadVocabularies(FOLDER);

function conceptsOf(scheme: string): readonly Concept[] {
  return [...(vocabularies.schemes.get(scheme)?.concepts.values() ?? [])];
}

describe("the shipped vocabularies", () => {
  it("pass their own check without errors and warnings", async () => {
    const findings = (await checkVocabularies(FOLDER, ROOT)).flatMap((file) => file.findings);
    expect(findings.filter(({ severity }) => severity !== "hint")).toEqual([]);
  });

  it("hold about 200 tasks under about 12 heads, three to four levels deep, each with a sentence", () => {
    const tasks = conceptsOf("task").filter(({ deprecated }) => !deprecated);
    expect(tasks.length).toBeGreaterThanOrEqual(200);
    const heads = tasks.filter(({ broader }) => broader.length === 0);
    expect(heads.length).toBeGreaterThanOrEqual(11);
    expect(heads.length).toBeLessThanOrEqual(14);
    const depth = (concept: Concept): number =>
      1 + Math.max(0, ...concept.broader.map((id) => depth(vocabularies.findConcept("task", id)!)));
    expect(Math.max(...tasks.map(depth))).toBeGreaterThanOrEqual(3);
    expect(Math.max(...tasks.map(depth))).toBeLessThanOrEqual(5);
    for (const { id, definition } of tasks) {
      expect(definition, id).toMatch(/^\p{Lu}[^.]*\.$/u);
    }
  });

  it.each([
    ["source extraction", "detection"],
    ["source finder", "detection"],
    ["cube manipulation", "spectral-analysis"],
    ["cube manipulation", "image-analysis"],
    ["frequency inversion", "data-reduction"],
    ["RM synthesis", "frequency-inversion"],
    ["synthesis imaging", "interferometry"],
    ["fast radio burst search", "time-domain-analysis"],
    ["photo-z", "measurement"],
  ])("have %j below %j, where it is looked for", (text, above) => {
    const resolution = vocabularies.resolve("task", text);
    if (resolution.state !== "resolved") throw new Error(`"${text}" is ${resolution.state}.`);
    expect(vocabularies.ancestors(resolution.concept).map(({ id }) => id)).toContain(above);
  });

  it("take the spelling of either side of the ocean", () => {
    for (const [british, american] of [
      ["data visualisation", "data visualization"],
      ["PSF modelling", "PSF modeling"],
      ["catalogue work", "catalog work"],
      ["colour image composition", "color image composition"],
      ["detector characterisation", "detector characterization"],
    ] as const) {
      expect(vocabularies.resolve("task", american)).toEqual(vocabularies.resolve("task", british));
    }
  });

  it("know every term of the examples, but for the one that is misspelt on purpose", () => {
    const checker = createChecker(vocabularies);
    const folder = join(ROOT, "examples");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith("ivoa-execution.yaml"),
    );
    expect(files.length).toBeGreaterThan(15);
    const findings = files.flatMap((file) =>
      checker
        .check(readFileSync(join(folder, file)), { file, discovery: undefined })
        .problems.filter(({ rule }) => rule.startsWith("terms/"))
        .map(({ sentence }) => sentence),
    );
    expect(findings).toEqual(['The facet "task" has no term "source extracton".']);
  });

  it("keep the ids and namespaces of the lists that they come from", () => {
    for (const [scheme, id, uri] of [
      ["data", "light-curve", "http://www.ivoa.net/rdf/product-type#light-curve"],
      ["messenger", "X-ray", "http://www.ivoa.net/rdf/messenger#X-ray"],
      ["level", "obscore-calibrated", "http://www.ivoa.net/rdf/processing-level#obscore-calibrated"],
      ["object", "puls-v-star-b-cep", "http://www.ivoa.net/rdf/object-type#puls-v-star-b-cep"],
    ] as const) {
      expect(vocabularies.findConcept(scheme, id)?.uri).toBe(uri);
    }
  });
});

describe.skipIf(DATA === undefined)("the shipped vocabularies beside what they come from", () => {
  const folder = join(DATA ?? "", "vocabularies");

  it("match only concepts that the Unified Astronomy Thesaurus has and has not deprecated", () => {
    const uris = new Set<string>();
    const walk = (concepts: readonly UatConcept[] | null | undefined): void => {
      for (const { uri, children } of concepts ?? []) {
        uris.add(uri);
        walk(children);
      }
    };
    walk((JSON.parse(readFileSync(join(folder, "UAT.json"), "utf8")) as UatConcept).children);
    const ours = ["task", "domain", "data", "object"].flatMap(conceptsOf);
    const matches = ours.flatMap(({ id, exactMatch, closeMatch, broadMatch }) =>
      [...exactMatch, ...closeMatch, ...broadMatch]
        .filter((uri) => uri.startsWith("http://astrothesaurus.org/"))
        .map((uri) => ({ id, uri })),
    );
    expect(matches.length).toBeGreaterThan(150);
    expect(matches.filter(({ uri }) => !uris.has(uri))).toEqual([]);
  });

  it("hold every term of the IVOA lists below the same broader ones", () => {
    for (const [scheme, file] of [
      ["data", "product-type"],
      ["messenger", "messenger"],
      ["level", "processing-level"],
      ["object", "object-type"],
    ] as const) {
      const above: string[] = [];
      for (const line of readFileSync(join(folder, "ivoa", `${file}.csv`), "utf8").split("\n")) {
        const [id = "", level = ""] = line.split(";").map((part) => part.trim());
        if (id === "") continue;
        above[Number(level)] = id;
        const concept = vocabularies.findConcept(scheme, id);
        const parent = Number(level) > 1 ? [above[Number(level) - 1]] : [];
        expect(concept?.broader, id).toEqual(expect.arrayContaining(parent));
      }
    }
  });
});

interface UatConcept {
  readonly uri: string;
  readonly children?: readonly UatConcept[] | null;
}
