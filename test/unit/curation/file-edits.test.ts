import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/curation/edits/apply-edits.ts";
import { emptyOverlay } from "../../../src/catalogue/overlay.ts";
import type { Collection, CurationEdit, Overlay, SettledTerm } from "../../../src/curation/edits.ts";
import { readCollection } from "../../../src/curation/read-collection.ts";
import { readOverlay } from "../../../src/curation/read-overlay.ts";
import { readSettledTerms } from "../../../src/curation/read-settled-terms.ts";
import { changed } from "./curation-texts.ts";

type Files = Readonly<Record<string, string>>;

function apply(
  files: Files,
  ...edits: readonly CurationEdit[]
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(applyEdits(new Map(Object.entries(files)), edits));
}

const TERM: SettledTerm = { facet: "task", text: "foo bar", reason: undefined, by: undefined, at: undefined };
const settle = (term: Partial<SettledTerm>): CurationEdit => ({
  kind: "settle-term",
  term: { ...TERM, ...term },
});

const SETTLED = `# Ours
terms:
  # A joke
  - facet: task
    text: foo bar
    reason: 'A joke.' # really
    by: Ada
  - { facet: input, text: foo bar }
`;

describe("settled terms", () => {
  it("begin a file of their own", () => {
    expect(apply({}, settle({ reason: "No: that is a joke.", by: "Ada", at: "2026-11-30" }))).toEqual({
      "settled-terms.yaml": `# Terms that authors write and that are to mean nothing in this catalogue.
terms:
  - facet: task
    text: foo bar
    reason: "No: that is a joke."
    by: Ada
    at: "2026-11-30"
`,
    });
  });

  it("are one whatever their case and hyphens", () => {
    const made = apply({ "settled-terms.yaml": SETTLED }, settle({ text: "Foo-Bar", reason: "Told twice." }));
    expect(changed(SETTLED, made["settled-terms.yaml"] ?? "")).toEqual([
      "-    reason: 'A joke.' # really",
      "-    by: Ada",
      "+    reason: 'Told twice.' # really",
    ]);
  });

  it("are added and taken back, and the others stay", () => {
    const added = apply({ "settled-terms.yaml": SETTLED }, settle({ text: "other" }));
    expect(changed(SETTLED, added["settled-terms.yaml"] ?? "")).toEqual([
      "+  - facet: task",
      "+    text: other",
    ]);
    const unsettle: CurationEdit = { kind: "unsettle-term", facet: "input", text: "FOO BAR" };
    const left = apply({ "settled-terms.yaml": SETTLED }, unsettle);
    expect(changed(SETTLED, left["settled-terms.yaml"] ?? "")).toEqual([
      "-  - { facet: input, text: foo bar }",
    ]);
    expect(() => apply({ "settled-terms.yaml": SETTLED }, unsettle, unsettle)).toThrow(/is not settled/u);
    expect(apply({}, settle({}), { kind: "unsettle-term", facet: "task", text: "foo bar" })).toEqual({
      "settled-terms.yaml": expect.stringContaining("terms: []\n"),
    });
  });

  it("are not written into a file that is broken", () => {
    expect(() => apply({ "settled-terms.yaml": "terms: [" }, settle({}))).toThrow(/cannot be read/u);
    expect(() => apply({ "settled-terms.yaml": "terms: {}\nmore: 1\n" }, settle({}))).toThrow(
      /Unknown key "more"/u,
    );
  });
});

const NO_OVERLAY = emptyOverlay("github.com/Org/repo/-/sub~tool");
const overlay = (values: Partial<Overlay>): CurationEdit => ({
  kind: "set-overlay",
  overlay: { ...NO_OVERLAY, ...values },
});

