import { assert, asyncProperty, constantFrom, oneof, string, tuple, webUrl } from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqlStore, type SqlStore } from "../../../src/catalogue/sql/index.ts";
import type { Repository } from "../../../src/catalogue/sources.ts";
import { whereIs } from "../../../src/catalogue/where-is.ts";
import type { Whereabouts } from "../../../src/catalogue/whereabouts.ts";
import { problem, programChange, repository, source } from "../../support/entry-builders.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const AT = "2026-11-24T11:00:00.000Z";
const LATER = "2026-11-24T13:00:00.000Z";
const URL = "https://forge.test/Astro/tool";
const ORGANISATION = { url: "https://forge.test", of: "organisation", name: "astro" } as const;
const failure = { code: "UPSTREAM_FAILED", message: "It did not answer.", hint: "Wait.", at: AT };

describe("why a repository is not there", () => {
  let store: SqlStore;
  beforeEach(async () => {
    store = await createSqlStore({ file: ":memory:" });
    await store.migrate();
    await store.sources.save(
      source({ kind: "github", location: "https://forge.test/astro", options: { scope: ORGANISATION } }),
    );
  });
  afterEach(() => store.close());

  const ask = (text: string): Promise<Whereabouts> => whereIs(store, text, NOW);
  const tool = (over: Partial<Repository> = {}): Repository =>
    repository({ forge: "github", host: "forge.test", path: "Astro/tool", webUrl: URL, ...over });
  const save = (over: Partial<Repository> = {}): Promise<void> => store.sources.saveRepository(tool(over));
  const publish = (
    over: Parameters<typeof programChange>[0] = {},
    problems = [problem()],
    of: Partial<Repository> = {},
  ): Promise<void> =>
    store.entries.apply({
      repository: tool(of),
      problems,
      programs: [programChange({ path: "forge.test/Astro/tool", ...over })],
      seen: [],
      at: AT,
    });

  it.each([
    "https://forge.test/Astro/tool",
    "https://forge.test/astro/TOOL.git",
    "http://www.forge.test/astro/tool/",
    "https://someone:secret@forge.test/astro/tool",
    "ssh://git@forge.test/astro/tool.git",
    "ssh://git@forge.test:22/astro/tool.git",
    "git@forge.test:astro/tool.git",
    "git+https://forge.test/astro/tool",
    "forge.test/astro/tool",
    "forge.test/Astro/tool@1.0",
    "https://forge.test/astro/tool/blob/main/ivoa-execution.yaml",
    "https://forge.test/astro/tool/-/tree/main/folder",
    "https://forge.test/astro/tool.git/tree/folder",
    "https://forge.test/astro/tool/issues/12?state=open#note",
    "https://catalogue.test/entries/forge.test/Astro/tool",
    "/entries/forge.test/Astro/tool",
    "  https://forge.test/astro/tool\n",
  ])("is answered for %s", async (text) => {
    await publish();
    const found = await ask(text);
    expect(found).toMatchObject({
      state: "published",
      repository: { id: "01REPO" },
      source: { key: "examples" },
    });
    expect(found.entries).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  it.each([
    "",
    "tool",
    "file:///etc/passwd",
    "C:\\tool",
    "javascript:alert(1)",
    "https://forge.test/astro%00/tool",
    "https://",
    `https://${"x".repeat(3000)}`,
  ])("says of %j that it names nothing", async (text) => {
    expect(await ask(text)).toMatchObject({ state: "not-an-address", url: undefined });
  });

  it("knows nothing of what no source leads to, and gives an address to check without a password", async () => {
    expect(await ask("https://me:secret@other.test/Group/tool.git")).toMatchObject({
      state: "unknown",
      url: "https://other.test/Group/tool",
      repository: undefined,
      source: undefined,
    });
  });

  it("tells of a proposal that waits, and of one that was refused", async () => {
    const own = { id: "01P", key: "p", kind: "git", location: "https://other.test/Group/tool.git" } as const;
    await store.sources.save(source({ ...own, state: "proposed" }));
    expect(await ask("git@other.test:group/tool")).toMatchObject({ state: "proposed", source: { key: "p" } });
    await store.sources.save(source({ ...own, state: "refused" }));
    expect(await ask("https://other.test/group/tool")).toMatchObject({ state: "blocked" });
    await store.sources.save(source({ ...own, state: "active", lastListedAt: undefined }));
    await store.jobs.add("crawl", "01P", LATER);
    expect(await ask("https://other.test/group/tool")).toMatchObject({
      state: "not-looked-at",
      next: { kind: "crawl", at: LATER },
    });
  });

  it("names the source that should have listed it, and why that failed", async () => {
    expect(await ask(URL)).toMatchObject({
      state: "not-listed",
      source: { key: "examples" },
      at: expect.any(String),
    });
    const broken = { kind: "github", options: { scope: ORGANISATION } } as const;
    await store.sources.save(source({ ...broken, failure }));
    expect(await ask(URL)).toMatchObject({ state: "source-failing", hint: "Wait.", at: AT });
    expect(await ask("https://forge.test/astronomy/tool")).toMatchObject({ state: "unknown" });
  });

  it.each([
    ["not-looked-at", { state: "new", lastLookedAt: undefined }],
    ["deferred", { state: "new", lastLookedAt: undefined, nextLookAt: LATER }],
    ["no-manifest", { state: "empty", failure: { ...failure, message: "It holds none." } }],
    ["unreachable", { state: "unreachable", failure, attempts: 2, nextLookAt: LATER }],
    ["gone", { state: "gone", failure: { ...failure, message: "It is away." } }],
    ["excluded", { state: "excluded", failure: { ...failure, message: "It is a fork." } }],
  ] as const)("says %s", async (state, over) => {
    await save(over);
    const found = await ask(URL);
    expect(found).toMatchObject({ state, repository: { id: "01REPO" } });
    if ("failure" in over) expect(found.sentence).toBe(over.failure.message);
  });

  it("says that a manifest was refused, with its findings, and whether an older one is shown", async () => {
    const error = problem({ severity: "error", sentence: "The key is misspelt." });
    await store.entries.apply({
      repository: tool({ state: "broken" }),
      problems: [error],
      programs: [],
      seen: [],
      at: AT,
    });
    expect(await ask(URL)).toMatchObject({
      state: "refused",
      sentence: expect.stringContaining("is not published"),
      problems: [{ sentence: "The key is misspelt." }],
    });
    await publish({}, [error], { state: "broken" });
    expect((await ask(URL)).sentence).toContain("the last good version is shown");
    await publish({}, [problem({ severity: "error", file: "other/ivoa-execution.yaml" })], {
      state: "broken",
    });
    expect((await ask(URL)).sentence).toContain("and is not published; its others are");
  });

  it("says when and why an entry was withdrawn, and that an author keeps one out of searches", async () => {
    await publish({
      state: "withdrawn",
      withdrawal: { at: AT, reason: "Its manifest was removed.", commit: "c0ffee" },
    });
    expect(await ask("forge.test/Astro/tool")).toMatchObject({
      state: "withdrawn",
      sentence: "It was withdrawn: Its manifest was removed.",
      at: AT,
    });
    await publish({ listed: false }, []);
    expect(await ask(URL)).toMatchObject({ state: "unlisted", notes: [] });
    const other = { id: "01OTHER", path: "forge.test/Astro/tool/-/other" };
    await publish({ ...other }, []);
    expect(await ask(URL)).toMatchObject({
      state: "published",
      notes: ['Searches leave out, as the author asks by "listed: false": forge.test/Astro/tool.'],
    });
  });

  it("says that a repository is no longer crawled although its entries stay", async () => {
    await publish();
    await store.sources.save(source({ state: "missing" }));
    expect(await ask(URL)).toMatchObject({ state: "not-crawled", next: undefined, entries: [{}] });
  });

  it("notes a failing source, a delay, an archived repository and another name", async () => {
    await publish({}, [], {
      nextLookAt: LATER,
      facts: { topics: [], archived: true, fork: false },
    });
    await store.sources.save(source({ kind: "github", options: { scope: ORGANISATION }, failure }));
    const { notes, state } = await ask(URL);
    expect(state).toBe("published");
    expect(notes.join("\n")).toMatch(
      /tells of a failure: It did not answer\..*\n.*asked for patience.*\n.*archived/u,
    );
    await publish({ path: "forge.test/astro/renamed" }, [], { path: "astro/renamed" });
    await store.entries.apply({
      repository: tool({ path: "astro/renamed" }),
      problems: [],
      programs: [
        { ...programChange({ path: "forge.test/astro/renamed" }), oldPath: "forge.test/Astro/tool" },
      ],
      seen: [],
      at: AT,
    });
    expect((await ask(URL)).notes).toContain('It is called "forge.test/astro/renamed" now.');
  });

  it("tells only of the file, folder or entry that was asked for", async () => {
    const other = programChange({ id: "01OTHER", path: "forge.test/Astro/tool/-/other" });
    await store.entries.apply({
      repository: tool({ defaultBranch: "main" }),
      problems: [
        problem({ file: "other/ivoa-execution.yaml", severity: "error" }),
        problem({ file: "ivoa-execution.yaml" }),
      ],
      programs: [
        programChange({ path: "forge.test/Astro/tool" }),
        { ...other, documents: other.documents.map((it) => ({ ...it, file: "other/ivoa-execution.yaml" })) },
      ],
      seen: [],
      at: AT,
    });
    expect(await ask(URL)).toMatchObject({ state: "refused", entries: [{}, {}] });
    const one = await ask(`${URL}/blob/main/ivoa-execution.yaml`);
    expect(one).toMatchObject({ state: "published", entries: [{ program: { id: "01PROGRAM" } }] });
    expect(one.problems).toHaveLength(1);
    const byEntry = await ask("forge.test/Astro/tool/-/other");
    expect(byEntry).toMatchObject({ state: "refused", entries: [{ program: { id: "01OTHER" } }] });
  });

  it("says what comes next: a look of its own, its source's turn, or the end of a delay", async () => {
    await save();
    expect((await ask(URL)).next).toBeUndefined();
    await store.jobs.add("crawl", source().id, LATER);
    expect((await ask(URL)).next).toEqual({ kind: "crawl", at: LATER });
    await store.jobs.add("look", "01REPO", "2026-11-24T12:30:00.000Z");
    expect((await ask(URL)).next).toEqual({ kind: "look", at: "2026-11-24T12:30:00.000Z" });
    const [job] = await store.jobs.claim(["look"], LATER, LATER, 1);
    await store.jobs.finish([job?.id ?? ""]);
    await save({ nextLookAt: "2026-11-24T15:00:00.000Z" });
    expect((await ask(URL)).next).toEqual({ kind: "deferred", at: "2026-11-24T15:00:00.000Z" });
  });

  it("never throws, whatever is asked", async () => {
    await publish();
    const pieces = constantFrom(
      "https://",
      "git@",
      "forge.test",
      "/",
      ":",
      "Astro/tool",
      "%",
      "..",
      "@",
      "~",
      "\0",
      "-/",
    );
    const anything = oneof(
      string({ unit: "binary" }),
      webUrl(),
      tuple(pieces, pieces, pieces, pieces, string()).map((parts) => parts.join("")),
    );
    await assert(
      asyncProperty(anything, async (text) => {
        expect(typeof (await ask(text)).state).toBe("string");
      }),
      { numRuns: 200 },
    );
  });
});
