import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { array, assert, constantFrom, integer, oneof, property, record, string } from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Checker, createChecker } from "../../../src/catalogue/checker.ts";
import { init, type InitDependencies } from "../../../src/commands/init.ts";
import { draftManifest } from "../../../src/commands/init-draft.ts";
import { draftPackage } from "../../../src/commands/init-package.ts";
import { loadOrigin } from "../../../src/commands/init-from.ts";
import { loadSettings } from "../../../src/config/load.ts";
import { readManifest } from "../../../src/manifest/read.ts";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const DOCKERFILE = `FROM debian:12-slim
LABEL org.opencontainers.image.description="Finds sources in images."
EXPOSE 8888
ENTRYPOINT ["/usr/bin/find"]
`;

describe("execat init", () => {
  let vocabularies: Vocabularies;
  let checker: Checker;
  let folder: string;
  let said: string[];
  beforeAll(async () => {
    vocabularies = await loadVocabularies(path.join(ROOT, "vocabularies"));
    checker = createChecker(vocabularies);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "execat-init-"));
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const run = async (more: Partial<InitDependencies> = {}): Promise<string> => {
    const output = {
      write: (line: string) => said.push(line),
      writeError: (line: string) => said.push(line),
    };
    const nothing = { ask: undefined, origin: undefined, schema: undefined };
    await init(folder, { checker, vocabularies, output, ...nothing, ...more });
    return readFileSync(path.join(folder, "ivoa-execution.yaml"), "utf8");
  };
  const severities = (text: string): readonly string[] =>
    checker
      .check(Buffer.from(text), { file: "ivoa-execution.yaml" })
      .problems.map(({ severity, rule }) => `${severity} ${rule}`);
  const modelOf = (text: string) => readManifest(Buffer.from(text), { file: "x" }).documents[0]?.model;

  it("drafts a container where there is a recipe, with the image's place guessed from the remote", async () => {
    put("Dockerfile", DOCKERFILE);
    execFileSync("git", ["init", "--quiet"], { cwd: folder });
    execFileSync("git", ["remote", "add", "origin", "git@github.com:Group/Finder.git"], { cwd: folder });
    const text = await run();
    expect(modelOf(text)).toMatchObject({
      executable: {
        kind: "docker-container",
        image: { locations: ["ghcr.io/group/finder"] },
        ports: [{ access: true, protocol: "HTTP", path: "/", internal: 8888 }],
      },
      discovery: { summary: "Finds sources in images." },
    });
    // The catalogue knows from where it has the repository.
    expect(modelOf(text)?.discovery?.repository).toBeUndefined();
    expect(text).toContain("# The image runs: /usr/bin/find (Dockerfile)");
    expect(severities(text)).toEqual(["warning image/untagged"]);
  });

  it("keeps the ports and the privileges of a container that is packaged anew, the latter with a TODO", () => {
    const ports = [{ access: true, protocol: "HTTP", path: "/", internal: 8888 }];
    const executable = {
      kind: "docker-container",
      kindState: "concrete",
      image: { locations: ["registry.example.org/a/b:1"] },
      privileged: true,
      ports,
    } as const;
    const origin = { model: { executable, storage: [], data: [] }, derivedFrom: "host/group/name" };
    const text = draftPackage(origin, { schema: undefined });
    expect(modelOf(text)?.executable).toMatchObject({ privileged: true, ports });
    expect(text).toContain("# TODO: the origin asks for privileges");
  });

  it("drafts something that is valid where nothing is known", async () => {
    const text = await run();
    expect(severities(text)).toEqual(["warning image/untagged", "hint discovery/summary-missing"]);
    expect(text).toContain("# TODO: license");
  });

  it("asks only what the repository does not say, and uses the answers", async () => {
    put("Dockerfile", DOCKERFILE);
    put(
      "LICENSE",
      'MIT License\n\nPermission is hereby granted, free of charge … the software is provided "as is"',
    );
    put("README.md", "# Finder\n\nReads an image. It does photometry.\n");
    const questions: string[] = [];
    const replies = ["registry.example.org/group/finder:1.0", "Radio image, masks", "1"];
    const text = await run({
      ask: async (question) => {
        questions.push(question);
        return replies.shift() ?? "";
      },
    });
    expect(questions.map((question) => question.split(" ").slice(0, 3).join(" "))).toEqual([
      "Where is its",
      "What does a",
      "The words lead",
    ]);
    expect(questions[2]).toContain("Measuring");
    const model = modelOf(text);
    expect(model?.executable.image?.locations).toEqual(["registry.example.org/group/finder:1.0"]);
    expect(model?.data.map(({ name, description }) => [name, description])).toEqual([
      ["radio-image", "Radio image"],
      ["masks", "masks"],
    ]);
    expect(model?.compute?.volumes.map(({ resource }) => resource)).toEqual(["radio-image", "masks"]);
    expect(model?.discovery?.terms).toHaveLength(1);
    expect(severities(text)).toEqual([
      "warning image/digest-missing",
      "hint discovery/summary-missing",
      "hint discovery/title-missing",
    ]);
    // In its place, where the files beside are seen, there is nothing to ask for.
    expect(said.join("\n")).not.toContain("There is no");
  });

  it("writes nothing twice that a catalogue takes from the files beside", async () => {
    put("codemeta.json", '{"name": "Root Finder", "version": "2.0"}');
    put("CITATION.cff", "title: Roots\nversion: 1\nkeywords: [roots]\nauthors: [{name: Ada}]\n");
    put("pyproject.toml", '[project]\nname = "roots"\nversion = "1.9"\ndescription = "Finds."\n');
    put("LICENSE", "GNU General Public License version 3");
    put("README.md", "# Roots\n\nFinds roots.\n");
    const text = await run();
    const lines = text.split("\n").map((line) => line.trim());
    expect(lines).toContain(
      "# Taken from the files beside, unless said here: title, version (codemeta.json); " +
        "summary (README.md); license (LICENSE); authors, keywords (CITATION.cff).",
    );
    expect(lines).toContain("# TODO: license: GPL-3.0-or-later when you allow later versions too");
    for (const word of ["Root Finder", "version:", "1.9", "Finds", "Ada"]) {
      expect(lines.filter((line) => line.includes(word) && !line.startsWith("#"))).toEqual([]);
    }
    // With nothing left to say the block is a comment, so that the file stays valid.
    expect(lines).toContain("# discovery:");
    expect(severities(text).filter((finding) => !finding.startsWith("hint"))).toEqual([
      "warning image/digest-missing",
    ]);
  });

  it("asks for the licence where it does not recognise the file", async () => {
    put("LICENSE", "Ask me first.");
    expect(await run()).toContain("or LicenseRef-<name>; LICENSE is not recognised");
  });

  it("writes what only the package's own files say, and a licence that they name more precisely", async () => {
    put(
      "pyproject.toml",
      '[project]\nname = "roots"\nversion = "1.9"\nlicense = "GPL-3.0-or-later"\ndescription = "Finds."\n',
    );
    put("LICENSE", "GNU General Public License version 3");
    expect(modelOf(await run())?.discovery).toMatchObject({
      title: "roots",
      summary: "Finds.",
      version: "1.9",
      license: "GPL-3.0-or-later",
    });
    expect(readFileSync(path.join(folder, "ivoa-execution.yaml"), "utf8")).not.toContain("TODO: license");
  });

  it("says which requirements a manifest has no words for, and leaves an open licence to its author", async () => {
    put(
      "pyproject.toml",
      `[project]\nname = "roots"\nlicense = "GPLv3"\ndependencies = ["numpy>=2,", "tomli; python_version<'3.11'"]\n`,
    );
    const text = await run();
    expect(modelOf(text)?.executable.requirements).toEqual([{ name: "numpy", specifier: ">= 2" }]);
    expect(text).toContain("# left out, since a manifest cannot say it: tomli; python_version<'3.11'");
    expect(text).toContain("# TODO: license: an SPDX expression");
  });

  it("comments out the terms that are only mentioned, with their definitions", async () => {
    put("README.md", "# Tool\n\nDoes photometry.\n\n## Other\n\nFor source finding see elsewhere.\n");
    const text = await run();
    expect(text).toMatch(/^ +- photometry # .+ \(from "photometry"\)$/m);
    expect(text).toMatch(/^ +# - source extraction # .+ \(from "source finding"\)$/m);
  });

  it("overwrites nothing, whatever the manifest is called", async () => {
    put("ivoa-execution.json", "{}");
    await expect(run()).rejects.toMatchObject({ code: "CONFLICT" });
    expect(readFileSync(path.join(folder, "ivoa-execution.json"), "utf8")).toBe("{}");
  });

  it("names a file that it cannot read, and goes on", async () => {
    put("pyproject.toml", "[project\n");
    expect(await run()).toContain("executable:");
    expect(said[0]).toMatch(/^"pyproject\.toml" was left out/);
  });

  it("puts the schema's line first where the catalogue's address is known", async () => {
    const text = await run({ schema: "https://catalogue.example.org/schemas/manifest.json" });
    expect(text.split("\n")[0]).toBe(
      "# yaml-language-server: $schema=https://catalogue.example.org/schemas/manifest.json",
    );
  });

  it("drafts what reads back as it was meant, for any words of a repository", () => {
    const words = oneof(
      string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      constantFrom(
        "yes",
        "0644",
        "1.10",
        "1:30",
        "a: b",
        "x #y",
        "- z",
        "> 3",
        "'",
        '"',
        "[a, b]",
        "null",
        "a\n\nb",
        "*x",
        "é,",
        "a\n# TODO",
      ),
    ).filter((text) => text.trim() !== "");
    const clean = (text: string): string => text.trim();
    assert(
      property(
        record({
          title: words,
          summary: words,
          lines: array(words, { minLength: 1, maxLength: 4 }),
          keywords: array(words, { minLength: 1, maxLength: 3 }),
          port: integer({ min: 1, max: 65_535 }),
        }),
        ({ title, summary, lines, keywords, port }) => {
          const from = (value: string) => ({
            value: clean(value).replaceAll(/\s+/gu, " "),
            from: "README.md\n# odd",
          });
          const text = draftManifest({
            facts: {
              title: from(title),
              summary: from(summary),
              description: { value: lines.join("\n"), from: "x" },
              keywords: { value: keywords.map((word) => from(word).value), from: "x" },
              ports: { value: [port], from: "x" },
            },
            crawled: {},
            answers: { inputs: [] },
            terms: [],
            facets: vocabularies.facets,
            schema: undefined,
          });
          const discovery = modelOf(text)?.discovery;
          expect([discovery?.title, discovery?.summary, discovery?.keywords], text).toEqual([
            from(title).value,
            from(summary).value,
            keywords.map((word) => from(word).value),
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });

  describe("--from", () => {
    const ORIGIN = readFileSync(path.join(ROOT, "examples/aegean/ivoa-execution.yaml"), "utf8");
    const settings = (allowHosts = "") =>
      loadSettings({
        cwd: folder,
        env: { EXECAT_DATA_DIR: path.join(folder, "data"), EXECAT_ALLOW_HOSTS: allowHosts },
      });

    it("keeps the developer's data, parameters and terms, and leaves the image to the packager", async () => {
      put("origin/ivoa-execution.yaml", ORIGIN);
      const origin = await loadOrigin("origin", settings(), folder);
      const text = await run({ origin });
      const [before, after] = [modelOf(ORIGIN), modelOf(text)];
      expect(after?.discovery).toMatchObject({
        role: "packager",
        title: "Aegean",
        parameters: before?.discovery?.parameters,
        terms: before?.discovery?.terms,
        inputs: before?.discovery?.inputs,
      });
      expect(after?.compute).toEqual(before?.compute);
      expect(after?.data).toEqual(before?.data);
      expect(text).toContain("# TODO: the image that you build");
      expect(text).toContain("# the origin has docker.io/paulhancock/aegean");
      expect(severities(text)).toEqual(["warning image/digest-missing"]);
    });

    it("says what a Python program's image needs", async () => {
      put(
        "origin.yaml",
        'executable:\n  type: uri:python-program\n  requirements:\n    python: "> 3.10"\n    numpy: "> 2.1"\n',
      );
      const text = await run({ origin: await loadOrigin("origin.yaml", settings(), folder) });
      expect(text).toContain("# The image needs: python > 3.10, numpy > 2.1");
      expect(modelOf(text)?.executable.kind).toBe("docker-container");
    });

    it("loads an entry's document from its page's address, and remembers the entry", async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? "");
        response.writeHead(request.url?.endsWith("/document") === true ? 200 : 404).end(ORIGIN);
      }).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        const from = `http://${host}/entries/github.com/group/aegean`;
        const { derivedFrom, model } = await loadOrigin(from, settings(host), folder);
        expect(derivedFrom).toBe("github.com/group/aegean");
        expect(model.discovery?.title).toBe("Aegean");
        expect(asked).toEqual(["/entries/github.com/group/aegean/document"]);
        await expect(loadOrigin(from, settings(), folder)).rejects.toMatchObject({ code: "FORBIDDEN" });
      } finally {
        server.close();
      }
    });

    it("says what it looked for when there is no such thing, and makes no catalogue for it", async () => {
      await expect(loadOrigin("github.com/group/none", settings(), folder)).rejects.toMatchObject({
        code: "NOT_FOUND",
        hint: expect.stringContaining("address of an entry"),
      });
      put("broken.yaml", "executable: 4\n");
      await expect(loadOrigin("broken.yaml", settings(), folder)).rejects.toMatchObject({
        code: "ENTRY_INVALID",
      });
      expect(() => readFileSync(path.join(folder, "data"))).toThrow("ENOENT");
    });
  });
});