describe("overlays", () => {
  it("are written into a file named after the entry", () => {
    const terms = new Map([["task", ["source extraction", "photometry"]]]);
    const made = apply(
      {},
      overlay({ addTerms: terms, summary: "Better.\nIn two lines.", by: "Ada Curator", at: "2026-11-30" }),
    );
    expect(made).toEqual({
      "overlays/github.com+org+repo+-+sub~tool.yaml": `entry: github.com/Org/repo/-/sub~tool
addTerms:
  task: [source extraction, photometry]
summary: |-
  Better.
  In two lines.
by: Ada Curator
at: "2026-11-30"
`,
    });
  });

  it("stay in the file that is about the entry already, whatever its name, with what else is in it", () => {
    const text = `# By hand\nentry: "github.com/org/REPO/-/sub~tool"\nnote: Old # why\nhideTerms: { task: photometry }\n`;
    const files = { "overlays/a.yaml": "entry: other\nnote: x\n", "overlays/mine.yaml": text };
    const hideTerms = new Map([["task", ["photometry"]]]);
    const made = apply(files, overlay({ note: "New", hideTerms, category: "Tools" }));
    expect(Object.keys(made)).toEqual(["overlays/mine.yaml"]);
    expect(changed(text, made["overlays/mine.yaml"] ?? "")).toEqual([
      "-note: Old # why",
      "+note: New # why",
      "+category: Tools",
    ]);
    expect(apply(files, overlay({ note: "Old", hideTerms }))).toEqual({});
  });

  it("are removed when they say nothing, and never written then", () => {
    const file = { "overlays/mine.yaml": "entry: github.com/org/repo/-/sub~tool\nnote: x\n" };
    expect(apply(file, overlay({ by: "Ada", why: "Because." }))).toEqual({ "overlays/mine.yaml": undefined });
    expect(apply({}, overlay({ note: "  ", addTerms: new Map([["task", []]]) }))).toEqual({});
    expect(() => apply({}, overlay({ entry: " ", note: "x" }))).toThrow(/needs its entry/u);
  });

  it("do not write over a file of another entry that has the name", () => {
    const taken = { "overlays/a+b.yaml": "entry: other\nnote: x\n" };
    expect(Object.keys(apply(taken, overlay({ entry: "a/b", note: "x" })))).toEqual(["overlays/a+b-2.yaml"]);
    const [long = ""] = Object.keys(apply({}, overlay({ entry: `../é:/${"ü".repeat(300)}`, note: "x" })));
    expect(long).toMatch(/^overlays\/_\+é_\+ü+\.yaml$/u);
    expect(Buffer.byteLength(long)).toBeLessThan(250);
  });
});

const COURSE: Collection = {
  id: "course",
  title: "A course",
  description: undefined,
  maintainer: undefined,
  items: [],
  vetted: true,
};
const collect = (values: Partial<Collection>): CurationEdit => ({
  kind: "set-collection",
  collection: { ...COURSE, ...values },
});
const COLLECTION = `title: A course # in winter
items:
  # First week
  - github.com/org/one
  - entry: github.com/org/two
    note: Try this # really
  # Second week
  - github.com/org/three
`;
const ITEMS = [
  { entry: "github.com/org/one", note: undefined },
  { entry: "github.com/org/two", note: "Try this" },
  { entry: "github.com/org/three", note: undefined },
];

