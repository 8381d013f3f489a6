import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem, programChange, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

let app: WebApp;
const FILE = "tools/ivoa-execution.yaml";

beforeAll(async () => {
  app = await startWebApp();
  const { document, program, ...rest } = {
    ...programChange(),
    document: programChange().documents[0],
    program: programChange().program,
  };
  if (document === undefined) throw new Error("A program has a document.");
  await app.publish({
    change: { ...rest, program, documents: [{ ...document, file: FILE }] },
    repository: repository({
      state: "broken",
      lastLookedAt: "2026-11-24T10:00:00.000Z",
      defaultBranch: "main",
    }),
    problems: [
      problem({
        file: FILE,
        line: 4,
        column: 5,
        endLine: 4,
        endColumn: 11,
        severity: "error",
        rule: "shape/misspelt-key",
        sentence: "The key is misspelt.",
        hint: "Write it as it should be.",
        fix: "locations",
        excerpt: { line: 4, before: "    ", marked: "places", after: ": [<b>]" },
      }),
      problem({
        file: "large/ivoa-execution.yaml",
        rule: "crawl/file-too-large",
        severity: "error",
        sentence: "It is too large.",
      }),
      problem({ file: "refs/tags/v1", rule: "crawl/tag-moved", severity: "warning", sentence: "It moved." }),
      problem({ file: "tools/ivoa-discovery.yaml", severity: "warning", sentence: "It is odd." }),
    ],
  });
  await app.catalogue.store.sources.saveRepository(
    repository({
      id: "AWAY",
      forgeId: "away",
      path: "away",
      state: "unreachable",
      attempts: 3,
      nextLookAt: new Date(Date.now() + 3_600_000).toISOString(),
      failure: {
        code: "UPSTREAM_FAILED",
        message: "It could not be read.",
        hint: "Try it.",
        at: "2026-11-24T10:00:00.000Z",
      },
    }),
  );
});
afterAll(() => app.close());

describe("the page of a repository", () => {
  const href = `/repositories/${repository().id}`;

  it("is its report: commit, files with their state, each finding with its line and a suggestion", async () => {
    const { status, text } = await app.get(href);
    expect(status).toBe(200);
    expect(text).toContain("c0ffee");
    expect(text).toContain("has errors; the last good version is shown");
    expect(text).toContain("not read");
    expect(text).toContain('<mark class="error">places</mark>: [&lt;b&gt;]');
    expect(text).toContain("<code>    locations: [&lt;b&gt;]</code>");
    expect(text).toContain('href="/rules/shape/misspelt-key"');
    expect(text.match(/class="seen-file"/gu)).toHaveLength(3);
    expect(text).toContain(`[![Execat](${app.url}${href}/badge.svg)](${app.url}${href})`);
  });

  it("has the same in JSON", async () => {
    const { body } = await app.json(href);
    expect(body.files).toMatchObject([
      { path: "large/ivoa-execution.yaml", state: "not-read", entries: [] },
      { path: "refs/tags/v1", state: "tag", entries: [] },
      { path: FILE, state: "kept", dialects: ["D"], problems: 2 },
    ]);
    expect(body.repository.problems[0]).toMatchObject({ excerpt: { marked: "places" } });
  });

  it("says why the commit status was not written", async () => {
    const { sources } = app.catalogue.store;
    await sources.saveRepository(
      repository({ id: "UNTOLD", forgeId: "untold", path: "untold", state: "ok", reportWanted: "{}" }),
    );
    await sources.saveLook({
      id: "01UNTOLD",
      repositoryId: "UNTOLD",
      at: "2026-11-24T10:00:00.000Z",
      reason: "crawl",
      outcome: "looked",
      commit: "c0ffee",
      elapsedMs: 1,
      events: [],
      problems: { error: 0, warning: 0, hint: 0 },
      failure: undefined,
      reportFailure: {
        code: "SOURCE_INVALID",
        message: "The token may not.",
        hint: "Give it a right.",
        at: "2026-11-24T10:00:00.000Z",
      },
    });
    const { text } = await app.get("/repositories/UNTOLD");
    expect(text).toContain('<span class="bad">not written</span>: The token may not.');
    const { body } = await app.json("/repositories/UNTOLD");
    expect(body.reportFailure).toMatchObject({ message: "The token may not." });
    expect(text).toContain("It is tried again at the next look.");
  });

  it("says until when a commit status that was refused for good is left alone", async () => {
    await app.catalogue.store.sources.saveRepository(
      repository({
        id: "REFUSED",
        forgeId: "refused",
        path: "refused",
        state: "ok",
        reportWanted: "{}",
        reportRefused: {
          wanted: "{}",
          failure: {
            code: "SOURCE_INVALID",
            message: "The token may not.",
            hint: undefined,
            at: "2026-11-24T10:00:00.000Z",
            retryAt: "2026-11-25T10:00:00.000Z",
          },
        },
      }),
    );
    const { text } = await app.get("/repositories/REFUSED");
    expect(text).toContain(
      "The token may not. It is tried again at the first look after 25 Nov 2026, 10:00 UTC.",
    );
    const { body } = await app.json("/repositories/REFUSED");
    expect(body).toMatchObject({ report: null, reportFailure: { message: "The token may not." } });
  });

  it("says what happens after a failure", async () => {
    const { text } = await app.get("/repositories/AWAY");
    expect(text).toContain("It could not be read.");
    expect(text).toMatch(/It is looked at again in (?:1 h|59 min|60 min)/u);
    expect(text).toContain("What was published stays");
  });
});

describe("a badge", () => {
  const badge = (address: string, headers: Readonly<Record<string, string>> = {}) =>
    app.get(address, headers);

  it("counts what was found in a repository and in an entry", async () => {
    const ofRepository = await badge(`/repositories/${repository().id}/badge.svg`);
    expect(ofRepository.status).toBe(200);
    expect(ofRepository.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(ofRepository.text).toContain("<title>Execat: 4 findings</title>");
    const { path } = programChange().program;
    expect((await badge(`/entries/${path}/badge.svg`)).text).toContain("<title>Execat: 1 finding</title>");
  });

  it("says not found, with 200, for what nobody knows and for what was only looked for", async () => {
    for (const address of [
      "/repositories/NONE/badge.svg",
      "/repositories/AWAY/badge.svg",
      "/entries/a.org/b/badge.svg",
    ]) {
      const { status, text } = await badge(address);
      expect(status).toBe(200);
      expect(text).toContain("<title>Execat: not found</title>");
    }
  });

  it("may be shown on other sites and kept for a while, and is not sent again unchanged", async () => {
    const address = `/repositories/${repository().id}/badge.svg`;
    const { headers } = await badge(address);
    expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(headers.get("cache-control")).toBe("public, max-age=300");
    expect(headers.get("set-cookie")).toBeNull();
    const again = await badge(address, {
      "if-none-match": headers.get("etag") ?? "",
      "cache-control": "max-age=0",
    });
    expect(again.status).toBe(304);
  });
});
