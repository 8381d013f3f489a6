import { beforeAll, describe, expect, it } from "vitest";
import type { Entry, TermRecord } from "../../../src/catalogue/entry.ts";
import { emptyOverlay, type Overlay } from "../../../src/catalogue/overlay.ts";
import { type OverlaySource, withOverlay } from "../../../src/catalogue/with-overlay.ts";
import { ofBranch } from "../../../src/catalogue/versions.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";
import { programChange, repository, source } from "../../support/entry-builders.ts";

let vocabularies: Vocabularies;
beforeAll(async () => {
  vocabularies = await loadVocabularies("test/fixtures/other-science/vocabularies");
});

const NOTHING = { ...emptyOverlay("local.examples/tool"), by: "Ada", at: "2026-11-30" };

function entryWith(terms: readonly TermRecord[]): Entry {
  const { program, documents } = programChange();
  const [document] = documents;
  if (document === undefined) throw new Error("The builder gives a document.");
  return {
    program,
    document,
    runs: ofBranch(document),
    versions: [],
    terms,
    problems: [],
    repository: repository(),
    source: source(),
  };
}

function saying(overlay: Partial<Overlay> | undefined, over: Partial<OverlaySource> = {}): OverlaySource {
  return {
    vocabularies,
    vettedOnly: false,
    find: () => (overlay === undefined ? undefined : { ...NOTHING, ...overlay }),
    vettedIn: () => [],
    ...over,
  };
}

function term(facet: string, id: string, origin: TermRecord["origin"]): TermRecord {
  return { facet, text: id, scheme: facet, conceptId: id, origin };
}

describe("an entry with an overlay", () => {
  it("is the very same where nobody said anything", () => {
    const entry = entryWith([]);
    expect(withOverlay(entry, saying(undefined))).toBe(entry);
  });

  it("has the curator's terms besides the author's, each with whose it is", () => {
    const [facet] = vocabularies.facets;
    const [concept, other] = [...(vocabularies.schemes.get(facet?.scheme ?? "")?.concepts.values() ?? [])];
    const key = facet?.key ?? "";
    const author = { ...term(key, other?.id ?? "", "author"), scheme: facet?.scheme };
    const added = new Map([[key, [concept?.prefLabel ?? "", "nobody knows this"]]]);
    const { terms } = withOverlay(entryWith([author]), saying({ addTerms: added }));
    expect(terms.map(({ conceptId, origin }) => [conceptId, origin])).toEqual([
      [other?.id, "author"],
      [concept?.id, "curator"],
      [undefined, "curator"],
    ]);
  });

  it("keeps a hidden term of the author where it can be seen that it is hidden", () => {
    const shown = withOverlay(
      entryWith([term("task", "a", "author"), term("task", "b", "author")]),
      saying({ hideTerms: new Map([["task", ["a"]]]) }),
    );
    expect(shown.terms.map(({ conceptId }) => conceptId)).toEqual(["b"]);
    expect(shown.curated?.hidden.map(({ conceptId }) => conceptId)).toEqual(["a"]);
  });

  it("hides a text as it was written, in any spelling, but only in its facet", () => {
    const written: TermRecord = {
      facet: "task",
      text: "Fish-Counting",
      scheme: undefined,
      conceptId: undefined,
      origin: "author",
    };
    const { terms } = withOverlay(
      entryWith([written, { ...written, facet: "habitat" }]),
      saying({ hideTerms: new Map([["task", ["fish counting"]]]) }),
    );
    expect(terms.map(({ facet }) => facet)).toEqual(["habitat"]);
  });

  it("shows a better summary with the author's beside it, and says when the author has changed theirs", () => {
    const overlay = { summary: "Better.", authorSummary: "Does something." };
    const same = withOverlay(entryWith([]), saying(overlay));
    expect(same.program).toMatchObject({ summary: "Better.", summaryFrom: "curator" });
    expect(same.curated).toMatchObject({
      before: { summary: "Does something.", summaryFrom: "author" },
      isOvertaken: false,
    });
    const changed = withOverlay(entryWith([]), saying({ ...overlay, authorSummary: "Did something." }));
    expect(changed.curated?.isOvertaken).toBe(true);
  });

  it("turns a tag of the catalogue into the curator's when they confirm it", () => {
    const [facet] = vocabularies.facets;
    const [concept] = [...(vocabularies.schemes.get(facet?.scheme ?? "")?.concepts.values() ?? [])];
    const key = facet?.key ?? "";
    const tag: TermRecord = {
      facet: key,
      text: concept?.prefLabel ?? "",
      scheme: facet?.scheme,
      conceptId: concept?.id,
      origin: "catalogue",
    };
    const { terms } = withOverlay(
      entryWith([tag]),
      saying({ addTerms: new Map([[key, [concept?.id ?? ""]]]) }),
    );
    expect(terms.map(({ conceptId, origin }) => [conceptId, origin])).toEqual([[concept?.id, "curator"]]);
  });
});

describe("a catalogue of vetted entries", () => {
  it("lists those with a curator's word or in a vetted collection, and no others", () => {
    const vettedOnly = { vettedOnly: true };
    const listed = (source: OverlaySource): boolean => withOverlay(entryWith([]), source).program.listed;
    expect(listed(saying(undefined, vettedOnly))).toBe(false);
    expect(listed(saying({ note: "Nice." }, vettedOnly))).toBe(false);
    expect(listed(saying({ vettedBy: "Ada" }, vettedOnly))).toBe(true);
    const collection = [{ id: "course", title: "A course" }];
    expect(listed(saying(undefined, { ...vettedOnly, vettedIn: () => collection }))).toBe(true);
  });
});