describe("collections", () => {
  it("are written into files of their own", () => {
    expect(apply({}, collect({ items: ITEMS, vetted: false, maintainer: "Ada" }))).toEqual({
      "collections/course.yaml": `title: A course
maintainer: Ada
vetted: false
items:
  - github.com/org/one
  - entry: github.com/org/two
    note: Try this
  - github.com/org/three
`,
    });
  });

  it("change in the places that changed", () => {
    const files = { "collections/course.yaml": COLLECTION };
    const after = (values: Partial<Collection>): readonly string[] =>
      changed(
        COLLECTION,
        apply(files, collect({ items: ITEMS, ...values }))["collections/course.yaml"] ?? COLLECTION,
      );
    expect(after({})).toEqual([]);
    expect(after({ items: [...ITEMS, { entry: "x/y", note: undefined }], description: "New" })).toEqual([
      "+description: New",
      "+  - x/y",
    ]);
    expect(after({ items: ITEMS.map((item) => ({ ...item, note: "Try this" })) })).toEqual([
      "-  - github.com/org/one",
      "+  - entry: github.com/org/one",
      "+    note: Try this",
      "-  - github.com/org/three",
      "+  - entry: github.com/org/three",
      "+    note: Try this",
    ]);
  });

  it("turn with the comments of their items, but for the one above the first, which may be about all", () => {
    const made = apply({ "collections/course.yaml": COLLECTION }, collect({ items: ITEMS.toReversed() }));
    expect(made["collections/course.yaml"]).toBe(`title: A course # in winter
items:
  # First week
  # Second week
  - github.com/org/three
  - entry: github.com/org/two
    note: Try this # really
  - github.com/org/one
`);
  });

  it("are refused a wrong id, an empty title, an entry twice, and are removed", () => {
    expect(() => apply({}, collect({ id: "A Course" }))).toThrow(/cannot be an id/u);
    expect(() => apply({}, collect({ title: "" }))).toThrow(/needs a title/u);
    expect(() =>
      apply({}, collect({ items: [...ITEMS, { entry: "GitHub.com/org/one", note: undefined }] })),
    ).toThrow(/twice/u);
    const remove: CurationEdit = { kind: "remove-collection", id: "course" };
    expect(apply({ "collections/course.yaml": COLLECTION }, remove)).toEqual({
      "collections/course.yaml": undefined,
    });
    expect(() => apply({}, remove)).toThrow(/There is no collection "course"/u);
    expect(apply({}, collect({}), remove)).toEqual({});
  });
});

describe("whatever somebody writes", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("yes", "1.0", "a: b", "#x", "two\nlines", "w ".repeat(80), "- a", "'", '"', "null"),
  );
  const words = text.map((one) => one.trim()).filter((one) => one !== "");
  const maybe = fc.option(words, { nil: undefined });
  const terms = fc
    .uniqueArray(fc.tuple(words, fc.uniqueArray(words, { minLength: 1, maxLength: 4 })), {
      selector: ([key]) => key,
      maxLength: 3,
    })
    .map((entries) => new Map(entries));
  const overlays: fc.Arbitrary<Overlay> = fc.record({
    entry: fc.constant("github.com/org/repo"),
    addTerms: terms,
    hideTerms: terms,
    summary: words,
    authorSummary: maybe,
    category: maybe,
    note: maybe,
    vettedBy: maybe,
    why: maybe,
    by: maybe,
    at: maybe,
  });

  it("reads back as it was, in a new overlay and in one that is changed", () => {
    fc.assert(
      fc.property(overlays, overlays, (first, second) => {
        const files = new Map<string, string>();
        for (const overlay of [first, second]) {
          const changes = applyEdits(files, [{ kind: "set-overlay", overlay }]);
          for (const [path, made] of changes) files.set(path, made ?? "");
          const path = "overlays/github.com+org+repo.yaml";
          const { value, findings } = readOverlay(path, files.get(path) ?? "");
          expect(findings).toEqual([]);
          expect(value).toEqual(overlay);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("reads back as it was among settled terms and in collections", () => {
    const items = fc.uniqueArray(fc.record({ entry: words, note: maybe }), {
      selector: ({ entry }) => entry.toLowerCase(),
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        fc.array(items, { minLength: 1, maxLength: 3 }),
        words.filter((one) => one.length <= 200),
        (lists, title) => {
          let files = new Map<string, string>();
          for (const items of lists) {
            const changes = applyEdits(files, [
              collect({ items, title }),
              settle({ text: title, reason: title }),
            ]);
            files = new Map([...files, ...[...changes].map(([path, made]) => [path, made ?? ""] as const)]);
            expect(
              readCollection("collections/course.yaml", files.get("collections/course.yaml") ?? "").value,
            ).toEqual({
              ...COURSE,
              title,
              items,
            });
            expect(readSettledTerms(files.get("settled-terms.yaml") ?? "").value).toEqual([
              { ...TERM, text: title, reason: title },
            ]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
