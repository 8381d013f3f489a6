import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../support/product.ts";

const KIND =
  "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml";
const SOUND = `executable:\n  kind: ${KIND}\n  image: {locations: ["registry.example.org/group/tool:1.0"]}\n`;
const BROKEN = `executable:\n  kind: ${KIND}\n  image: {locations: ["Registry.example.org/Tool 1"]}\n`;

interface Step {
  readonly name: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

describe("the CI of an author's repository", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "execat-ci-"));
    mkdirSync(path.join(folder, "bin"));
    mkdirSync(path.join(folder, "repository"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const bash = (script: string, env: Readonly<Record<string, string>>) =>
    spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      cwd: path.join(folder, "repository"),
      encoding: "utf8",
      env: { PATH: `${path.join(folder, "bin")}:${process.env["PATH"] ?? ""}`, HOME: folder, ...env },
    });
  const write = (name: string, text: string): void =>
    writeFileSync(path.join(folder, "repository", name), text);
  const read = (name: string): string => readFileSync(path.join(folder, "repository", name), "utf8");

  describe("action.yml", () => {
    /** Runs the steps as the runner does, until one fails. */
    const act = (inputs: Readonly<Record<string, string>> = {}): { code: number | null; out: string } => {
      const action = parse(readFileSync(path.join(ROOT, "action.yml"), "utf8")) as Action;
      const fill = (text: string): string =>
        text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => {
          if (expression === "github.action_path") return ROOT;
          const name = expression.replace("inputs.", "");
          return inputs[name] ?? action.inputs[name]?.default ?? `no such input: ${name}`;
        });
      let out = "";
      for (const { run, env } of action.runs.steps) {
        expect(run, "expressions in a script could be made to run").not.toContain("${{");
        const filled = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, fill(value)]));
        const { status, stdout, stderr } = bash(run, filled);
        out += stdout + stderr;
        if (status !== 0) return { code: status, out };
      }
      return { code: 0, out };
    };

    it("passes for a sound manifest", () => {
      write("ivoa-execution.yaml", SOUND);
      expect(act()).toMatchObject({ code: 0 });
    });

    it("fails for a broken one, with an annotation at its line, and writes SARIF where it was asked for", () => {
      write("ivoa-execution.yaml", BROKEN);
      const { code, out } = act({ "sarif-file": "findings.sarif" });
      expect(code).toBe(1);
      expect(out).toMatch(/^::error file=ivoa-execution\.yaml,line=3,/m);
      expect(JSON.parse(read("findings.sarif"))).toMatchObject({ version: "2.1.0" });
    });

    it("takes several paths and the severity that counts, and runs nothing that stands in them", () => {
      write("one.yaml", SOUND);
      write("two.yaml", SOUND);
      expect(act({ paths: "one.yaml two.yaml" }).code).toBe(0);
      expect(act({ paths: "one.yaml two.yaml", severity: "warning" }).code).toBe(1);
      expect(act({ paths: "one.yaml;touch$IFS./hacked" }).code).toBe(2);
      expect(() => read("hacked")).toThrow();
    });
  });

  describe("templates/gitlab-ci.yml", () => {
    interface Template {
      readonly "execat-validate": {
        readonly variables: Readonly<Record<string, string>>;
        readonly script: readonly string[];
      };
    }
    /** npm notes what it was asked for; the product stands in for what it would install. */
    const run = (variables: Readonly<Record<string, string>>) => {
      writeFileSync(path.join(folder, "bin", "npm"), `#!/bin/sh\necho "$@" > "$HOME/npm-said"\n`, {
        mode: 0o755,
      });
      writeFileSync(
        path.join(folder, "bin", "execat"),
        `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/dist/src/main.js" "$@"\n`,
        { mode: 0o755 },
      );
      const template = parse(readFileSync(path.join(ROOT, "templates/gitlab-ci.yml"), "utf8")) as Template;
      const { variables: defaults, script } = template["execat-validate"];
      return bash(script.join("\n"), { ...defaults, ...variables });
    };

    it("installs the package without its install scripts, and fails with a report of the findings", () => {
      write("ivoa-execution.yaml", BROKEN);
      const { status } = run({ CHECK_PACKAGE: "https://example.org/execat-0.1.0.tgz" });
      expect(status).toBe(1);
      expect(readFileSync(path.join(folder, "npm-said"), "utf8")).toMatch(
        /^install --global --ignore-scripts .*https:\/\/example\.org\/execat-0\.1\.0\.tgz$/m,
      );
      const report = JSON.parse(read("gl-code-quality-report.json")) as {
        location: object;
        fingerprint: string;
      }[];
      expect(report[0]?.location).toMatchObject({ path: "ivoa-execution.yaml" });
    });

    it("passes for a sound manifest, and says what it needs when no package is named", () => {
      write("ivoa-execution.yaml", SOUND);
      expect(run({ CHECK_PACKAGE: "execat" }).status).toBe(0);
      const without = run({});
      expect(without.status).toBe(2);
      expect(without.stdout).toContain("CHECK_PACKAGE");
    });
  });
});
