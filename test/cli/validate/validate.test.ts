import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../src/catalogue/checker.ts";
import { validate, type ValidateOptions } from "../../../src/commands/validate.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";

const FIXTURES = path.join(import.meta.dirname, "fixtures");
const TEXT: ValidateOptions = { format: "pretty", severity: "error" };

/** Knows one facet and no concept, so that what is printed does not change with the shipped vocabularies. */
const vocabularies = {
  schemes: new Map(),
  facets: [],
  hash: "",
  labels: new Map(),
  resolve: (facet) =>
    facet === "task"
      ? { state: "unknown", suggestion: undefined, several: [] }
      : { state: "unknown-facet", suggestion: "task" },
  findConcept: () => undefined,
  ancestors: () => [],
  narrower: () => [],
} satisfies Vocabularies;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

async function run(name: string, paths: readonly string[], options: ValidateOptions): Promise<Outcome> {
  const out: string[] = [];
  const errors: string[] = [];
  const code = await validate(paths, options, {
    checker: createChecker(vocabularies),
    openRepositoryCheck: () => Promise.reject(new Error("No address was given.")),
    signal: new AbortController().signal,
    write: (text) => out.push(`${text}\n`),
    writeError: (text) => errors.push(`${text}\n`),
    cwd: path.join(FIXTURES, name, "input"),
  });
  return { code, out: out.join(""), errors: errors.join("") };
}

interface Case {
  readonly name: string;
  readonly what: string;
  readonly paths: readonly string[];
  readonly options: ValidateOptions;
}

const CASES: readonly Case[] = [
  { name: "sound", what: "a sound manifest", paths: ["ivoa-execution.yaml"], options: TEXT },
  { name: "findings", what: "all findings with their hints", paths: ["ivoa-execution.yaml"], options: TEXT },
  { name: "not-yaml", what: "a file of any name that is not YAML", paths: ["draft.yaml"], options: TEXT },
  {
    name: "not-text",
    what: "a file that is not UTF-8, as a finding",
    paths: ["ivoa-execution.yaml"],
    options: TEXT,
  },
  {
    name: "folder",
    what: "all manifests below a folder, each with the file beside it",
    paths: ["."],
    options: TEXT,
  },
  {
    name: "beside",
    what: "what a catalogue takes from the files beside, and does not ask for it",
    paths: ["."],
    options: { format: "pretty", severity: "hint" },
  },
  {
    name: "secret",
    what: "that there is a secret, without showing it",
    paths: ["ivoa-execution.yaml"],
    options: TEXT,
  },
  { name: "several", what: "several documents of a file", paths: ["ivoa-execution.yaml"], options: TEXT },
  {
    name: "json",
    what: "JSON and nothing else",
    paths: ["."],
    options: { format: "json", severity: "error" },
  },
  {
    name: "warnings-count",
    what: "1 for warnings when they count",
    paths: ["."],
    options: { format: "pretty", severity: "warning" },
  },
  {
    name: "missing",
    what: "what it could read, and 2 for what it could not",
    paths: ["no-such.yaml", "."],
    options: TEXT,
  },
  { name: "nothing-there", what: "2 for a folder without manifests", paths: ["."], options: TEXT },
];

describe("execat validate", () => {
  it.each(CASES)("prints $what ($name)", async ({ name, paths, options }) => {
    const { code, out, errors } = await run(name, paths, options);
    const shown = `exit code: ${code}\n--- output\n${out}--- errors\n${errors}`;
    await expect(shown).toMatchFileSnapshot(path.join(FIXTURES, name, "expected.txt"));
  });

  it("counts warnings only when told to", async () => {
    expect((await run("warnings-count", ["."], TEXT)).code).toBe(0);
  });

  it("never prints a secret", async () => {
    for (const format of ["pretty", "json", "sarif", "github", "gitlab"] as const) {
      const { code, out } = await run("secret", ["."], { format, severity: "error" });
      expect(code).toBe(1);
      expect(out).not.toContain("horse");
    }
  });

  it("prints JSON in the documented shape", async () => {
    const { out } = await run("json", ["."], { format: "json", severity: "error" });
    const answer = JSON.parse(out) as { ok: boolean; problems: object[]; entries: object[] };
    expect(Object.keys(answer)).toEqual(["ok", "problems", "entries"]);
    expect(answer.ok).toBe(false);
    const keys = [
      "rule",
      "severity",
      "pointer",
      "file",
      "line",
      "column",
      "endLine",
      "endColumn",
      "sentence",
      "hint",
      "fix",
    ];
    for (const problem of answer.problems) expect(Object.keys(problem)).toEqual(keys);
    expect(answer.entries).toEqual([
      {
        file: "ivoa-execution.yaml",
        document: 0,
        name: null,
        title: "Square root",
        dialect: "D",
        publishable: false,
      },
    ]);
  });

  it("checks the manifest beside an ivoa-discovery.yaml that is named", async () => {
    const { out } = await run("folder", ["two/deep/ivoa-discovery.yaml"], TEXT);
    expect(out).toContain("ivoa-discovery.yaml:2:1 warning");
    expect(out).toContain("1 document of 1 file");
  });

  it("does not look into .git and node_modules", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "execat-validate-"));
    try {
      for (const name of [".git", "node_modules", "kept"]) {
        mkdirSync(path.join(folder, name));
        writeFileSync(path.join(folder, name, "ivoa-execution.yaml"), "broken: [\n");
      }
      const { out } = await run("sound", [folder], TEXT);
      expect(out).toContain("1 document of 1 file");
      expect(out).toContain(path.join("kept", "ivoa-execution.yaml"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
