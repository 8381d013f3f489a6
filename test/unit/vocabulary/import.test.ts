import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { importVocabulary, MOST_IMPORT_BYTES } from "../../../src/vocabulary/import/import-vocabulary.ts";
import { importText, schemeOf } from "../../support/vocabulary-graph.ts";

const FIXTURES = path.join(import.meta.dirname, "../../fixtures/vocabulary-import");
const given = async (name: string, options = {}): ReturnType<typeof importText> =>
  importText(readFileSync(path.join(FIXTURES, name)), { name, ...options });

const PREFIXES = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix e: <https://example.org/e/> .\n`;

describe("an import", () => {
  it("keeps URIs, hierarchy, synonyms, notes, matches, deprecations and languages", async () => {
    const { scheme, languages, concepts, leftOut } = await given("instruments.ttl");
    expect({ concepts, languages, leftOut: leftOut.size }).toEqual({
      concepts: 5,
      languages: ["en", "de", "fr-CA"],
      leftOut: 0,
    });
    expect(scheme).toMatchObject({
      title: "Musical instruments",
      license: "https://creativecommons.org/publicdomain/zero/1.0/",
      namespace: "https://example.org/instruments/",
      uri: "https://example.org/instruments",
    });
    expect(scheme.concepts.get("violin")).toMatchObject({
      uri: "https://example.org/instruments/violin",
      prefLabel: "violin",
      altLabels: ["fiddle"],
      hiddenLabels: ["vioiln"],
      broader: ["string"],
      examples: ["A violin in a folk band.", "A violin in an orchestra."],
      exactMatch: ["https://example.com/things/violin"],
      broadMatch: ["https://example.com/things/instrument"],
    });
    expect(scheme.concepts.get("drehleier")).toMatchObject({
      uri: "https://example.org/other#wheel%20fiddle",
      broader: ["string", "wind"],
    });
    expect(scheme.concepts.get("hurdy")).toMatchObject({
      deprecated: true,
      replacedBy: ["drehleier", "violin"],
      since: "2024-05-01",
    });
  });

  it("reads RDF/XML with entities for namespaces, turns narrower round, and counts what it leaves out", async () => {
    const { scheme, format, leftOut } = await given("crystals.rdf");
    expect(format).toBe("rdfxml");
    expect(scheme.concepts.get("cubic")?.broader).toEqual(["system"]);
    expect(scheme).toMatchObject({ title: "Crystal systems", license: "CC0-1.0" });
    expect(Object.fromEntries(leftOut)).toEqual({
      "skos:notation": 2,
      "skos:editorialNote": 1,
      "skos:broader to a concept that is not there": 1,
      "things of type skos:Collection": 1,
    });
  });

  it("reads JSON-LD with the context of SKOS, which is built in", async () => {
    const { scheme, format } = await given("soils.jsonld");
    expect(format).toBe("jsonld");
    expect(scheme.concepts.get("loam")?.broader).toEqual(["sand", "clay"]);
    expect(scheme.concepts.get("sand")?.byLanguage.map(({ prefLabel }) => prefLabel)).toEqual([
      "sand",
      "arena",
    ]);
  });

  it("takes texts without a language as the scheme's, and says a label once", async () => {
    const { scheme, format, leftOut } = await given("winds.nt");
    expect(format).toBe("ntriples");
    expect(scheme.concepts.get("2")).toMatchObject({
      prefLabel: "föhn",
      altLabels: ["foehn"],
      broader: ["1"],
    });
    expect(Object.fromEntries(leftOut)).toEqual({
      "labels that the concept has already": 1,
      "dcterms:created": 1,
    });
    expect((await given("winds.nt", { language: "de" })).scheme.language).toBe("de");
  });

  it("reads the IVOA's desise", async () => {
    const { scheme, format, leftOut } = await given("pitches.desise.json");
    expect(format).toBe("ivoa-desise");
    expect([...leftOut]).toEqual([["preliminary", 1]]);
    expect(scheme.concepts.get("chamber")).toMatchObject({
      uri: "http://www.example.org/rdf/pitch#chamber",
      broader: ["pitch"],
      deprecated: true,
      replacedBy: ["concert"],
    });
  });

  it("reads the IVOA's CSV, with levels, quotes, comments and relations", async () => {
    const { scheme, format, leftOut } = await given("stones.csv", { namespace: "http://example.org/stone#" });
    expect(format).toBe("ivoa-csv");
    expect([...leftOut]).toEqual([["geo:found", 1]]);
    expect(scheme).toMatchObject({ title: "Stone", namespace: "http://example.org/stone#" });
    expect([...scheme.concepts.keys()]).toEqual(["stone", "gem", "ruby", "agate", "red"]);
    expect(scheme.concepts.get("gem")?.definition).toBe('A stone; cut for "show"');
    expect(scheme.concepts.get("ruby")).toMatchObject({
      broader: ["gem", "red"],
      exactMatch: ["https://example.org/gems#ruby"],
    });
    expect(scheme.concepts.get("agate")).toMatchObject({ deprecated: true, replacedBy: ["gem"] });
  });

  it("reads the UAT's JSON, where a concept stands below each of its broader ones", async () => {
    const shared = { name: "Both", uri: "http://example.org/uat/3", altLabels: [" Two "], related: null };
    const text = JSON.stringify({
      children: [
        { name: "A", uri: "http://example.org/uat/1", children: [shared] },
        { name: "B", uri: "http://example.org/uat/2", children: [shared], editorialNotes: [{ title: "x" }] },
      ],
      deprecated: [
        {
          name: "Old",
          uri: "http://example.org/uat/4",
          status: "deprecated",
          useInstead: ["http://example.org/uat/3"],
        },
      ],
    });
    const { scheme, format, leftOut } = await importText(text);
    expect(format).toBe("uat-json");
    expect([...leftOut]).toEqual([["editorialNotes", 1]]);
    expect(scheme.concepts.get("3")).toMatchObject({ altLabels: ["Two"], broader: ["1", "2"] });
    expect(scheme.concepts.get("4")).toMatchObject({ deprecated: true, replacedBy: ["3"] });
  });

  it("reads labels of SKOS-XL", async () => {
    const { scheme } = await importText(
      `${PREFIXES}@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
      e:a a skos:Concept ; xl:prefLabel [ a xl:Label ; xl:literalForm "apple"@en ] .`,
    );
    expect(scheme.concepts.get("a")?.prefLabel).toBe("apple");
  });

  it("leaves a synonym out that another concept has as its label, and says so", async () => {
    const { scheme, leftOut } = await importText(
      `${PREFIXES}e:a a skos:Concept ; skos:prefLabel "cloud"@en .
      e:b a skos:Concept ; skos:prefLabel "fog"@en ; skos:altLabel "Cloud"@en, "mist"@en .`,
    );
    expect(scheme.concepts.get("b")?.altLabels).toEqual(["mist"]);
    expect([...leftOut]).toEqual([["synonyms that are another concept's preferred label", 1]]);
  });

  it("asks which scheme is meant where a file holds several", async () => {
    const text = `${PREFIXES}e:a a skos:Concept ; skos:inScheme e:one ; skos:prefLabel "a"@en .
    e:b a skos:Concept ; skos:inScheme e:two ; skos:prefLabel "b"@en .`;
    await expect(importText(text)).rejects.toMatchObject({
      message: '"given": It holds 2 schemes.',
      hint: expect.stringContaining("https://example.org/e/two"),
    });
    const { scheme, leftOut } = await importText(text, { scheme: "https://example.org/e/two" });
    expect([...scheme.concepts.keys()]).toEqual(["b"]);
    expect([...leftOut]).toEqual([["concepts of other schemes", 1]]);
  });

  it("keeps ids that look like numbers as they are written, and in the file's order", async () => {
    const { yaml } = await importText(
      ["010", "1e3", "9"]
        .map((id) => `<https://e.org/${id}> a <http://www.w3.org/2004/02/skos/core#Concept> .`)
        .join("\n"),
    );
    expect([...schemeOf("given", yaml).concepts.keys()]).toEqual(["010", "1e3", "9"]);
  });
});

