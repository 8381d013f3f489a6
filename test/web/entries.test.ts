import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

const PATH = "/entries/local.examples/square-root";
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({
    change: squareRoot(),
    repository: repository({ headSeen: "c0ffee" }),
    problems: [problem({ line: 1, column: 13, endColumn: 18, sentence: "The image has no digest." })],
  });
  const gone = squareRoot({
    id: "01GONE",
    path: "local.examples/gone",
    title: "Gone tool",
    repositoryId: "01REPO2",
  });
  const other = repository({ id: "01REPO2", path: "gone", forgeId: "gone" });
  await app.publish({ change: gone, repository: other });
  const withdrawal = {
    at: "2026-11-24T12:00:00.000Z",
    reason: "The manifest was deleted.",
    commit: "deadbeef",
  };
  await app.publish({
    change: { ...gone, program: { ...gone.program, state: "withdrawn", withdrawal } },
    repository: other,
  });
  const moved = squareRoot({ id: "01MOVED", path: "local.examples/new-name", repositoryId: "01REPO3" });
  const third = repository({ id: "01REPO3", path: "new-name", forgeId: "new-name" });
  await app.publish({ change: { ...moved, oldPath: "local.examples/old-name" }, repository: third });
});
afterAll(() => app.close());

describe("the page of an entry", () => {
  it("says what it does, how it runs, whether it is pinned, and where it comes from", async () => {
    const { status, text } = await app.get(PATH);
    expect(status).toBe(200);
    for (const words of [
      "Finds the roots of squares in images.",
      "source extraction",
      "“source finder”, given by the author",
      "registry.example.org/root:1.0.0",
      "Pinned",
      "A. Author",
      "doi:10.1000/182",
      "When can I run this?",
      "ivoa-execution.yaml:1:13",
      "größer",
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('href="#L1"');
    expect(text).toContain('<script type="application/ld+json">');
  });

  it("has a twin with everything but the bytes", async () => {
    const { body } = await app.json(`/api/v1${PATH}`);
    expect(body).toMatchObject({
      ok: true,
      program: { path: "local.examples/square-root" },
      document: { dialect: "D", file: "ivoa-execution.yaml" },
      form: { placeholders: [{ name: "data.picture" }] },
    });
    expect(body.document).not.toHaveProperty("bytes");
    expect(body.repository).not.toHaveProperty("url");
  });

  it("fills the form from a shared link and asks nobody", async () => {
    const { text } = await app.get(`${PATH}?run.cores=7&run.data.picture.location=s3%3A%2F%2Fx#run`);
    expect(text).toMatch(/id="run-cores"[^>]*value="7"/);
    expect(text).toContain('value="s3://x"');
  });

  it("fills the form with the sample", async () => {
    const { text } = await app.get(`${PATH}?sample=1`);
    expect(text).toMatch(/<input[^>]*value="https:\/\/example\.org\/sample\.fits"/);
  });

  it("is found by its current version, and by no other", async () => {
    const right = await app.get(`${PATH}@1.0.0`);
    expect(right.status).toBe(200);
    expect(right.text).toContain(`<link rel="canonical" href="${PATH}">`);
    const wrong = await app.json(`${PATH}@9.9`);
    expect(wrong.status).toBe(404);
    expect(wrong.body.error.hint).toContain("1.0.0");
  });

  it("leads from an old path to the new one for ever", async () => {
    const page = await app.get("/entries/local.examples/old-name");
    expect([page.status, page.headers.get("location")]).toEqual([301, "/entries/local.examples/new-name"]);
    const twin = await app.get("/api/v1/entries/local.examples/old-name");
    expect(twin.headers.get("location")).toBe("/api/v1/entries/local.examples/new-name");
    const document = await app.get("/entries/local.examples/old-name/document");
    expect(document.headers.get("location")).toBe("/entries/local.examples/new-name/document");
  });

  it("leads there with the version and whatever else the address says, and is asked for again", async () => {
    const leads = async (address: string): Promise<readonly (string | null)[]> => {
      const { status, headers } = await app.get(address);
      return [String(status), headers.get("cache-control"), headers.get("location")];
    };
    const [old, now] = ["/entries/local.examples/old-name", "/entries/local.examples/new-name"];
    for (const rest of [
      "?sample=1&run.cores=2?",
      "/document?dialect=D",
      "@1.0.0",
      "@1.0.0/document?dialect=C",
    ]) {
      expect(await leads(`${old}${rest}`)).toEqual(["301", "no-cache", `${now}${rest}`]);
    }
    expect((await leads(`/api/v1${old}/document`))[2]).toBe(`/api/v1${now}/document`);
    expect((await app.get("/entries/local.examples/no-name@1.0.0")).status).toBe(404);
  });

  it("takes a form that was filled under its old name", async () => {
    const filled = {
      "data.picture.kind": "simple-data-resource",
      "simple-data-resource:data.picture.location": "https://example.org/x.fits",
    };
    const asked = await app.post("/entries/local.examples/old-name/asks", filled);
    expect(asked.status).toBe(303);
    expect(asked.headers.get("location")).toMatch(/^\/asks\//u);
    const wrong = await app.post("/entries/local.examples/old-name@1.0.0/asks", { ...filled, cores: "many" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('action="/entries/local.examples/new-name/asks');
    expect(wrong.text).toContain('value="many"');
  });

  it("reads an address up to its end, whatever signs stand in it", async () => {
    const { text } = await app.get(`${PATH}?run.data.picture.location=https://example.org/?a=b?c`);
    expect(text).toContain('value="https://example.org/?a=b?c"');
  });

  it("answers 410 for a withdrawn one, with its last good version, when and why", async () => {
    const page = await app.get("/entries/local.examples/gone");
    expect(page.status).toBe(410);
    for (const words of [
      "Gone tool",
      "The manifest was deleted.",
      "24 Nov 2026, 12:00 UTC",
      "The manifest</h2>",
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.text).not.toContain('id="run"');
    const { status, body } = await app.json("/api/v1/entries/local.examples/gone");
    expect(status).toBe(410);
    expect(body).toMatchObject({
      ok: false,
      error: { code: "ENTRY_WITHDRAWN" },
      program: { title: "Gone tool" },
    });
  });

  it("says what to do about a path that it does not know", async () => {
    const { status, body } = await app.json("/entries/nowhere/at-all");
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: "ENTRY_NOT_FOUND", hint: expect.stringContaining("home page") });
  });
});

describe("the document of an entry", () => {
  it("is the author's bytes, as text that no browser sniffs", async () => {
    const entry = await app.catalogue.store.entries.find("local.examples/square-root");
    const response = await fetch(`${app.url}${PATH}/document`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.from(bytes)).toEqual(Buffer.from(entry?.document.bytes ?? []));
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("etag")).toBe(`"${entry?.document.blobId}"`);
    const digest = createHash("sha256").update(bytes).digest("base64");
    expect(response.headers.get("repr-digest")).toBe(`sha-256=:${digest}:`);
    expect(response.headers.get("execat-git-blob")).toBe(entry?.document.blobId);
    expect(response.headers.get("execat-sha256")).toBe(Buffer.from(digest, "base64").toString("hex"));
    expect(response.headers.get("content-disposition")).toBe('inline; filename="ivoa-execution.yaml"');
  });

  it("is sent as it is to who would take it compressed: its digest and its tag are of these bytes", async () => {
    const { headers } = await fetch(`${app.url}${PATH}/document`, {
      headers: { "accept-encoding": "gzip, br" },
    });
    expect(headers.get("content-encoding")).toBeNull();
    expect(headers.get("cache-control")).toBe("no-cache, no-transform");
  });

  it("is not sent again to who has it", async () => {
    const etag = (await app.get(`${PATH}/document`)).headers.get("etag") ?? "";
    expect(
      (await app.get(`${PATH}/document`, { "if-none-match": etag, "cache-control": "max-age=0" })).status,
    ).toBe(304);
  });

  it.each([
    [
      "D",
      "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml",
    ],
    ["C", "https://www.purl.org/ivoa.net/EB/schema/v1.0/types/executable/docker-container-1.0"],
  ])("can be had as the request that it makes in dialect %s", async (dialect, kind) => {
    const { body } = await app.json(`${PATH}/document?dialect=${dialect}`);
    expect(body.executable.kind).toBe(kind);
    expect(body.executable.image.locations).toEqual(["registry.example.org/root:1.0.0"]);
    expect(body).not.toHaveProperty("discovery");
  });

  it("can be had in no other dialect", async () => {
    expect((await app.get(`${PATH}/document?dialect=Z`)).status).toBe(400);
  });
});
