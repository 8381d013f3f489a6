import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import { createSuggester, type Suggester } from "../../../src/vocabulary/suggest/create-suggester.ts";
import type { ProgramTexts, SuggestedTerm } from "../../../src/vocabulary/suggest/suggested-term.ts";
import { suggesterOf } from "../../../src/vocabulary/suggest/suggester-of.ts";
import { loadFiles } from "./vocabulary-folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
/** A science of its own, in two languages, so that nothing of another one can be wired in. */
const FILES = {
  "task.yaml": `scheme: {title: Tasks, namespace: "https://example.org/task#", language: en}
concepts:
  milling:
    prefLabel: milling
    definition: Making flour of grain.
  fine-milling:
    prefLabel: fine milling
    altLabel: {en: [flour grinding], de: [Feinmahlung]}
    broader: [milling]
    definition: Milling until nothing of the husk is felt.
  oven-scheduling:
    prefLabel: oven scheduling
    definition: Deciding which loaf is baked when.
  old-milling:
    prefLabel: stone milling
    deprecated: true
    replacedBy: [milling]
`,
  "goods.yaml": `scheme: {title: Goods, namespace: "https://example.org/goods#"}
concepts:
  rye-bread: {prefLabel: rye bread}
  wheat-flour: {prefLabel: wheat flour}
`,
  "facets.yaml": `facets:
  - {key: task, scheme: task, label: Task}
  - {key: input, scheme: goods, label: From}
  - {key: output, scheme: goods, label: Gives}
`,
};

describe("a suggester", () => {
  let suggester: Suggester;
  beforeAll(async () => {
    suggester = createSuggester(await loadFiles(FILES));
  });
  const suggest = (texts: ProgramTexts): readonly SuggestedTerm[] => suggester.suggest(texts);
  const ids = (texts: ProgramTexts, facet = "task"): readonly string[] =>
    suggest(texts)
      .filter((term) => term.facet === facet)
      .map(({ concept }) => concept.id);

  it("finds a label where the program is described, with the words as they are written", () => {
    const [term] = suggest({ title: "Grist", summary: "Oven Scheduling for small bakeries." });
    expect(term).toMatchObject({ facet: "task", words: "Oven Scheduling", likely: true, clear: true });
    expect(term?.concept.id).toBe("oven-scheduling");
  });

  it("finds labels in every language of the vocabulary", () => {
    expect(ids({ summary: "Ein Programm zur Feinmahlung." })).toEqual(["fine-milling"]);
  });

  it("finds the words of a label in other forms, in another order and apart", () => {
    expect(ids({ summary: "Schedules ovens." })).toEqual(["oven-scheduling"]);
    expect(ids({ summary: "A scheduler of the big ovens" })).toEqual(["oven-scheduling"]);
  });

  it("takes the narrower concept where both are named", () => {
    expect(ids({ title: "Milling", summary: "Fine milling of all grain." })).toEqual(["fine-milling"]);
  });

  it("ranks what stands in the summary above what a README mentions further down", () => {
    const readme = ["Grist", "Oven scheduling.", "Install it.", "Run it.", "Fine milling is planned."];
    expect(ids({ summary: "Oven scheduling.", readme })).toEqual(["oven-scheduling", "fine-milling"]);
    const [, mentioned] = suggest({ summary: "Oven scheduling.", readme });
    expect(mentioned).toMatchObject({ likely: false, clear: false });
  });

  it("tags nothing by itself where two concepts are as near", () => {
    const terms = suggest({ summary: "Oven scheduling and fine milling." });
    expect(terms.filter(({ facet }) => facet === "task")).toHaveLength(2);
    expect(terms.some(({ clear }) => clear)).toBe(false);
  });

  it("tags nothing by what only a README says further down, however often", () => {
    const readme = ["Grist", "One.", "Two.", ...Array.from({ length: 30 }, () => "Has oven scheduling.")];
    expect(suggest({ title: "Grist", readme }).some(({ clear }) => clear)).toBe(false);
  });

  it("leaves out what the program is said not to do", () => {
    expect(ids({ summary: "Fine milling, not oven scheduling." })).toEqual(["fine-milling"]);
    expect(ids({ summary: "Unlike stone mills it has no oven scheduling." })).toEqual([]);
    expect(ids({ summary: "Not only oven scheduling." })).toEqual(["oven-scheduling"]);
  });

  it("tells what is read from what is given, and does not tag where no word says which", () => {
    const texts = { summary: "Makes rye bread from wheat flour." };
    expect([ids(texts, "input"), ids(texts, "output")]).toEqual([["wheat-flour"], ["rye-bread"]]);
    const [unsaid] = suggest({ title: "Wheat flour" });
    expect(unsaid).toMatchObject({ facet: "input", likely: false, clear: false });
  });

  it("never suggests a retired concept", () => {
    expect(ids({ summary: "Stone milling." })).not.toContain("old-milling");
  });

  it("says nothing of texts that say nothing", () => {
    expect(suggest({})).toEqual([]);
    expect(
      suggest({ title: "", summary: " ", keywords: [""], readme: ["…", "__proto__ constructor"] }),
    ).toEqual([]);
  });
});

describe("the shipped vocabularies", () => {
  let suggester: Suggester;
  beforeAll(async () => {
    suggester = suggesterOf(await loadVocabularies(path.join(ROOT, "vocabularies")));
  });

  it("lead from a sentence to what the program does, to what data, giving what", () => {
    const terms = suggester.suggest({
      title: "Finder",
      summary: "Source finding in radio images; writes a catalogue.",
    });
    const clear = terms.filter((term) => term.clear).map(({ facet, concept }) => `${facet} ${concept.id}`);
    expect(clear).toContain("task source-extraction");
    expect(terms.map(({ facet, concept }) => `${facet} ${concept.id}`)).toContain("output catalogue");
  });

  it("are made into one suggester, however often it is asked for", async () => {
    const vocabularies = await loadVocabularies(path.join(ROOT, "vocabularies"));
    expect(suggesterOf(vocabularies)).toBe(suggesterOf(vocabularies));
  });
});
