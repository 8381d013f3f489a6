import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../../src/catalogue/checker.ts";
import type { Problem } from "../../../../src/manifest/problems.ts";
import { NEVER_FIRED } from "../../../../src/manifest/rules/never-fired.ts";
import { RULES } from "../../../../src/manifest/rules/rules.ts";
import { loadVocabularies } from "../../../../src/vocabulary/load.ts";

const ROOT = path.join(import.meta.dirname, "../../../..");
const FOLDER = path.join(ROOT, "test/fixtures/broken-manifests");
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const checker = createChecker(await loadVocabularies(path.join(ROOT, "vocabularies")));

function check(name: string): readonly Problem[] {
  return checker.check(readFileSync(path.join(FOLDER, name)), { file: name }).problems;
}

/** Each line says `line:column severity rule` below the name of its file. */
function expectedOf(): ReadonlyMap<string, readonly string[]> {
  const expected = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of readFileSync(path.join(FOLDER, "expected.txt"), "utf8").split("\n")) {
    if (line.startsWith("  ")) current.push(line.trim());
    else if (line.endsWith(".yaml")) expected.set(line, (current = []));
  }
  return expected;
}

describe("broken manifests, from slips that people make", () => {
  const expected = expectedOf();

  it("each have an expectation, and there are a hundred of them", () => {
    expect([...expected.keys()].sort()).toEqual([...NAMES].sort());
    expect(NAMES.length).toBeGreaterThanOrEqual(100);
  });

  it.each(NAMES)("%s gives what is expected, each finding at its place", (name) => {
    const found = check(name).map(
      ({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`,
    );
    expect(found).toEqual(expected.get(name));
    expect(found).not.toEqual([]);
  });

  it("never show a secret", () => {
    for (const name of NAMES) expect(JSON.stringify(check(name)), name).not.toContain("w0rd-of-ada");
  });

  it("have brought up every rule but those that the table names", () => {
    const fired = new Set(NAMES.flatMap((name) => check(name).map(({ rule }) => rule)));
    const silent = RULES.map(({ id }) => id).filter((id) => !fired.has(id));
    expect(silent).toEqual([...NEVER_FIRED]);
  });
});
