import { joinPointer } from "../finding.ts";
import type { Rule } from "./rule.ts";

/** Rules about terms, found by the catalogue's checker, which knows the vocabularies. */
export const TERM_RULES: readonly Rule[] = [
  {
    id: "terms/unknown",
    severity: "warning",
    explanation:
      "No concept of the facet's vocabulary has this id, label or synonym. The entry is published, but nobody finds it by this term.",
  },
  {
    id: "terms/ambiguous",
    severity: "warning",
    explanation: "Several concepts carry this label. Give the id of the one that is meant.",
  },
  {
    id: "terms/unknown-facet",
    severity: "warning",
    explanation: "The catalogue has no facet of this name. Its terms are kept, but have no effect.",
  },
  {
    id: "terms/deprecated",
    severity: "hint",
    explanation: "The concept was replaced by another, which is used instead.",
  },
  {
    id: "terms/single",
    severity: "warning",
    explanation: "Some facets are meant for one term, such as the one that says what a program mainly is.",
  },
  {
    id: "terms/too-many",
    severity: "hint",
    explanation: "An entry with more than 12 terms in a facet is found by everything and chosen for nothing.",
    bad: `discovery:\n  title: Root\n  summary: Takes roots.\n  terms:\n    task: [a, b, c, d, e, f, g, h, i, j, k, l, m]\n`,
    good: `discovery:\n  title: Root\n  summary: Takes roots.\n  terms:\n    task: [a, b, c]\n`,
    *check({ discovery }) {
      const counts = new Map<string, number>();
      for (const { facet } of discovery?.terms ?? []) counts.set(facet, (counts.get(facet) ?? 0) + 1);
      for (const [facet, count] of counts) {
        if (count <= 12) continue;
        yield {
          pointer: joinPointer("/discovery/terms", facet),
          at: "key",
          sentence: `The facet has ${count} terms.`,
          hint: "Keep the few that a person would search for.",
        };
      }
    },
  },
];
