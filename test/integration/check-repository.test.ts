import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRepositoryCheck } from "../../crawler/check-repository.ts";
import { createGitForge } from "../../crawler/forges/git/index.ts";
import { checkInProcess } from "../../src/catalogue/guarded-checker.ts";
import { createChecker, type Checker } from "../../src/catalogue/checker.ts";
import type { RepositoryCheck } from "../../src/catalogue/repository-check.ts";
import { FORMAT_NAMES, type FormatName } from "../../src/commands/formats/format-names.ts";
import { validate, type ValidateOptions } from "../../src/commands/validate.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";
import { broken, manifest } from "../support/crawl-fixture.ts";
import { createGitFixture, createTempFolder } from "../support/git-fixture.ts";
import { createGitHttpServer, type GitHttpServer } from "../support/git-http-server.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const temp = createTempFolder();
const signal = new AbortController().signal;

/** Accepts connections and never says a word. */
async function startSilent(): Promise<{ readonly server: Server; readonly host: string }> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("a repository that is named by its address", () => {
  let server: GitHttpServer;
  let silent: Awaited<ReturnType<typeof startSilent>>;
  let checker: Checker;
  let vocabularies: Vocabularies;
  const folders: string[] = [];
  const url = (name: string): string => `${server.origin}/${name}`;
  const open = (allowHosts: readonly string[], deadlineMs = 20_000): RepositoryCheck =>
    createRepositoryCheck({
      forgeIn(folder) {
        folders.push(folder);
        return createGitForge({
          mirrorsDir: folder,
          timeoutMs: 20_000,
          allowHosts,
          environment: { PATH: process.env["PATH"] ?? "/usr/bin" },
        });
      },
      checker: checkInProcess(checker),
      vocabularies: () => vocabularies,
      allowHosts,
      deadlineMs,
      now: () => new Date("2026-11-24T10:00:00Z"),
    });
  const here = (): RepositoryCheck => open([new URL(server.origin).host]);

  beforeAll(async () => {
    vocabularies = await loadVocabularies(path.join(ROOT, "vocabularies"));
    checker = createChecker(vocabularies);
    server = await createGitHttpServer({ root: temp.path });
    silent = await startSilent();
    const several = createGitFixture(path.join(temp.path, "several"));
    several.write("one/ivoa-execution.yaml", manifest({ name: "one", title: "One" }));
    several.write("two/ivoa-execution.yaml", broken(manifest({ name: "two" })));
    several.write("large/ivoa-execution.yaml", `# ${"x".repeat(1_000_001)}\n`);
    several.commit();
    const sound = createGitFixture(path.join(temp.path, "sound"));
    sound.write(
      "ivoa-execution.yaml",
      manifest({ title: "Sound", image: `example.org/tool@sha256:${"ab".repeat(32)}` }),
    );
    sound.commit();
    const bare = createGitFixture(path.join(temp.path, "bare"));
    bare.write("README.md", "# Nothing\n");
    bare.commit();
    createGitFixture(path.join(temp.path, "empty"));
  });
  afterAll(async () => {
    await server.close();
    silent.server.closeAllConnections();
    silent.server.close();
    temp.remove();
  });

  it("is read as a crawl would read it: entries, findings, and files that were not read", async () => {
    const checked = await here().check(url("several/.git"), signal);
    expect(checked.branch).toBe("main");
    expect(checked.manifests.map(({ file }) => file)).toEqual([
      "large/ivoa-execution.yaml",
      "one/ivoa-execution.yaml",
      "two/ivoa-execution.yaml",
    ]);
    expect(checked.entries.map(({ program }) => [program.path, program.title])).toEqual([
      [`${new URL(server.origin).host}/several/-/one`, "One"],
    ]);
    const rules = checked.manifests.map(({ checked: { problems } }) => problems.map(({ rule }) => rule));
    expect(rules[0]).toEqual(["crawl/file-too-large"]);
    expect(rules[2]).not.toEqual([]);
  });

  it("leaves nothing behind, whether it could be read or not", async () => {
    await here().check(url("sound/.git"), signal);
    await expect(here().check(url("nowhere"), signal)).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    expect(folders.length).toBeGreaterThan(1);
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  it("is refused on a private host, without a word of its address", async () => {
    const refused = open([]).check("https://localhost/group/tool.git", signal);
    await expect(refused).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: '"localhost" is no host of the public internet.',
    });
    await expect(open([]).check("https://127.0.0.1/tool.git", signal)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(open([]).check("https://[::1]/tool.git", signal)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(open([]).check(url("sound/.git"), signal)).rejects.toMatchObject({ code: "SOURCE_INVALID" });
    expect(server.requests.filter((path) => path.startsWith("/tool.git"))).toEqual([]);
  });

  it("is given up after the deadline", async () => {
    const call = open([silent.host], 400).check(`http://${silent.host}/tool.git`, signal);
    await expect(call).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  it("is given up when the reader has left", async () => {
    const left = new AbortController();
    const call = open([silent.host]).check(`http://${silent.host}/tool.git`, left.signal);
    setTimeout(() => left.abort(), 100);
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  it("is refused while too many others are read", async () => {
    const check = open([silent.host], 1_500);
    const calls = Array.from({ length: 13 }, () =>
      check.check(`http://${silent.host}/tool.git`, AbortSignal.timeout(600)),
    );
    const codes = (await Promise.allSettled(calls)).map((call) =>
      call.status === "rejected" ? (call.reason as { code?: unknown }).code : "read",
    );
    expect(codes.filter((code) => code === "TOO_MANY_REQUESTS")).toHaveLength(1);
  });

  describe("at the command line", () => {
    async function run(
      name: string,
      options: Partial<ValidateOptions> = {},
    ): Promise<{ readonly code: number; readonly out: string; readonly errors: string }> {
      const out: string[] = [];
      const errors: string[] = [];
      const code = await validate(
        [name],
        { format: "pretty", severity: "error", ...options },
        {
          checker,
          openRepositoryCheck: async () => here(),
          signal,
          write: (line) => out.push(line),
          writeError: (line) => errors.push(line),
          cwd: temp.path,
        },
      );
      return { code, out: out.join("\n"), errors: errors.join("\n") };
    }

    it("answers 0 without errors, 1 with them, 2 when it could not be read", async () => {
      expect(await run(url("sound/.git"))).toMatchObject({ code: 0, errors: "" });
      expect(await run(url("several/.git"))).toMatchObject({ code: 1, errors: "" });
      expect((await run(url("nowhere"))).code).toBe(2);
      expect((await run(url("bare/.git"))).errors).toContain("holds no manifest");
      expect((await run(url("empty/.git"))).errors).toContain("holds no commit");
    });

    it("names files by their path in the repository, and quotes them", async () => {
      const { out } = await run(url("several/.git"));
      expect(out).toContain("two/ivoa-execution.yaml:4:5 warning");
      expect(out).toContain("    4 |     places:");
      expect(out).toContain("large/ivoa-execution.yaml:1:1 error");
      expect(out).toContain("in 2 documents of 3 files");
    });

    it.each(FORMAT_NAMES)("prints the format %s", async (format: FormatName) => {
      const { code, out } = await run(url("several/.git"), { format });
      expect(code).toBe(1);
      expect(out).toContain("two/ivoa-execution.yaml");
      if (format === "json" || format === "sarif" || format === "gitlab")
        expect(() => JSON.parse(out)).not.toThrow();
    });

    it.each(["file:///etc", "git@example.org:tool.git", "ext::sh -c harm", "ssh://git@example.org/tool"])(
      "refuses %s and does not look for a file of that name",
      async (address) => {
        const { code, errors } = await run(address);
        expect(code).toBe(2);
        expect(errors).toContain("https://");
      },
    );

    it("mends nothing at an address", async () => {
      expect(await run(url("sound/.git"), { fix: true })).toMatchObject({ code: 2 });
    });

    it("works as it is built, and loads no native module", async () => {
      const guard = path.join(temp.path, "no-native-module.cjs");
      writeFileSync(guard, 'process.dlopen = () => { throw new Error("a native module is loaded"); };\n');
      const args = ["--require", guard, path.join(ROOT, "dist/src/main.js"), "validate", url("several/.git")];
      const child = spawn(process.execPath, args, {
        env: { PATH: process.env["PATH"], EXECAT_ALLOW_HOSTS: new URL(server.origin).host },
        cwd: temp.path,
      });
      let out = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(out).toContain("two/ivoa-execution.yaml:4:5");
      expect(out).not.toContain("native module");
      expect(code).toBe(1);
    });
  });
});