describe("an import fails with a sentence", () => {
  it.each([
    ["a slip in Turtle", `${PREFIXES}\ne:a a skos:Concept\n  e:b ;\n`, /"given:\d": Expected/u],
    [
      "RDF/XML that ends early",
      `<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description>\n`,
      /"given(:\d+)?": /u,
    ],
    ["broken JSON", `{\n "uri": "x",\n "terms" {}\n}`, /"given:3": /u],
    ["a web page", "<!DOCTYPE html><html></html>", /"given:1": This is a web page\./u],
    ["what is none of the formats", "Dear reader,\nhello", /cannot be told by its beginning/u],
    ["JSON of another kind", '{"a": 1}', /neither JSON-LD, nor desise/u],
    ["a graph without concepts", "<urn:a> <urn:b> <urn:c> .", /holds no skos:Concept/u],
    [
      "a list whose levels jump",
      "a;1;A;x\nb;3;B;x\n",
      /"given:2": "b" has the level "3", where 1 to 2 may stand/u,
    ],
    [
      "a remote context",
      '{"@context": "https://example.org/c.jsonld", "@id": "x"}',
      /contexts are not fetched/u,
    ],
    ["an imported context", '{"@context": {"@import": "https://example.org/c"}, "@id": "x"}', /not fetched/u],
  ])("for %s", async (_, text, message) => {
    await expect(importText(text)).rejects.toMatchObject({
      code: "VOCABULARY_INVALID",
      message: expect.stringMatching(message),
    });
  });

  it("for bytes that are not UTF-8, and for more than 50 MB", async () => {
    const options = { name: "given", as: "given" };
    await expect(importVocabulary(Uint8Array.of(0x22, 0xff), options)).rejects.toMatchObject({
      message: '"given" is not UTF-8.',
    });
    await expect(importVocabulary(new Uint8Array(MOST_IMPORT_BYTES + 1), options)).rejects.toMatchObject({
      code: "TOO_LARGE",
    });
  });
});

