import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importVocabularyFrom, type VocabularyImportOptions } from "../../src/commands/vocabulary-import.ts";
import { fetchVocabulary } from "../../src/commands/fetch-vocabulary.ts";
import { loadSettings } from "../../src/config/load.ts";
import type { HttpClient, HttpResponse } from "../../src/http/http-client.ts";
import { loadVocabularies } from "../../src/vocabulary/load.ts";

const FIXTURES = path.join(import.meta.dirname, "../fixtures/vocabulary-import");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "execat-import-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  from: string,
  options: VocabularyImportOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: readonly string[]; readonly errors: readonly string[] }> {
  const out: string[] = [];
  const errors: string[] = [];
  const code = await importVocabularyFrom(
    {
      settings: loadSettings({ cwd: folder, env }),
      output: { write: (line) => void out.push(line), writeError: (line) => void errors.push(line) },
      signal: new AbortController().signal,
    },
    from,
    options,
  );
  return { code, out, errors };
}

describe("execat vocabulary import", () => {
  it("writes a file that loads, names it, and says on the error output what it left out", async () => {
    const from = path.join(FIXTURES, "crystals.rdf");
    const { code, out, errors } = await run(from, { as: "crystal", into: folder });
    expect({ code, out }).toEqual({ code: 0, out: [path.join(folder, "crystal.yaml")] });
    expect(errors).toEqual([
      "3 concepts read as rdfxml, in en, de.",
      "Left out:",
      "       2  skos:notation",
      "       1  skos:broader to a concept that is not there",
      "       1  skos:editorialNote",
      "       1  things of type skos:Collection",
    ]);
    const { schemes } = await loadVocabularies(folder);
    expect(schemes.get("crystal")?.concepts.size).toBe(3);
  });

  it("writes into the folder that the settings name", async () => {
    const mine = path.join(folder, "mine");
    mkdirSync(mine);
    await run(path.join(FIXTURES, "winds.nt"), { as: "winds" }, { EXECAT_VOCABULARIES: mine });
    expect(readFileSync(path.join(mine, "winds.yaml"), "utf8")).toContain("föhn");
  });

  it("writes over nothing without --force", async () => {
    const file = path.join(folder, "winds.yaml");
    writeFileSync(file, "mine");
    const options = { as: "winds", into: folder };
    await expect(run(path.join(FIXTURES, "winds.nt"), options)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(readFileSync(file, "utf8")).toBe("mine");
    await run(path.join(FIXTURES, "winds.nt"), { ...options, force: true });
    expect(readFileSync(file, "utf8")).toContain("local wind");
  });

  it("writes nothing when the result would not load, and says why", async () => {
    const file = path.join(folder, "ring.ttl");
    writeFileSync(
      file,
      `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
      <urn:x:a> a skos:Concept ; skos:broader <urn:x:b> . <urn:x:b> a skos:Concept ; skos:broader <urn:x:a> .`,
    );
    const { code, errors } = await run(file, { as: "ring", into: folder });
    expect(code).toBe(1);
    expect(errors[0]).toMatch(/^ring\.yaml:\d+:\d+: "broader" goes round in a ring/u);
    expect(() => readFileSync(path.join(folder, "ring.yaml"))).toThrow(/ENOENT/u);
  });

  it("refuses a file of 100 MB without reading it", async () => {
    const file = path.join(folder, "huge.ttl");
    writeFileSync(file, "");
    truncateSync(file, 100_000_000);
    await expect(run(file, { as: "huge", into: folder })).rejects.toMatchObject({ code: "TOO_LARGE" });
  });

  it.each([
    ["an address without TLS", "http://example.org/v.ttl", "FORBIDDEN"],
    ["a file by its URL", "file:///etc/passwd", "FORBIDDEN"],
    ["this machine", "https://127.0.0.1:1/v.ttl", "FORBIDDEN"],
    ["a file that is not there", "nowhere.ttl", "NOT_FOUND"],
  ])("refuses %s", async (_, from, code) => {
    await expect(run(from, { as: "v", into: folder })).rejects.toMatchObject({ code });
  });

  it("refuses an address with an account, and does not repeat the password", async () => {
    const from = "https://user:secret@example.org/v.ttl";
    await expect(run(from, { as: "v", into: folder })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.not.stringContaining("secret"),
    });
  });

  it.each(["../v", "facets", "V", "a/b", ""])("refuses the name %j", async (as) => {
    const from = path.join(FIXTURES, "winds.nt");
    await expect(run(from, { as, into: folder })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
  });
});

describe("a vocabulary at an address", () => {
  /** Answers from a table; what is asked is written down. */
  function client(
    answers: ReadonlyMap<string, HttpResponse>,
  ): HttpClient & { readonly asked: readonly string[] } {
    const asked: string[] = [];
    return {
      asked,
      request: (url) => {
        asked.push(url);
        return Promise.resolve(answers.get(url) ?? { status: 404, headers: new Map(), body: "" });
      },
      close: () => Promise.resolve(),
    };
  }
  const leadsTo = (location: string): HttpResponse => ({
    status: 303,
    headers: new Map([["location", location]]),
    body: "",
  });
  const fetch = async (http: HttpClient, from = "https://example.org/v"): Promise<Uint8Array> =>
    fetchVocabulary(http, from, new AbortController().signal);

  it("is read where redirects lead to, byte by byte", async () => {
    const bytes = Buffer.from("föhn");
    const http = client(
      new Map([
        ["https://example.org/v", leadsTo("/files/v.ttl")],
        [
          "https://example.org/files/v.ttl",
          { status: 200, headers: new Map(), body: bytes.toString("latin1") },
        ],
      ]),
    );
    expect(Buffer.from(await fetch(http))).toEqual(bytes);
    expect(http.asked).toHaveLength(2);
  });

  it("is not read where a redirect leaves https, never ends, or leads to nothing", async () => {
    const plain = client(new Map([["https://example.org/v", leadsTo("http://example.org/v.ttl")]]));
    await expect(fetch(plain)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(plain.asked).toHaveLength(1);
    const ring = client(new Map([["https://example.org/v", leadsTo("/v")]]));
    await expect(fetch(ring)).rejects.toMatchObject({
      message: expect.stringContaining("more than 5 times"),
    });
    await expect(fetch(client(new Map()))).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});
