import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConceptFields, CurationEdit } from "../../../src/curation/edits.ts";
import { subjectOf } from "../../../src/curation/subject-of.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const SOURCES = { scheme: "task", id: "source-extraction" } as const;
const FIELDS: ConceptFields = {
  prefLabel: "sieving",
  altLabel: [],
  hiddenLabel: [],
  definition: undefined,
  scopeNote: undefined,
  example: [],
  broader: ["detection"],
  related: [],
  exactMatch: [],
  closeMatch: [],
  broadMatch: [],
};
const TERM = { facet: "task", text: "source\nfindr", reason: undefined, by: undefined, at: undefined };
let vocabularies: Vocabularies;

beforeAll(async () => {
  vocabularies = await loadVocabularies(path.join(ROOT, "vocabularies"));
});

describe("the first line of a commit", () => {
  it.each<readonly [string, CurationEdit]>([
    [
      "task: “source finding” is a synonym of source extraction",
      { kind: "add-label", ...SOURCES, label: "source finding", as: "altLabel" },
    ],
    [
      "task: “findr” is a misspelling of source extraction",
      { kind: "add-label", ...SOURCES, label: "findr", as: "hiddenLabel" },
    ],
    [
      "task: new concept sieving below detection",
      { kind: "add-concept", scheme: "task", id: "sieving", fields: FIELDS },
    ],
    ["task: edit source extraction", { kind: "edit-concept", ...SOURCES, fields: FIELDS }],
    [
      "task: merge source extraction into photometry",
      { kind: "merge-concept", ...SOURCES, into: "photometry", since: "2026-11-30" },
    ],
    ["task: move source extraction to the top", { kind: "move-concept", ...SOURCES, broader: [] }],
    [
      "task: source extraction is replaced by photometry, detection",
      {
        kind: "deprecate-concept",
        ...SOURCES,
        replacedBy: ["photometry", "detection"],
        since: "2026-11-30",
      },
    ],
    ["task: source extraction is to be used again", { kind: "restore-concept", ...SOURCES }],
    ["task: “source findr” is not for us", { kind: "settle-term", term: TERM }],
    ["task: “x” is open again", { kind: "unsettle-term", facet: "task", text: "x" }],
    ["Remove the collection course", { kind: "remove-collection", id: "course" }],
  ])("says %s", (subject, edit) => {
    expect(subjectOf([edit], vocabularies)).toBe(subject);
  });

  it("stays one short line, whatever a stranger has written", () => {
    const text = `a\r\nb\u2028c ${"😀".repeat(400)}`;
    const subject = subjectOf([{ kind: "settle-term", term: { ...TERM, text } }], vocabularies);
    expect(subject).not.toMatch(/[\r\n\u2028]/u);
    expect(Array.from(subject)).toHaveLength(150);
  });
});
