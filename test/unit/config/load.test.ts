import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadSettings } from "../../../src/config/load.ts";

const empty = mkdtempSync(path.join(tmpdir(), "execat-settings-"));
afterAll(() => rmSync(empty, { recursive: true }));

function folderWith(yaml: string): string {
  const folder = mkdtempSync(path.join(empty, "case-"));
  writeFileSync(path.join(folder, "execat.yaml"), yaml);
  return folder;
}

function problemsOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toMatchObject({ code: "SETTINGS_INVALID" });
    return (error as Error).message;
  }
  return "nothing was wrong";
}

describe("settings", () => {
  it("have defaults that need no file and no environment", () => {
    const settings = loadSettings({ cwd: empty, env: {} });
    expect(settings).toMatchObject({ host: "127.0.0.1", port: 8080, proposals: "ask", brokers: [] });
    expect(settings.dataDir).toBe(path.join(empty, "data"));
  });

  it("take the environment before the file before the default", () => {
    const cwd = folderWith("port: 9000\nhost: 0.0.0.0\nallowHosts: [forge.test]\n");
    const settings = loadSettings({ cwd, env: { EXECAT_PORT: "9001", PATH: "/bin" } });
    expect(settings).toMatchObject({ port: 9001, host: "0.0.0.0", allowHosts: ["forge.test"] });
  });

  it("report everything that is wrong together, each with its place and what it should be", () => {
    const cwd = folderWith("prot: 1\nport: many\n");
    const message = problemsOf(() =>
      loadSettings({
        cwd,
        env: { EXECAT_PROPOSALS: "perhaps", EXECAT_HOTS: "x", EXECAT_CRAWL_PARALLEL: "1.5" },
      }),
    );
    expect(message).toContain('execat.yaml: there is no setting "prot"; did you mean "port"?');
    expect(message).toContain('execat.yaml, port: "many" is not a whole number from 0 to 65535.');
    expect(message).toContain('EXECAT_PROPOSALS: "perhaps" is not one of open, ask, closed.');
    expect(message).toContain('There is no setting EXECAT_HOTS; did you mean "EXECAT_HOST"?');
    expect(message).toContain('EXECAT_CRAWL_PARALLEL: "1.5" is not a whole number from 1 to 64.');
  });

  it("take the public address of a host of its own, and say what to do about one with a path", () => {
    const load = (url: string): string =>
      loadSettings({ cwd: empty, env: { EXECAT_PUBLIC_URL: url } }).publicUrl;
    expect(load("https://catalogue.example.org/")).toBe("https://catalogue.example.org");
    expect(load("http://127.0.0.1:8080")).toBe("http://127.0.0.1:8080");
    expect(load("")).toBe("");
    for (const url of ["https://example.org/execat", "https://example.org/?a=b", "https://me@example.org"]) {
      expect(() => load(url)).toThrow(/without a path: give the catalogue a host of its own/u);
    }
    for (const url of ["example.org", "ftp://example.org"])
      expect(() => load(url)).toThrow(/an address such as/u);
  });

  it("say what is wrong with a file that is no list of settings", () => {
    expect(problemsOf(() => loadSettings({ cwd: folderWith("- port\n"), env: {} }))).toContain("name: value");
    expect(problemsOf(() => loadSettings({ cwd: folderWith("port: [\n"), env: {} }))).toContain(
      "execat.yaml:",
    );
    expect(loadSettings({ cwd: folderWith("# nothing yet\n"), env: {} }).port).toBe(8080);
  });

  it("read a secret from a file and never print it", () => {
    const cwd = folderWith("");
    writeFileSync(path.join(cwd, "password"), "swordfish\n");
    expect(loadSettings({ cwd, env: { EXECAT_BROKER_PASSWORD_FILE: "password" } }).brokerPassword).toBe(
      "swordfish",
    );
    expect(problemsOf(() => loadSettings({ cwd, env: { EXECAT_BROKER_PASSWORD_FILE: "none" } }))).toContain(
      '"none" cannot be read',
    );
    const wrong = folderWith("brokerPassword: [swordfish]\n");
    const message = problemsOf(() => loadSettings({ cwd: wrong, env: {} }));
    expect(message).toContain("the secret is not text");
    expect(message).not.toContain("swordfish");
  });

  it("take brokers as a list, in the file or as JSON, and say which one is wrong", () => {
    const broker = { id: "alpha", url: "https://broker.test/" };
    const cwd = folderWith("brokers: [{id: alpha, url: 'https://broker.test/'}]\n");
    const expected = [
      {
        id: "alpha",
        label: "alpha",
        url: "https://broker.test",
        username: undefined,
        passwordFile: undefined,
        timeoutMs: 20_000,
        dialect: "detect",
      },
    ];
    expect(loadSettings({ cwd, env: {} }).brokers).toEqual(expected);
    expect(loadSettings({ cwd: empty, env: { EXECAT_BROKERS: JSON.stringify([broker]) } }).brokers).toEqual(
      expected,
    );
    const inC = JSON.stringify([{ ...broker, dialect: "C" }]);
    expect(loadSettings({ cwd: empty, env: { EXECAT_BROKERS: inC } }).brokers[0]?.dialect).toBe("C");
    for (const wrong of [
      "{",
      "{}",
      '[{"id":"A"}]',
      '[{"id":"a","url":"ftp://x"}]',
      '[{"id":"embedded","url":"http://x"}]',
      '[{"id":"a","url":"http://x","dialect":"B"}]',
      JSON.stringify([broker, broker]),
    ]) {
      expect(problemsOf(() => loadSettings({ cwd: empty, env: { EXECAT_BROKERS: wrong } }))).toContain(
        "EXECAT_BROKERS",
      );
    }
  });
});
