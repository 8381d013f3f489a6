import { describe, expect, it } from "vitest";
import { findingOf, isAbout } from "../../../src/catalogue/term-findings.ts";
import type { Resolution } from "../../../src/vocabulary/vocabulary.ts";
import { loadFiles } from "../vocabulary/vocabulary-folder.ts";

const vocabularies = await loadFiles({
  "task.yaml": `scheme: {title: Tasks, namespace: "https://example.org/task#"}
concepts:
  finding: {prefLabel: finding, altLabel: [looking]}
  watching: {prefLabel: watching, altLabel: [looking]}
  old: {prefLabel: old way, deprecated: true, replacedBy: [finding], since: "2026-01-01"}
  gone: {prefLabel: gone way, deprecated: true, since: "2026-01-01"}
`,
  "facets.yaml": "facets: [{key: task, scheme: task, label: Task}]",
});

const find = (text: string, facet = "task"): ReturnType<typeof findingOf> =>
  findingOf(facet, text, vocabularies.resolve(facet, text));

describe("what an author is told of a term", () => {
  it("is nothing when it means a living concept", () => {
    expect(find("finding")).toBeUndefined();
  });

  it("names the nearest concept, the choices, or the one that replaces it", () => {
    expect(find("findung")).toEqual({
      rule: "terms/unknown",
      severity: "warning",
      sentence: 'The facet "task" has no term "findung".',
      hint: 'Did you mean "finding"?',
    });
    expect(find("looking")).toMatchObject({
      rule: "terms/ambiguous",
      hint: "Write the id of one of them: finding, watching.",
    });
    expect(find("old way")).toMatchObject({ rule: "terms/deprecated", hint: 'Write "finding" instead.' });
    expect(find("gone way")).toMatchObject({ rule: "terms/deprecated", hint: "Choose another one." });
    expect(find("finding", "tusk")).toMatchObject({
      rule: "terms/unknown-facet",
      hint: 'Did you mean "task"?',
    });
  });

  it("is to write a list when several terms stand in one text, each of them known", () => {
    expect(find("Finding, watching; finding")?.hint).toBe(
      'Write a list with each term by itself: ["finding", "watching"].',
    );
    expect(find("finding, looking")?.hint).not.toContain("list");
    expect(find("finding, dowsing")?.hint).toBe("Look at the vocabulary for one that fits.");
    expect(find("finding,")?.hint).toBe('Did you mean "finding"?');
  });

  it("is a hint with the reason when curators have settled it", () => {
    const settled = (reason: string | undefined): Resolution => ({
      state: "unknown",
      suggestion: undefined,
      several: [],
      settled: { reason },
    });
    expect(findingOf("task", "dowsing", settled("It finds nothing."))).toEqual({
      rule: "terms/unknown",
      severity: "hint",
      sentence: 'This catalogue has decided that "dowsing" is no term for the facet "task".',
      hint: "It finds nothing.",
    });
    expect(findingOf("task", "dowsing", settled(undefined))?.hint).toBe(
      "Leave it out, or keep it for other catalogues.",
    );
  });

  it("is known again by its words, and nothing else is taken for it", () => {
    const terms = [
      ["task", "findung"],
      ["task", "looking"],
      ["task", "old way"],
      ["tusk", "finding"],
      ["task", 'with "quotes"'],
    ] as const;
    for (const [facet, text] of terms) {
      const finding = find(text, facet);
      expect(finding).toBeDefined();
      if (finding === undefined) continue;
      expect(isAbout(finding, { facet, text })).toBe(true);
      expect(isAbout(finding, { facet: `${facet}.`, text: `${text}.` })).toBe(false);
    }
    // The facet is quoted too.
    expect(
      isAbout(
        { ...find("findung"), rule: "terms/unknown", sentence: 'The facet "task" has no term "x".' },
        { facet: "task", text: "task" },
      ),
    ).toBe(false);
    expect(
      isAbout(
        { rule: "terms/single", sentence: 'The facet "task" has no term "x".' },
        { facet: "task", text: "x" },
      ),
    ).toBe(false);
  });
});