describe("a hostile file", () => {
  const xml = (entities: string, body: string): string =>
    `<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n${entities}\n]>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#">${body}</rdf:RDF>`;

  it.each([
    [
      "names a file as an entity",
      '<!ENTITY x SYSTEM "file:///etc/passwd">',
      "&x;",
      /:3": The entity "x" comes from elsewhere/u,
    ],
    [
      "nests entities",
      '<!ENTITY a "aaaa">\n<!ENTITY b "&a;&a;&a;">',
      "&b;",
      /:4": The entity "b" holds more than plain text/u,
    ],
    ["repeats a long entity", `<!ENTITY a "${"a".repeat(100_000)}">`, "&a;".repeat(200), /become more than/u],
  ])("that %s is refused", async (_, entities, body, message) => {
    const text = xml(entities, `<s:Concept rdf:about="urn:a"><s:prefLabel>${body}</s:prefLabel></s:Concept>`);
    await expect(importText(text)).rejects.toThrow(message);
  });

  it.each([
    ["XML", xml("", "<s:Concept><s:broader>".repeat(100_000))],
    ["JSON", `{"@id": "x", "a": ${"[".repeat(1_000_000)}`],
    ["the UAT's tree", `{"children": ${'[{"uri":"urn:a","children":'.repeat(50_000)}`],
  ])("of %s nested too deep is refused", async (_, text) => {
    await expect(importText(text)).rejects.toThrow(
      /More than 200 (levels|elements) stand inside each other/u,
    );
  });

  it("of Turtle nested very deep ends in an answer", async () => {
    const text = `${PREFIXES}e:a a skos:Concept ; skos:broader ${"[ skos:broader ".repeat(20_000)} e:b ${"] ".repeat(20_000)}.`;
    const { concepts, leftOut } = await importText(text);
    expect(concepts).toBe(1);
    expect(leftOut.get("skos:broader without a URI")).toBe(1);
  });

  it("whose concepts go round in a ring is not a sound vocabulary", async () => {
    const text = `${PREFIXES}e:a a skos:Concept ; skos:broader e:b .\ne:b a skos:Concept ; skos:broader e:a, e:b .`;
    await expect(importText(text)).rejects.toThrow(/goes round in a ring: "a" → "b" → "a"/u);
  });

  it("with ids that objects have of themselves is read as any other", async () => {
    const ids = ["constructor", "toString", "hasOwnProperty"];
    const { scheme } = await importText(
      PREFIXES + ids.map((id) => `e:${id} a skos:Concept ; skos:prefLabel "${id}"@en .`).join("\n"),
    );
    expect([...scheme.concepts.keys()]).toEqual(ids);
  });
});
