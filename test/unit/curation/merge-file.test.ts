import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/curation/edits/apply-edits.ts";
import { mergeFile } from "../../../src/curation/edits/merge-file.ts";
import { mergeLines } from "../../../src/curation/edits/merge-lines.ts";
import type { ConceptFields, CurationEdit } from "../../../src/curation/edits.ts";
import type { MergedFile } from "../../../src/curation/repository.ts";
import { changed, edit, NO_FIELDS, PATH, WORDS } from "./curation-texts.ts";

const scheme = "words";

function merge(
  ours: string | undefined,
  theirs: string | undefined,
  base: string | undefined = WORDS,
): MergedFile {
  return mergeFile(PATH, { base, ours, theirs });
}

function label(id: string, text: string): CurationEdit {
  return { kind: "add-label", scheme, id, label: text, as: "altLabel" };
}

const EXTRACTION: ConceptFields = {
  ...NO_FIELDS,
  prefLabel: "source extraction",
  altLabel: ["source finding", "source finder"],
  hiddenLabel: ["sourcefinding"],
  broader: ["detection"],
  related: ["photometry"],
  definition: "Finding sources in an image and listing where they are.",
};
const extraction = (fields: Partial<ConceptFields>): CurationEdit => ({
  kind: "edit-concept",
  scheme,
  id: "source-extraction",
  fields: { ...EXTRACTION, ...fields },
});

describe("a file that one side changed", () => {
  it("is that side's, byte for byte", () => {
    const other = `${WORDS}# more\n`;
    expect(merge(WORDS, other)).toEqual({ text: other, conflicts: [] });
    expect(merge(other, WORDS)).toEqual({ text: other, conflicts: [] });
    expect(merge(other, other)).toEqual({ text: other, conflicts: [] });
    expect(merge(undefined, WORDS)).toEqual({ text: undefined, conflicts: [] });
    expect(merge(WORDS, undefined)).toEqual({ text: undefined, conflicts: [] });
  });
});

describe("two curators who change one concept at once", () => {
  it("both keep what they changed in different fields", () => {
    const ours = edit(extraction({ definition: "Ours." }));
    const theirs = edit(extraction({ scopeNote: "Theirs.", broader: ["detection", "photometry"] }));
    const { text, conflicts } = merge(ours, theirs);
    expect(conflicts).toEqual([]);
    expect(changed(ours, text ?? "")).toEqual([
      "-    broader: [detection]",
      "+    broader: [detection, photometry]",
      "+    scopeNote: Theirs.",
    ]);
  });

  it("both keep the synonyms that they added, and neither those that the other took out", () => {
    const ours = edit(extraction({ altLabel: ["source finding", "source finder", "ours", "both"] }));
    const theirs = edit(extraction({ altLabel: ["theirs", "source finder", "both"] }));
    const { text, conflicts } = merge(ours, theirs);
    expect(conflicts).toEqual([]);
    expect(text).toContain(
      '      - theirs\n      - "source finder"\n      - ours\n      - both\n    hiddenLabel',
    );
  });

  it("see a conflict where both changed one text, and ours stays until it is settled", () => {
    const ours = edit([extraction({ definition: "Ours." }), label("detection", "ours")]);
    const theirs = edit([extraction({ definition: "Theirs: so." }), label("detection", "theirs")]);
    const { text, conflicts } = merge(ours, theirs);
    expect(conflicts).toEqual([
      {
        path: PATH,
        place: ["concepts", "source-extraction", "definition"],
        base: "Finding sources in an image and listing where they are.",
        ours: "Ours.",
        theirs: '"Theirs: so."',
      },
    ]);
    expect(changed(ours, text ?? "")).toEqual([
      "-    altLabel: [finding, ours]",
      "+    altLabel: [finding, ours, theirs]",
    ]);
  });

  it("see a conflict where one changed what the other removed", () => {
    const ours = WORDS.replace(/ {2}old-thing:[^]*$/u, "");
    const theirs = WORDS.replace("old thing", "older thing");
    const { text, conflicts } = merge(ours, theirs);
    expect(text).toBe(ours);
    expect(conflicts).toMatchObject([{ place: ["concepts", "old-thing"], ours: undefined }]);
    expect(conflicts[0]?.theirs).toBe(
      'prefLabel: older thing\ndeprecated: true\nreplacedBy: [photometry]\nsince: "2020"',
    );
  });

  it("keep the comments and the layout of both where the lines allow it", () => {
    const ours = edit(label("detection", "ours")).replace("# Finding things", "# Finding all things");
    const theirs = WORDS.replace("  # Measuring things\n", "  # Measuring\n  # all things\n").replace(
      "  old-thing:",
      "  # New\n  new-thing: {prefLabel:   new thing}\n  old-thing:",
    );
    const { text, conflicts } = merge(ours, theirs);
    expect(conflicts).toEqual([]);
    expect(changed(ours, text ?? "")).toEqual(changed(WORDS, theirs));
  });
});

