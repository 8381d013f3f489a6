import { describe, expect, it } from "vitest";
import { toConceptId } from "../../../src/curation/edits/concept-id.ts";
import type { ConceptFields, CurationEdit } from "../../../src/curation/edits.ts";
import { edit, lines, NO_FIELDS, WORDS } from "./curation-texts.ts";

const scheme = "words";
const EXTRACTION: ConceptFields = {
  ...NO_FIELDS,
  prefLabel: "source extraction",
  altLabel: ["source finding", "source finder"],
  hiddenLabel: ["sourcefinding"],
  broader: ["detection"],
  related: ["photometry"],
  definition: "Finding sources in an image and listing where they are.",
};
const PHOTOMETRY: ConceptFields = {
  ...NO_FIELDS,
  prefLabel: "photometry",
  altLabel: ["flux measurement"],
  related: ["source-extraction"],
};

function refused(one: CurationEdit): string {
  try {
    edit(one);
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint?: string };
    expect(code).toBe("INVALID_REQUEST");
    return `${message} ${hint ?? ""}`.trim();
  }
  return "not refused";
}

describe("a concept that is edited", () => {
  const edited = (id: string, fields: ConceptFields): CurationEdit => ({
    kind: "edit-concept",
    scheme,
    id,
    fields,
  });

  it("stays byte for byte when its form is sent back unchanged", () => {
    expect(edit(edited("source-extraction", EXTRACTION))).toBe(WORDS);
    expect(edit(edited("photometry", PHOTOMETRY))).toBe(WORDS);
  });

  it("changes only the fields that changed and keeps the comments in it", () => {
    const fields = {
      ...EXTRACTION,
      altLabel: ["source finding", "source search", "source finder"],
      definition: "Finding sources.",
      scopeNote: 'Not for lines: see "line finding".',
      example: ["A catalogue of a field."],
      exactMatch: ["http://example.org/1"],
    };
    expect(lines(edited("source-extraction", fields))).toEqual([
      "+      - source search",
      "-    definition: >-",
      "-      Finding sources in an image and listing",
      "-      where they are.",
      "+    definition: Finding sources.",
      '+    scopeNote: "Not for lines: see \\"line finding\\"."',
      "+    example:",
      "+      - A catalogue of a field.",
      '+    exactMatch: ["http://example.org/1"]',
    ]);
  });

  it("loses the keys of what is emptied", () => {
    expect(lines(edited("source-extraction", { ...NO_FIELDS, prefLabel: "source extraction" }))).toEqual([
      "-    # As people say",
      "-    altLabel:",
      "-      - source finding   # most of them",
      '-      - "source finder"',
      "-    hiddenLabel: [sourcefinding]",
      "-    broader: [detection]",
      "-    related: [photometry]",
      "-    definition: >-",
      "-      Finding sources in an image and listing",
      "-      where they are.",
    ]);
  });

  it("changes the words of the scheme's language only", () => {
    const fields = { ...PHOTOMETRY, prefLabel: "light measuring", altLabel: [] };
    expect(lines(edited("photometry", fields))).toEqual([
      "-    prefLabel: { en: photometry, de: Photometrie }",
      "-    altLabel: { en: [flux measurement], de: [Lichtmessung] }",
      "+    prefLabel: { en: light measuring, de: Photometrie }",
      "+    altLabel: { de: [Lichtmessung] }",
    ]);
  });

  it("does not copy a label that is only shown from another language", () => {
    const text = WORDS.replace("{ en: photometry, de: Photometrie }", "{ de: Photometrie }");
    expect(edit(edited("photometry", { ...PHOTOMETRY, prefLabel: "Photometrie" }), text)).toBe(text);
    expect(edit(edited("photometry", PHOTOMETRY), text)).toContain("{ de: Photometrie, en: photometry }");
  });

  it("is refused a label that others prefer, an unknown concept, a ring and an empty label", () => {
    expect(refused(edited("photometry", { ...PHOTOMETRY, prefLabel: "Source finding" }))).toBe(
      'The label "Source finding" of "photometry" is a label of "source-extraction".',
    );
    expect(refused(edited("photometry", { ...PHOTOMETRY, broader: ["detektion"] }))).toBe(
      'There is no concept "detektion" in "words". Did you mean "detection"?',
    );
    expect(
      refused(edited("detection", { ...NO_FIELDS, prefLabel: "detection", broader: ["blob-finding"] })),
    ).toMatch(/^"broader" goes round in a ring/u);
    expect(refused(edited("photometry", { ...PHOTOMETRY, prefLabel: "  " }))).toMatch(/needs a label/u);
    expect(refused(edited("photometri", PHOTOMETRY))).toMatch(/Did you mean "photometry"\?$/u);
    expect(refused(edited("photometry", { ...PHOTOMETRY, altLabel: ["x".repeat(201)] }))).toMatch(
      /^"concepts\/photometry\/altLabel\/en\/0" must NOT have more than 200 characters/u,
    );
    expect(refused({ kind: "edit-concept", scheme: "wordz", id: "x", fields: PHOTOMETRY })).toBe(
      'There is no scheme "wordz". Did you mean "words"?',
    );
    expect(refused({ kind: "edit-concept", scheme: "facets", id: "x", fields: PHOTOMETRY })).toMatch(
      /no scheme/u,
    );
  });
});

