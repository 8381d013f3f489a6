import { describe, expect, it } from "vitest";
import { changedConcepts } from "../../../src/search/changed-concepts.ts";
import type { Concept, Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { withConcept } from "../../support/changed-vocabularies.ts";
import { loadShipped } from "./search-fixture.ts";

const shipped = await loadShipped();
const task = (id: string) => ({ scheme: "task", id });
const BASE: Vocabularies = [
  ["a-top", []],
  ["a-middle", ["a-top"]],
  ["a-leaf", ["a-middle"]],
  ["a-other", []],
].reduce<Vocabularies>(
  (vocabularies, [id, broader]) =>
    withConcept(vocabularies, task(id as string), {
      prefLabel: `${id as string} label`,
      altLabels: [],
      hiddenLabels: [],
      broader: broader as string[],
    }),
  shipped,
);

/** Ids of the concepts that changed, when one is told otherwise. */
function changedBy(id: string, change: Partial<Concept> | undefined): readonly string[] {
  const changed = changedConcepts(BASE, withConcept(BASE, task(id), change));
  expect(changed.every(({ scheme }) => scheme === "task")).toBe(true);
  return changed.map((concept) => concept.id).toSorted();
}

describe("the concepts that changed", () => {
  it("are none between the same vocabularies, whatever their hash", () => {
    expect(changedConcepts(BASE, withConcept(BASE, task("a-top"), {}))).toEqual([]);
  });

  it.each([
    ["a preferred label", { prefLabel: "called otherwise" }],
    ["a synonym", { altLabels: ["one more"] }],
    ["a hidden label", { hiddenLabels: ["one moer"] }],
    [
      "a label of another language",
      {
        byLanguage: [
          {
            language: "de",
            prefLabel: "anders",
            altLabels: [],
            hiddenLabels: [],
            definition: undefined,
            scopeNote: undefined,
            examples: [],
          },
        ],
      },
    ],
  ])("are a concept with %s of its own and all below it", (_, change) => {
    expect(changedBy("a-middle", change)).toEqual(["a-leaf", "a-middle"]);
    expect(changedBy("a-leaf", change)).toEqual(["a-leaf"]);
  });

  it("are one that is moved and all below it, but not those that it is moved between", () => {
    expect(changedBy("a-middle", { broader: ["a-other"] })).toEqual(["a-leaf", "a-middle"]);
    expect(changedBy("a-leaf", { broader: ["a-middle", "a-other"] })).toEqual(["a-leaf"]);
  });

  it("are one that is retired or gets another successor", () => {
    expect(changedBy("a-leaf", { deprecated: true, replacedBy: ["a-other"] })).toEqual(["a-leaf"]);
    expect(changedBy("a-leaf", { replacedBy: ["a-other"] })).toEqual(["a-leaf"]);
  });

  it("are one that is new or gone", () => {
    expect(changedBy("a-leaf", undefined)).toEqual(["a-leaf"]);
    expect(changedBy("a-new", { prefLabel: "new" })).toEqual(["a-new"]);
    const schemes = new Map(shipped.schemes);
    const object = schemes.get("object");
    schemes.delete("object");
    const without = { ...shipped, schemes };
    expect(changedConcepts(shipped, without)).toHaveLength(object?.concepts.size ?? 0);
    expect(changedConcepts(without, shipped)).toHaveLength(object?.concepts.size ?? 0);
  });

  it("are none when only what its page says of it is told otherwise", () => {
    const change = { definition: "Another.", scopeNote: "When to.", examples: ["one"], related: ["a-other"] };
    expect(changedBy("a-middle", change)).toEqual([]);
  });
});