describe("a sum that is wrong though both sides are right", () => {
  it("is a conflict where one label would be on two concepts", () => {
    const ours = edit(label("detection", "searching"));
    const theirs = edit({
      kind: "edit-concept",
      scheme,
      id: "photometry",
      fields: {
        ...NO_FIELDS,
        prefLabel: "searching",
        altLabel: ["flux measurement"],
        related: ["source-extraction"],
      },
    });
    const { text, conflicts } = merge(ours, theirs);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]?.place).toEqual(["concepts", "photometry", "prefLabel"]);
    expect(text).toBe(ours);
  });

  it("is a conflict where two moves would make a ring", () => {
    const move = (id: string, broader: string): CurationEdit => ({
      kind: "move-concept",
      scheme,
      id,
      broader: [broader],
    });
    const { text, conflicts } = merge(
      edit([move("photometry", "detection"), label("photometry", "ours")]),
      edit([move("detection", "photometry"), label("blob-finding", "theirs")]),
    );
    expect(conflicts.map(({ place }) => place)).toEqual([["concepts", "detection", "broader"]]);
    expect(text).toContain("broader: [detection]");
    expect(text).not.toContain("broader: [photometry]");
    expect(text).toContain("theirs");
  });
});

describe("lists of items", () => {
  const base = "title: A\nitems:\n  - a\n  - entry: b\n    note: Old # why\n  - c\n";
  const both = (ours: string, theirs: string): MergedFile =>
    mergeFile("collections/x.yaml", { base, ours, theirs });

  it("are merged by the entry that they are about", () => {
    const ours = base.replace("  - a\n", "  - entry: a\n    note: Ours\n").replace("  - c\n", "");
    const theirs = base.replace("Old", "Theirs").replace("  - c\n", "  - c\n  - d\n");
    expect(both(ours, theirs)).toEqual({
      text: "title: A\nitems:\n  - entry: a\n    note: Ours\n  - entry: b\n    note: Theirs # why\n  - d\n",
      conflicts: [],
    });
  });

  it("keep an order that one side changed, with what the other added", () => {
    const ours = base.replace("  - a\n", "").replace("  - c\n", "  - c\n  - a\n");
    const theirs = base.replace("  - c\n", "  - c\n  - d\n");
    expect(both(ours, theirs).text).toBe(
      "title: A\nitems:\n  - entry: b\n    note: Old # why\n  - c\n  - d\n  - a\n",
    );
    expect(both(theirs, ours).text).toBe(both(ours, theirs).text);
    expect(both(theirs, ours).conflicts).toEqual([]);
  });

  it("are a conflict when both turned them in different ways", () => {
    const { conflicts } = both(
      "title: A\nitems:\n  - c\n  - entry: b\n    note: Old\n  - a\n",
      "title: A\nitems:\n  - entry: b\n    note: Old\n  - a\n  - c\n",
    );
    expect(conflicts.map(({ place }) => place)).toEqual([["items"]]);
  });

  it("know settled terms in any spelling", () => {
    const terms = "terms:\n  - facet: task\n    text: foo\n";
    const { text, conflicts } = mergeFile("settled-terms.yaml", {
      base: terms,
      ours: `${terms}  - facet: task\n    text: Bar\n    by: Ada\n`,
      theirs: `${terms}  - facet: task\n    text: Bar\n    reason: So.\n  - facet: input\n    text: bar\n`,
    });
    expect(conflicts).toEqual([]);
    expect(text).toBe(
      `${terms}  - facet: task\n    text: Bar\n    by: Ada\n    reason: So.\n  - facet: input\n    text: bar\n`,
    );
  });
});