describe("a concept that is added", () => {
  const added = (id: string, fields: Partial<ConceptFields>): CurationEdit => ({
    kind: "add-concept",
    scheme,
    id,
    fields: { ...NO_FIELDS, ...fields },
  });

  it("comes behind the last one below its first broader one, before the next heading", () => {
    const text = edit(
      added("line-finding", { prefLabel: "line finding", broader: ["detection", "photometry"] }),
    );
    expect(text).toContain(
      "    related: [photometry]\n  line-finding:\n    prefLabel: line finding\n    broader: [detection, photometry]\n\n  # Measuring",
    );
  });

  it("comes at the end without a broader one, with quotes where they are needed", () => {
    const fields = { prefLabel: "yes", altLabel: ["3D", "@home", "a: b"], definition: "Is #1." };
    expect(lines(added("yes-no", fields))).toEqual([
      "+  yes-no:",
      '+    prefLabel: "yes"',
      '+    altLabel: ["3D", "@home", "a: b"]',
      '+    definition: "Is #1."',
    ]);
    expect(edit(added("yes-no", fields)).endsWith(`"Is #1."\n`)).toBe(true);
  });

  it("is refused an id that is taken, is no id, or is what others are called", () => {
    const fields = { prefLabel: "new" };
    expect(refused(added("detection", fields))).toMatch(/^The id "detection" is taken/u);
    expect(refused(added("Source Finder", fields))).toMatch(/For instance "source-finder"/u);
    expect(refused(added("source-finder", fields))).toMatch(/is a label of "source-extraction"/u);
    expect(refused(added("new", { ...fields, broader: ["old-thing"] }))).toBe(
      '"old-thing" is deprecated. Use "photometry" instead.',
    );
    expect(refused(added("new", { prefLabel: "finding" }))).toMatch(/is a label of "detection"/u);
  });

  it("may be the first of a scheme", () => {
    const text = "scheme: { title: Empty }\nconcepts: {}\n";
    expect(edit(added("one", { prefLabel: "one" }), text)).toBe(
      "scheme: { title: Empty }\nconcepts:\n  one:\n    prefLabel: one\n",
    );
  });
});

