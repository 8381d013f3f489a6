import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { toSchemeTriples } from "../../../src/vocabulary/export/scheme-triples.ts";
import { writeJsonLd } from "../../../src/vocabulary/export/write-jsonld.ts";
import type { ConceptScheme } from "../../../src/vocabulary/vocabulary.ts";
import { BASE, canonical, importText, schemeOf, turtleOf } from "../../support/vocabulary-graph.ts";

const FIXTURES = path.join(import.meta.dirname, "../../fixtures/vocabulary-import");
const DATA = process.env["EXECAT_TEST_DATA"];
const fixture = (name: string): string => readFileSync(path.join(FIXTURES, name), "utf8");

/** Out as Turtle, in again, and out once more: the same graph each time. Answers that graph. */
async function expectRoundTripAsTurtle(scheme: ConceptScheme): Promise<string> {
  const turtle = turtleOf(scheme);
  const graph = await canonical(turtle);
  const again = await importText(turtle, { as: scheme.id });
  expect(again).toMatchObject({ format: "turtle", leftOut: new Map() });
  expect(await canonical(turtleOf(again.scheme))).toBe(graph);
  return graph;
}

/** The same as Turtle and as JSON-LD. */
async function expectRoundTrip(scheme: ConceptScheme): Promise<void> {
  const graph = await expectRoundTripAsTurtle(scheme);
  const options = { as: scheme.id };
  const fromJsonLd = await importText(writeJsonLd(toSchemeTriples(scheme, BASE)), options);
  expect(fromJsonLd).toMatchObject({ format: "jsonld", leftOut: new Map() });
  expect(await canonical(turtleOf(fromJsonLd.scheme))).toBe(graph);
}

describe("a vocabulary that was imported", () => {
  it.each([
    "instruments.ttl",
    "crystals.rdf",
    "soils.jsonld",
    "winds.nt",
    "pitches.desise.json",
    "stones.csv",
  ])("is exported and imported again with an equal graph: %s", async (name) => {
    const { scheme } = await importText(fixture(name), { name });
    await expectRoundTrip(scheme);
  });

  it("is exported with the very graph that it was imported from", async () => {
    const text = fixture("instruments.ttl");
    const { scheme } = await importText(text);
    expect(await canonical(turtleOf(scheme))).toBe(await canonical(text));
  });
});

const SHIPPED = path.join(import.meta.dirname, "../../../vocabularies");
const shipped = readdirSync(SHIPPED).filter((name) => name.endsWith(".yaml") && name !== "facets.yaml");

describe("the shipped vocabularies", () => {
  it.each(shipped)("are exported and imported with an equal graph: %s", async (name) => {
    const yaml = readFileSync(path.join(SHIPPED, name), "utf8");
    await expectRoundTrip(schemeOf(path.basename(name, ".yaml"), yaml));
  });
});

describe.skipIf(DATA === undefined)("published vocabularies", () => {
  const folder = path.join(DATA ?? "", "vocabularies");

  it("import, export and import again with equal graphs: the UAT", async () => {
    const file = path.join(folder, "UAT.json");
    const { scheme, leftOut } = await importText(readFileSync(file), { name: file });
    expect(scheme.concepts.size).toBe(2372);
    expect([...leftOut.keys()].toSorted()).toEqual([
      "changeNotes",
      "editorialNotes",
      "labels that the concept has already",
    ]);
    // As Turtle only: to parse that much JSON-LD takes some seconds.
    await expectRoundTripAsTurtle(scheme);
  }, 120_000);

  it.each(["datalink-core", "messenger", "object-type", "processing-level", "product-type"])(
    "import, export and import again with equal graphs: the IVOA's %s",
    async (id) => {
      const name = path.join(folder, `ivoa/${id}.csv`);
      const { scheme } = await importText(readFileSync(name), { name });
      expect(scheme.namespace).toBe(`http://www.ivoa.net/rdf/${id}#`);
      await expectRoundTrip(scheme);
    },
  );
});

const prose = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .map((text) => text.trim())
  .filter((text) => text !== "");