describe("files that are merged as a whole", () => {
  it("are those without YAML, without a map, and those that one side removed", () => {
    for (const [path, theirs] of [
      ["vocabularies/README.md", "c"],
      ["overlays/x.yaml", "a: ["],
      ["overlays/x.yaml", "- a"],
      ["overlays/x.yaml", undefined],
    ] as const) {
      expect(mergeFile(path, { base: "a: 1\n", ours: "a: 2\n", theirs })).toEqual({
        text: "a: 2\n",
        conflicts: [{ path, place: [], base: "a: 1\n", ours: "a: 2\n", theirs }],
      });
    }
  });

  it("are not two that both sides made, when these go together", () => {
    const merged = mergeFile("overlays/x.yaml", {
      base: undefined,
      ours: "entry: a\nnote: ours\n",
      theirs: "entry: a\nsummary: theirs\n",
    });
    expect(merged).toEqual({ text: "entry: a\nnote: ours\nsummary: theirs\n", conflicts: [] });
  });
});

describe("any two edits", () => {
  const words = fc.constantFrom("one", "two", "three: x", "four", "five");
  const edits = fc.oneof(
    fc.record({
      id: fc.constantFrom("detection", "source-extraction", "photometry"),
      fields: fc.record({
        altLabel: fc.uniqueArray(words),
        definition: fc.option(words, { nil: undefined }),
        example: fc.uniqueArray(words),
      }),
    }),
  );
  const toEdit = ({
    id,
    fields,
  }: {
    readonly id: string;
    readonly fields: Partial<ConceptFields>;
  }): CurationEdit => ({
    kind: "edit-concept",
    scheme,
    id,
    fields: { ...NO_FIELDS, prefLabel: id.replace("-", " "), ...fields },
  });

  it("are merged without loss, the same from both sides where nothing is in conflict", () => {
    fc.assert(
      fc.property(edits, edits, (one, other) => {
        const apply = (what: typeof one): string | undefined => {
          try {
            return applyEdits(new Map([[PATH, WORDS]]), [toEdit(what)]).get(PATH);
          } catch {
            return undefined;
          }
        };
        const [ours, theirs] = [apply(one), apply(other)];
        fc.pre(ours !== undefined && theirs !== undefined);
        const merged = merge(ours, theirs);
        const again = merge(theirs, ours);
        expect(merged.conflicts.length).toBe(again.conflicts.length);
        if (merged.conflicts.length > 0) return;
        const after = (text: string | undefined): unknown => changed(WORDS, text ?? "").toSorted();
        if (one.id !== other.id) expect(after(merged.text)).toEqual(after(again.text));
        // Merging once more what was merged changes nothing.
        expect(merge(merged.text, theirs).text).toBe(merged.text);
      }),
      { numRuns: 60 },
    );
  });
});

it("merges lines as far as both sides changed others", () => {
  const base = "a\nb\nc\nd\ne\n";
  expect(mergeLines(base, "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE")).toBe("A\nb\nc\nd\nE");
  expect(mergeLines(base, "A\nb\nc\nd\ne\n", "B\nb\nc\nd\ne\n")).toBeUndefined();
  expect(mergeLines(base, "b\nc\nd\ne\nf\n", "a\nb\nx\nc\nd\ne\n")).toBe("b\nx\nc\nd\ne\nf\n");
  expect(mergeLines("", "a\n", "")).toBe("a\n");
  expect(mergeLines(base, "", base)).toBe("");
});