describe("a label that is added", () => {
  const label = (id: string, text: string, as: "altLabel" | "hiddenLabel" = "altLabel"): CurationEdit => ({
    kind: "add-label",
    scheme,
    id,
    label: text,
    as,
  });

  it("comes behind the others, in the list's own style", () => {
    expect(lines(label("source-extraction", "source search"))).toEqual(["+      - source search"]);
    expect(lines(label("detection", " searching "))).toEqual([
      "-    altLabel: [finding]",
      "+    altLabel: [finding, searching]",
    ]);
    expect(lines(label("photometry", "fotometry", "hiddenLabel"))).toEqual(["+    hiddenLabel: [fotometry]"]);
  });

  it("changes nothing when it is there, and comes out of the hidden ones when it is to be seen", () => {
    expect(edit(label("detection", "Finding"))).toBe(WORDS);
    expect(edit(label("source-extraction", "sourcefinding", "hiddenLabel"))).toBe(WORDS);
    expect(lines(label("source-extraction", "sourcefinding"))).toEqual([
      "-    hiddenLabel: [sourcefinding]",
      "+      - sourcefinding",
    ]);
  });

  it("is refused when another living concept has it", () => {
    expect(refused(label("photometry", "Source-Finder"))).toBe(
      '"Source-Finder" is a label of "source extraction" (source-extraction) already. Take it out there first, or merge the two concepts.',
    );
    expect(refused(label("old-thing", "older thing"))).toMatch(/is deprecated\. Use "photometry"/u);
    expect(lines(label("detection", "old thing"))).toHaveLength(2);
    expect(refused(label("detection", "photometry", "hiddenLabel"))).toMatch(
      /is a label of "photometry" \(/u,
    );
    expect(lines(label("detection", "blob search", "hiddenLabel"))).toEqual([
      "+    hiddenLabel: [blob search]",
    ]);
  });
});

describe("concepts that are merged", () => {
  const merge = (id: string, into: string): CurationEdit => ({
    kind: "merge-concept",
    scheme,
    id,
    into,
    since: "2026-11-30",
  });

  it("leave one with the labels of both, and one that leads to it", () => {
    expect(lines(merge("blob-finding", "source-extraction"))).toEqual([
      "-    hiddenLabel: [sourcefinding]",
      "+      - blob finding",
      "+      - blob search",
      "+      - finding blobs",
      "+    hiddenLabel: [sourcefinding, blobfinding]",
      "+    deprecated: true",
      "+    replacedBy: [source-extraction]",
      '+    since: "2026-11-30"',
    ]);
  });

  it("hang what was below or beside the one below or beside the other", () => {
    expect(lines(merge("source-extraction", "detection"))).toEqual([
      "-    altLabel: [finding]",
      "+    altLabel: [finding, source extraction, source finding, source finder]",
      "+    hiddenLabel: [sourcefinding]",
      "+    deprecated: true",
      "+    replacedBy: [detection]",
      '+    since: "2026-11-30"',
      "-    broader: [source-extraction]",
      "+    broader: [detection]",
      "-    related: [source-extraction]",
      "+    related: [detection]",
    ]);
  });

  it("bring the labels of every language along", () => {
    const text = edit(merge("photometry", "detection"));
    expect(text).toContain(
      "    altLabel:\n      en: [finding, photometry, flux measurement]\n      de: [Photometrie, Lichtmessung]\n",
    );
    expect(text).toContain("    related: [detection]\n");
  });

  it("may be one and what is above it, when nothing is in between", () => {
    const text = edit(merge("detection", "source-extraction"));
    expect(text).not.toContain("broader: [detection]");
    expect(refused(merge("detection", "blob-finding"))).toMatch(/concepts between the two/u);
  });

  it("are refused when one of them is no more, or both are one", () => {
    expect(refused(merge("detection", "detection"))).toMatch(/merged with itself/u);
    expect(refused(merge("detection", "old-thing"))).toMatch(/"old-thing" is deprecated\. Use "photometry"/u);
    expect(refused(merge("old-thing", "detection"))).toMatch(/deprecated already/u);
    expect(refused(merge("nothing", "detection"))).toMatch(/no concept "nothing"/u);
  });
});

describe("a concept that is moved, deprecated or restored", () => {
  it("hangs below others, or below none", () => {
    const move = (broader: readonly string[]): CurationEdit => ({
      kind: "move-concept",
      scheme,
      id: "blob-finding",
      broader,
    });
    expect(lines(move(["detection", "photometry"]))).toEqual([
      "-    broader: [source-extraction]",
      "+    broader: [detection, photometry]",
    ]);
    expect(lines(move([]))).toEqual(["-    broader: [source-extraction]"]);
    expect(refused(move(["blob-finding"]))).toMatch(/linked to itself/u);
    expect(refused(move(["nowhere"]))).toMatch(/no concept "nowhere"/u);
    expect(refused({ kind: "move-concept", scheme, id: "detection", broader: ["blob-finding"] })).toMatch(
      /ring/u,
    );
  });

  it("is deprecated with a replacement or without, and restored again", () => {
    const deprecate: CurationEdit = {
      kind: "deprecate-concept",
      scheme,
      id: "blob-finding",
      replacedBy: ["source-extraction"],
      since: "2026-11-30",
    };
    const restore: CurationEdit = { kind: "restore-concept", scheme, id: "blob-finding" };
    expect(lines(deprecate)).toEqual([
      "+    deprecated: true",
      "+    replacedBy: [source-extraction]",
      '+    since: "2026-11-30"',
    ]);
    expect(lines({ ...deprecate, replacedBy: [] })).toEqual([
      "+    deprecated: true",
      '+    since: "2026-11-30"',
    ]);
    expect(edit([deprecate, restore])).toBe(WORDS);
    expect(lines({ kind: "restore-concept", scheme, id: "old-thing" })).toEqual([
      "-    deprecated: true # since long",
      "-    replacedBy: [photometry]",
      '-    since: "2020"',
    ]);
    expect(refused(restore)).toMatch(/is not deprecated/u);
    expect(refused({ ...deprecate, replacedBy: ["old-thing"] })).toMatch(/"old-thing" is deprecated/u);
  });

  it("is not restored while its successor has its label", () => {
    const merge: CurationEdit = {
      kind: "merge-concept",
      scheme,
      id: "blob-finding",
      into: "detection",
      since: "2026",
    };
    expect(() => edit([merge, { kind: "restore-concept", scheme, id: "blob-finding" }])).toThrow(
      'The label "blob finding" of "blob-finding" is a label of "detection".',
    );
  });
});

describe("a scheme that is edited", () => {
  it("changes its head and nothing else", () => {
    const fields = {
      title: "New words",
      description: "All: of them.",
      license: undefined,
      source: undefined,
    };
    expect(lines({ kind: "edit-scheme", scheme, fields })).toEqual([
      "-  title: Words # shown",
      "-  license: CC0-1.0",
      "+  title: New words # shown",
      '+  description: "All: of them."',
    ]);
    expect(refused({ kind: "edit-scheme", scheme, fields: { ...fields, title: " " } })).toMatch(
      /needs a title/u,
    );
  });
});

describe("a file that has errors of its own", () => {
  it("is edited all the same while it can be read, and named when it cannot", () => {
    const text = WORDS.replace("broader: [detection]", "broader: [detection, gone]");
    expect(
      lines({ kind: "add-label", scheme, id: "detection", label: "new", as: "altLabel" }, text),
    ).toHaveLength(2);
    expect(() => edit({ kind: "restore-concept", scheme, id: "old-thing" }, `${WORDS}  - x\n`)).toThrow(
      /"vocabularies\/words\.yaml" cannot be read\. Line \d+:/u,
    );
  });
});

it("makes an id of any label", () => {
  expect(toConceptId("Source Extraction (2D)")).toBe("source-extraction-2d");
  expect(toConceptId("  Größe & Ähnlichkeit ")).toBe("grosse-ahnlichkeit");
  expect(toConceptId("Young's modulus")).toBe("youngs-modulus");
  expect(toConceptId("望遠鏡")).toBe("");
  expect(toConceptId("a ".repeat(80))).toHaveLength(99);
});
