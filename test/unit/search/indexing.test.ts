import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ManifestModel } from "../../../src/manifest/model.ts";
import { settingsFor, toSearchDocument } from "../../../src/search/indexing.ts";
import { toPlainText } from "../../../src/search/plain-text.ts";
import type { Card } from "../../../src/search/search-service.ts";
import { loadShipped, toEntry, type EntryParts } from "./search-fixture.ts";

const vocabularies = await loadShipped();
const toDocument = (parts: Omit<EntryParts, "id">) =>
  toSearchDocument(toEntry({ id: "x", ...parts }, vocabularies), vocabularies);
const toCard = (parts: Omit<EntryParts, "id">) => JSON.parse(toDocument(parts).card) as Card;

describe("what is indexed of a program", () => {
  it("carries its concepts and all broader ones, as values and as text", () => {
    const { values, terms } = toDocument({ terms: { task: ["Source Finder"] } });
    const concept = vocabularies.findConcept("task", "source-extraction");
    const broader = concept === undefined ? [] : vocabularies.ancestors(concept);
    expect(broader.length).toBeGreaterThan(0);
    expect(values.get("task")).toEqual(["source-extraction", ...broader.map((one) => one.id)]);
    for (const label of ["source extraction", "source finder", ...broader.map((one) => one.prefLabel)]) {
      expect(terms.join("; ")).toContain(label);
    }
  });

  it("keeps a term that means nothing as a keyword, and out of the facet", () => {
    const { values, keywords } = toDocument({ terms: { task: ["blob wrangling"] }, keywords: ["blobs"] });
    expect(values.get("task")).toEqual([]);
    expect(keywords).toEqual(["blobs", "blob wrangling"]);
  });

  it("says how it runs and whether its image is pinned", () => {
    const image = (parts: { locations: string[]; digest?: string }): Partial<ManifestModel> => ({
      executable: { kind: "docker-container", kindState: "concrete", image: parts },
    });
    const digest = `sha256:${"0".repeat(64)}`;
    const pinned = (parts: { locations: string[]; digest?: string }) =>
      toDocument({ model: image(parts) }).values.get("pinned");
    expect(pinned({ locations: ["example.org/a:1"] })).toEqual(["no"]);
    expect(pinned({ locations: ["example.org/a:1"], digest })).toEqual(["yes"]);
    expect(pinned({ locations: [`example.org/a@${digest}`] })).toEqual(["yes"]);
    const notebook: Partial<ManifestModel> = {
      executable: { kind: "jupyter-notebook", kindState: "concrete" },
    };
    expect(toDocument({ model: notebook }).values.get("pinned")).toBeUndefined();
    expect(toDocument({ model: notebook }).values.get("kind")).toEqual(["jupyter-notebook"]);
    const strange: Partial<ManifestModel> = { executable: { kind: "uri:strange", kindState: "unknown" } };
    expect(toDocument({ model: strange }).values.get("kind")).toEqual(["other"]);
    expect(toCard({ model: strange }).kind).toBe("uri:strange");
  });

  it("has the least cores and memory that the program needs, and nothing where that is left open", () => {
    const compute = { kind: "simple-compute-resource", kindState: "concrete", volumes: [] } as const;
    const some = toDocument({
      model: { compute: { ...compute, cores: { min: 2, max: 8 }, memory: { max: 4 } } },
    });
    expect(some.numbers).toEqual(new Map([["cores", 2]]));
  });

  it("finds by people, repository and path, and by the description without its markup", () => {
    const document = toDocument({
      authors: ["Ada L."],
      description: "## Use\n\nSee [the *docs*](https://e.org/x).",
    });
    expect(document.names).toEqual(expect.arrayContaining(["Ada L.", "local.examples/x", "tool"]));
    expect(document.description).toBe("Use See the docs.");
  });

  it("counts warnings, not hints, on the card", () => {
    const entry = toEntry({ id: "x" }, vocabularies);
    const [warning, hint] = (["warning", "hint"] as const).map((severity) => ({
      rule: "a/b",
      severity,
      pointer: "",
      file: "f",
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      sentence: "S.",
    }));
    if (warning === undefined || hint === undefined) throw new Error("There are two.");
    const { card } = toSearchDocument({ ...entry, problems: [warning, hint, warning] }, vocabularies);
    expect((JSON.parse(card) as Card).warnings).toBe(2);
  });
});

describe("what the engine is told", () => {
  it("makes labels of one concept synonyms, hidden ones only as a way in", () => {
    const { synonyms } = settingsFor(vocabularies).settings;
    expect(synonyms.get("source finder")).toContain("source extraction");
    expect(synonyms.get("source extraction")).toContain("source finder");
    const task = vocabularies.findConcept("task", "source-extraction");
    const [hidden = ""] = task?.hiddenLabels ?? [];
    expect(synonyms.get(hidden)).toContain("source extraction");
    expect(synonyms.get("source extraction")).not.toContain(hidden);
  });

  it("has the same hash for the same vocabularies and another for others", () => {
    const { hash } = settingsFor(vocabularies);
    expect(settingsFor(vocabularies).hash).toBe(hash);
    expect(settingsFor({ ...vocabularies, hash: "other" }).hash).not.toBe(hash);
  });
});

describe("plain text of Markdown", () => {
  it.each([
    ["# Title\n\nText", "Title Text"],
    ["a **bold** and `code` and _soft_ word", "a bold and code and soft word"],
    ["![logo](x.png) [link](https://e.org)", "logo link"],
    ["- one\n- two\n\n1. three\n> four", "one two three four"],
    ["```sh\nrun --it\n```", "run --it"],
    ["snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"],
  ])("reads %j", (markdown, expected) => {
    expect(toPlainText(markdown)).toBe(expected);
  });

  it.each(["[", "![", "[a](", "**a ", "`", "_a", "> ", "[".repeat(600)])(
    "reads as much as is indexed of a megabyte of %.9j in a moment",
    (piece) => {
      expect(toPlainText(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(20_000);
    },
    2_000,
  );

  it("keeps every word of a text without markup", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/u)), (words) => {
        expect(toPlainText(words.join("  \n"))).toBe(words.join(" "));
      }),
    );
  });
});