const language = fc.constantFrom("en", "de", "pt-BR", "fr");
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/u);
const uri = fc.stringMatching(/^[a-z0-9]{1,8}$/u).map((end) => `https://example.org/else/${end}`);

interface Told {
  readonly label: string;
  readonly translations: readonly string[];
  readonly definition: Readonly<Record<string, string>> | undefined;
  readonly examples: readonly string[];
  readonly links: readonly number[];
  readonly ownUri: boolean;
  readonly matches: readonly string[];
  readonly retired: string | undefined;
}

/** What a file says of one concept; links go to those before it, so that there are no rings. */
const concept: fc.Arbitrary<Told> = fc.record({
  label: fc.stringMatching(/^[a-z'"\\é ]{1,12}$/u),
  translations: fc.uniqueArray(language, { maxLength: 3 }),
  definition: fc.option(fc.dictionary(language, prose, { minKeys: 1 }), { nil: undefined }),
  examples: fc.uniqueArray(prose, { maxLength: 2 }),
  links: fc.array(fc.nat(), { maxLength: 3 }),
  ownUri: fc.boolean(),
  matches: fc.uniqueArray(uri, { maxLength: 2 }),
  retired: fc.option(fc.constantFrom("2024-02-30", "2024-05-01", "2.1"), { nil: undefined }),
});

const file = fc
  .record({
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 8 }),
    concepts: fc.array(concept, { minLength: 8, maxLength: 8 }),
    language: fc.option(language, { nil: undefined }),
    namespace: fc.constantFrom(undefined, "https://example.org/words#", "urn:example:"),
    title: prose,
  })
  .map(({ ids, concepts, ...scheme }) =>
    stringify({
      scheme,
      concepts: Object.fromEntries(ids.map((one, index) => [one, toConcept(index, ids, concepts[index])])),
    }),
  );

function toConcept(index: number, ids: readonly string[], told: Told | undefined): object {
  if (told === undefined) return { prefLabel: `label ${index}` };
  const { label, translations, links, retired } = told;
  const before = [...new Set(links.map((link) => link % Math.max(1, index)))].flatMap((at) => ids[at] ?? []);
  const words = Object.fromEntries(translations.map((one) => [one, `${label} ${one} ${index}`]));
  return {
    prefLabel: translations.length === 0 ? `${label} ${index}` : words,
    altLabel: [`other ${label} ${index}`],
    ...(index > 0 && before.length > 0 ? { [retired === undefined ? "broader" : "replacedBy"]: before } : {}),
    ...(retired === undefined ? {} : { deprecated: true, since: retired }),
    ...(told.definition === undefined ? {} : { definition: told.definition }),
    ...(told.examples.length === 0 ? {} : { example: told.examples }),
    ...(told.ownUri ? { uri: `https://example.org/own/${index}` } : {}),
    exactMatch: told.matches,
  };
}

describe("ids that are not the ends of their URIs", () => {
  it("are the same after the way out and in, and matches with signs that no URI has stay", async () => {
    const scheme = schemeOf(
      "given",
      stringify({
        scheme: { title: "Given" },
        concepts: {
          null2: { prefLabel: "null", uri: "https://other.example.org/x#y" },
          A_B: { prefLabel: "ab", uri: "urn:x:y", broader: ["null2"] },
          y: { prefLabel: "why", exactMatch: ["https://a.example.org/a|b"] },
        },
      }),
    );
    const written = [turtleOf(scheme), writeJsonLd(toSchemeTriples(scheme, BASE))];
    for (const text of written) {
      const again = await importText(text, { as: scheme.id });
      expect([...again.scheme.concepts.keys()].toSorted()).toEqual(["A_B", "null2", "y"]);
      expect(again.scheme.concepts.get("A_B")?.broader).toEqual(["null2"]);
      expect(again.scheme.concepts.get("y")?.exactMatch).toEqual(["https://a.example.org/a%7Cb"]);
      expect(again.leftOut).toEqual(new Map());
    }
  });
});

describe("any vocabulary", () => {
  it("is exported and imported with an equal graph", async () => {
    await fc.assert(
      fc.asyncProperty(file, async (yaml) => expectRoundTrip(schemeOf("given", yaml))),
      { numRuns: 60 },
    );
  });
});
