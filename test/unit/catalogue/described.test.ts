import { ofBranch } from "../../../src/catalogue/versions.ts";
import { assert, constantFrom, property, record, subarray, uniqueArray } from "fast-check";
import { describe as suite, expect, it } from "vitest";
import { describe } from "../../../src/catalogue/describe.ts";
import { described } from "../../../src/catalogue/described.ts";
import type { DocumentFacts } from "../../../src/catalogue/document-facts.ts";
import type { Entry } from "../../../src/catalogue/entry.ts";
import type { ForgeFacts } from "../../../src/catalogue/sources.ts";
import type { Discovery } from "../../../src/manifest/model.ts";
import { readFactFiles } from "../../../src/repository-facts/read-fact-files.ts";
import { tellFacts } from "../../../src/repository-facts/tell-facts.ts";
import { model, programChange, repository, source } from "../../support/entry-builders.ts";

const FIELDS = ["title", "summary", "license", "homepage", "keywords", "authors", "version"] as const;
type FieldName = (typeof FIELDS)[number];
type Says = Readonly<Record<"author" | "codemeta" | "citation" | "forge", readonly FieldName[]>>;

const LICENSES = { author: "MIT", codemeta: "ISC", citation: "Apache-2.0", forge: "BSD-2-Clause" };

function word(field: FieldName, by: keyof Says): unknown {
  if (field === "license") return LICENSES[by];
  if (field === "homepage") return `https://${by}.example.org`;
  if (field === "keywords") return [`key ${by}`];
  if (field === "authors") return [{ name: `Name ${by}` }];
  return `${field} ${by}`;
}

function fieldsOf(by: keyof Says, says: Says): Readonly<Record<string, unknown>> {
  return Object.fromEntries(says[by].map((field) => [field, word(field, by)]));
}

function toEntry(says: Says): Entry {
  const own = fieldsOf("author", says);
  const ownModel = model({
    discovery: {
      authors: [],
      publications: [],
      keywords: [],
      terms: [],
      inputs: [],
      parameters: [],
      layers: [],
      listed: true,
      ...(own as Partial<Discovery>),
    },
  });
  const files = new Map<string, Uint8Array>([
    ["codemeta.json", Buffer.from(JSON.stringify(toCodemeta(fieldsOf("codemeta", says))))],
    ["CITATION.cff", Buffer.from(JSON.stringify(toCitation(fieldsOf("citation", says))))],
  ]);
  const { sayings } = readFactFiles(files);
  const facts: DocumentFacts | undefined = tellFacts({
    own: sayings,
    isAloneInFolder: true,
    top: [],
    isAlone: true,
  });
  const forge = fieldsOf("forge", says);
  const forgeFacts: ForgeFacts = {
    description: forge["summary"] as string | undefined,
    topics: (forge["keywords"] as readonly string[] | undefined) ?? [],
    license: forge["license"] as string | undefined,
    homepage: forge["homepage"] as string | undefined,
    archived: false,
    fork: false,
  };
  const place = repository({ forge: "github", facts: forgeFacts });
  const change = programChange({
    model: ownModel,
    ...describe(ownModel, { repository: place, folder: "", facts }),
  });
  const [document] = change.documents;
  if (document === undefined) throw new Error("A program has a document.");
  return {
    program: change.program,
    document: { ...document, facts },
    runs: ofBranch(document),
    versions: [],
    terms: [],
    problems: [],
    repository: place,
    source: source(),
  };
}

function toCodemeta({ title, summary, authors, ...rest }: Readonly<Record<string, unknown>>): object {
  return { ...rest, name: title, description: summary, url: rest["homepage"], author: authors };
}

function toCitation({ summary, homepage, ...rest }: Readonly<Record<string, unknown>>): object {
  return { ...rest, abstract: summary, url: homepage };
}

const OF_FORGES: readonly FieldName[] = ["summary", "license", "homepage", "keywords"];

suite("what the catalogue says of a program", () => {
  it("is for each field the word of the first who says it: author, codemeta.json, CITATION.cff, forge", () => {
    const some = subarray([...FIELDS]);
    assert(
      property(record({ author: some, codemeta: some, citation: some, forge: some }), (says) => {
        const told = described(toEntry(says));
        for (const field of FIELDS) {
          const first = (["author", "codemeta", "citation", "forge"] as const).find(
            (by) => says[by].includes(field) && (by !== "forge" || OF_FORGES.includes(field)),
          );
          if (first === undefined) {
            expect(told[field]?.from.kind ?? "none").toBe(field === "title" ? "repository" : "none");
            continue;
          }
          expect(told[field]).toMatchObject({ value: word(field, first), from: { kind: first } });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("takes the same from the files in whatever order they come", () => {
    const names = ["codemeta.json", "CITATION.cff", "LICENSE", "README.md", "README.rst", "LICENSE.md"];
    const texts = new Map([
      ["codemeta.json", '{"version": "1"}'],
      ["CITATION.cff", "title: C\nversion: 2\n"],
      ["LICENSE", "Apache License Version 2.0"],
      ["README.md", "# M\n"],
      ["README.rst", "R\n=\n"],
      ["LICENSE.md", "Apache License Version 2.0"],
    ]);
    const tell = (order: readonly string[]): unknown => {
      const files = new Map(order.map((name) => [name, Buffer.from(texts.get(name) ?? "")]));
      return tellFacts({
        own: readFactFiles(files).sayings,
        isAloneInFolder: true,
        top: [],
        isAlone: true,
      });
    };
    assert(
      property(
        uniqueArray(constantFrom(...names), { minLength: names.length, maxLength: names.length }),
        (order) => {
          expect(tell(order)).toEqual(tell(names));
        },
      ),
    );
  });

  it("does not repeat the summary as a description", () => {
    const says: Says = { author: [], codemeta: ["summary"], citation: [], forge: [] };
    expect(described(toEntry(says)).description).toBeUndefined();
  });
});
