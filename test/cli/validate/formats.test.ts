import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { createChecker } from "../../../src/catalogue/checker.ts";
import { FORMAT_NAMES, type FormatName } from "../../../src/commands/formats/format-names.ts";
import { FORMATS } from "../../../src/commands/formats/index.ts";
import type { CheckedManifest, Report } from "../../../src/commands/formats/report.ts";
import { createExcerpts } from "../../../src/manifest/yaml/excerpt.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const FIXTURES = path.join(import.meta.dirname, "fixtures/formats");
const SARIF_SCHEMA = path.join(ROOT, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const checker = createChecker(await loadVocabularies(path.join(ROOT, "vocabularies")));

function reportOf(file: string, text: string): Report {
  const bytes = new TextEncoder().encode(text);
  const { problems, documents } = checker.check(bytes, { file });
  const excerpts = new Map([[file, createExcerpts(bytes, problems)]]);
  const manifest: CheckedManifest = { file, problems, documents, excerpts };
  return { manifests: [manifest], ok: !problems.some(({ severity }) => severity === "error") };
}

const TEXT = readFileSync(path.join(ROOT, "test/fixtures/broken-manifests/several-slips.yaml"), "utf8");
const REPORT = reportOf("soft ware/100%, a:b.yaml", TEXT);

function print(format: FormatName, report: Report = REPORT, colour = false): string {
  return [...FORMATS[format](report, { colour })].join("\n");
}

describe("formats of execat validate", () => {
  it.each(FORMAT_NAMES)("print findings as before (%s)", async (format) => {
    await expect(`${print(format)}\n`).toMatchFileSnapshot(path.join(FIXTURES, `${format}.txt`));
  });

  it("show colours only when asked to", () => {
    expect(print("pretty")).not.toContain("\u001B");
    expect(print("pretty", REPORT, true)).toContain("\u001B[31;1merror\u001B[0m");
    for (const format of FORMAT_NAMES) {
      if (format !== "pretty") expect(print(format, REPORT, true)).toBe(print(format));
    }
  });

  it("mark the place under the line that is quoted", () => {
    const lines = print("pretty").split("\n");
    const index = lines.findIndex((line) => line.includes("link/volume"));
    const [quoted = "", marks = ""] = lines.slice(index + 1);
    expect(quoted.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("feild");
  });

  it("never show what stands in the environment, or a secret in a broken line", () => {
    for (const name of ["secret-environment", "secret-broken-yaml", "secret-in-address"]) {
      const text = readFileSync(path.join(ROOT, `test/fixtures/broken-manifests/${name}.yaml`), "utf8");
      for (const format of FORMAT_NAMES)
        expect(print(format, reportOf("a.yaml", text))).not.toContain("w0rd-of-ada");
    }
  });

  it("name brokers that would refuse a sound manifest, as a note", () => {
    const sound = readFileSync(
      path.join(ROOT, "test/fixtures/broken-manifests/image-digest-missing.yaml"),
      "utf8",
    );
    const report = reportOf("a.yaml", sound);
    expect(report.ok).toBe(true);
    expect(print("pretty", report)).toContain("Brokers that would refuse this today: Calycopis");
  });
});

describe("SARIF", () => {
  const log = JSON.parse(print("sarif")) as {
    runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Result[] }];
  };
  interface Result {
    ruleId: string;
    ruleIndex: number;
    locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }];
  }

  it("has a rule for each result, at its index", () => {
    const [run] = log.runs;
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
  });

  it("gives places as URIs and regions from 1", () => {
    for (const { locations } of log.runs[0].results) {
      const { artifactLocation, region } = locations[0].physicalLocation;
      expect(artifactLocation.uri).toBe("soft%20ware/100%25%2C%20a%3Ab.yaml");
      for (const value of Object.values(region)) expect(value).toBeGreaterThanOrEqual(1);
    }
  });

  // The schema comes with a package of its own; where that is not installed, only what is checked above is known.
  it.runIf(existsSync(SARIF_SCHEMA))("follows the schema of SARIF 2.1.0", () => {
    const schema = JSON.parse(readFileSync(SARIF_SCHEMA, "utf8")) as Record<string, unknown>;
    const { $schema: _draft, id: _id, ...rest } = schema;
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(rest);
    const reports = [REPORT, { manifests: [], ok: true }];
    for (const report of reports) {
      validate(JSON.parse(print("sarif", report)));
      expect(validate.errors).toBe(null);
    }
  });
});

describe("GitLab's code quality report", () => {
  interface Issue {
    description: string;
    check_name: string;
    fingerprint: string;
    severity: string;
    location: { path: string; lines: { begin: number }; positions: { begin: { line: number } } };
  }
  const issuesOf = (report: Report): Issue[] => JSON.parse(print("gitlab", report)) as Issue[];

  it("has what GitLab reads of each finding", () => {
    const issues = issuesOf(REPORT);
    expect(issues.length).toBe(REPORT.manifests[0]?.problems.length);
    for (const { description, severity, location } of issues) {
      expect(description).not.toBe("");
      expect(["info", "minor", "major", "critical", "blocker"]).toContain(severity);
      expect(location.path).not.toMatch(/^(?:\.\/|\/)/u);
      expect(location.lines.begin).toBe(location.positions.begin.line);
    }
  });

  it("keeps fingerprints apart, and the same when lines are added above", () => {
    const twice = "- a\n".repeat(3);
    const issues = issuesOf(reportOf("a.yaml", `${TEXT}  keywords: [yes, yes, on]\n# ${twice}`));
    const prints = issues.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    const moved = issuesOf(reportOf("soft ware/100%, a:b.yaml", `# a line\n\n${TEXT}`));
    const sorted = (list: readonly Issue[]): readonly string[] =>
      list.map(({ fingerprint }) => fingerprint).sort();
    expect(sorted(moved)).toEqual(sorted(issuesOf(REPORT)));
  });
});

describe("GitHub's annotations", () => {
  it("escape what parts their properties and lines", () => {
    const [first = ""] = print("github").split("\n");
    expect(first).toMatch(/^::error file=soft ware\/100%25%2C a%3Ab\.yaml,line=\d+,endLine=\d+,col=\d+,/u);
    for (const line of print("github").split("\n").slice(0, -1)) {
      expect(line).toMatch(/^::(?:error|warning|notice) [^\n]*::[^\n]+$/u);
    }
  });
});
