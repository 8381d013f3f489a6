import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hasErrors } from "../../../../src/manifest/problems.ts";
import { completeExample } from "../../../../src/manifest/rules/example.ts";
import { renderRules } from "../../../../src/manifest/rules/render-rules.ts";
import { findRule, RULES } from "../../../../src/manifest/rules/rules.ts";
import { allProblems, read } from "../support.ts";

/** Rules that no part of a manifest can show; each is tested where it is found. */
const WITHOUT_EXAMPLE = [
  "file/too-large",
  "file/too-many-documents",
  "yaml/alias-limit",
  "yaml/too-many-parts",
  "document/too-costly",
  "shape/too-many",
  "discovery/twice",
  "discovery/orphan",
  "terms/unknown",
  "terms/ambiguous",
  "terms/unknown-facet",
  "terms/deprecated",
  "terms/single",
];

describe("the table of rules", () => {
  it("names every rule once", () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has an example for every rule that an example can show", () => {
    const without = RULES.filter(({ bad }) => bad === undefined).map(({ id }) => id);
    expect(without.filter((id) => !/^(?:crawl|layer)\//u.test(id))).toEqual(WITHOUT_EXAMPLE);
  });

  it.each(RULES.filter(({ bad }) => bad !== undefined))(
    "finds $id in its bad example",
    ({ id, severity, bad }) => {
      const found = allProblems(read(completeExample(bad ?? ""))).filter(({ rule }) => rule === id);
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map((problem) => problem.severity))).toEqual(new Set([severity]));
    },
  );

  it.each(RULES.filter(({ good }) => good !== undefined))(
    "finds nothing grave in the good example of $id",
    ({ id, good }) => {
      const problems = allProblems(read(completeExample(good ?? "")));
      expect(problems.filter(({ rule }) => rule === id)).toEqual([]);
      expect(hasErrors(problems)).toBe(false);
    },
  );

  it("ends every explanation, sentence and hint as a sentence or an example", () => {
    for (const { explanation, bad } of RULES) {
      expect(explanation).toMatch(/\.$/u);
      for (const { sentence } of bad === undefined ? [] : allProblems(read(completeExample(bad)))) {
        expect(sentence).toMatch(/\.$/u);
      }
    }
  });

  it("has an entry for every finding that its examples bring up", () => {
    const found = RULES.flatMap(({ bad, good }) =>
      [bad, good].flatMap((text) => (text === undefined ? [] : allProblems(read(completeExample(text))))),
    );
    expect(found.filter(({ rule }) => findRule(rule) === undefined)).toEqual([]);
  });

  it("is what docs/rules.md was made from", () => {
    const file = path.join(import.meta.dirname, "../../../../docs/rules.md");
    expect(readFileSync(file, "utf8"), "stale: run `npm run generate`").toBe(renderRules());
  });
});
