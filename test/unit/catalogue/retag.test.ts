import { describe, expect, it } from "vitest";
import { meaningsAfter, retag } from "../../../src/catalogue/retag.ts";
import type { TermStore, WrittenTerm } from "../../../src/catalogue/term-store.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { loadFiles } from "../vocabulary/vocabulary-folder.ts";

const AT = "2026-11-24T10:00:00.000Z";
const FACETS = "facets: [{key: task, scheme: task, label: Task}]";

const load = (concepts: string): Promise<Vocabularies> =>
  loadFiles({
    "task.yaml": `scheme: {title: Tasks, namespace: "https://example.org/task#"}\nconcepts:\n${concepts}`,
    "facets.yaml": FACETS,
  });

const before = await load(`  finding: {prefLabel: finding}
  measuring: {prefLabel: measuring}
  old: {prefLabel: old way}
  split: {prefLabel: split}
  gone: {prefLabel: gone}
`);
const after = await load(`  finding: {prefLabel: finding, altLabel: [search]}
  measuring: {prefLabel: measuring}
  older: {prefLabel: older way, deprecated: true, replacedBy: [finding], since: "2026-01-01"}
  old: {prefLabel: old way, deprecated: true, replacedBy: [older], since: "2026-01-01"}
  split: {prefLabel: split, deprecated: true, replacedBy: [finding, measuring], since: "2026-01-01"}
  gone: {prefLabel: gone, deprecated: true, since: "2026-01-01"}
`);

function written(text: string, conceptId?: string, over: Partial<WrittenTerm> = {}): WrittenTerm {
  const scheme = conceptId === undefined ? undefined : "task";
  return { facet: "task", text, origin: "author", scheme, conceptId, programs: 1, since: AT, ...over };
}

const toLines = (terms: readonly WrittenTerm[], known?: Vocabularies): readonly unknown[] =>
  meaningsAfter(terms, after, known).map(({ text, conceptId, finding }) => [text, conceptId, finding?.rule]);

describe("what terms mean with other vocabularies", () => {
  it("leaves out those that mean the same and of which the author is told the same", () => {
    const terms = [
      written("finding", "finding"),
      written("search"),
      written("no such"),
      written("old way", "old"),
      written("gone", "gone"),
      written("split", "split"),
    ];
    expect(toLines(terms, before)).toEqual([
      ["search", "finding", undefined],
      ["old way", "finding", "terms/deprecated"],
      ["gone", "gone", "terms/deprecated"],
      ["split", undefined, "terms/ambiguous"],
    ]);
    expect(meaningsAfter(terms, before, before)).toEqual([]);
  });

  it("names all terms of authors where nobody knows what they were told", () => {
    expect(toLines([written("finding", "finding"), written("no such")])).toEqual([
      ["finding", "finding", undefined],
      ["no such", undefined, "terms/unknown"],
    ]);
  });

  it("lets terms of the catalogue keep their concept, or follow it to the one that replaced it", () => {
    const origin = "catalogue";
    const terms = ["finding", "old", "split", "gone", "unheard"].map((id) => written(id, id, { origin }));
    expect(meaningsAfter(terms, after)).toEqual([
      { facet: "task", text: "old", origin, scheme: "task", conceptId: "finding", finding: undefined },
    ]);
  });

  it("gives terms of a facet that is gone no concept, and tells the author", () => {
    expect(toLines([written("finding", "finding", { facet: "tusk" })], before)).toEqual([
      ["finding", undefined, "terms/unknown-facet"],
    ]);
  });
});

describe("retagging a store", () => {
  it("hands over what changes and notes the commit, also when nothing does", async () => {
    const calls: unknown[] = [];
    const terms = {
      listWritten: async () => [written("search"), written("finding", "finding")],
      retag: async (change) => {
        calls.push(change);
        return change.meanings.map(() => "01B");
      },
    } satisfies Partial<TermStore>;
    // The other methods are not called.
    const store = { terms: terms as unknown as TermStore };
    const change = { vocabularies: after, before, commit: "c1", at: AT, alsoIndex: ["01A"] };
    expect(await retag(store, change)).toBe(1);
    expect(await retag(store, { ...change, vocabularies: before })).toBe(0);
    expect(calls).toMatchObject([
      { meanings: [{ text: "search", conceptId: "finding" }], alsoIndex: ["01A"], commit: "c1", at: AT },
      { meanings: [], commit: "c1" },
    ]);
  });
});
