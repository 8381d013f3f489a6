import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, squareRootModel, term, DISCOVERY } from "./programs.ts";

let app: WebApp;

/** What a reader reads: no tags, no lines. */
function textOf(html: string): string {
  return html.replaceAll(/<[^>]+>/gu, "").replaceAll(/\s+/gu, " ");
}

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({ change: squareRoot() });
  for (let index = 0; index < 25; index += 1) {
    const title = `Cube tool ${String(index).padStart(2, "0")}`;
    const summary = "Cuts cubes.";
    await app.publish({
      change: squareRoot(
        {
          id: `01CUBE${String(index).padStart(2, "0")}`,
          path: `local.examples/cube-${index}`,
          title,
          summary,
          model: squareRootModel({ ...DISCOVERY, title, summary, description: undefined }),
        },
        [term("task", "cube-manipulation")],
      ),
    });
  }
});
afterAll(() => app.close());

describe("the home page", () => {
  it("shows the task tree with counts, questions of the vocabularies and how many entries there are", async () => {
    const { status, text } = await app.get("/");
    expect(status).toBe(200);
    expect(text).toContain("All 26 entries");
    expect(text).toMatch(/task=cube-manipulation[^>]*>cube manipulation<\/a>\s*<span class="count">25</);
    const [question] = [...app.catalogue.vocabularies.schemes.values()].flatMap(
      (scheme) => scheme.exampleQuestions,
    );
    expect(text).toContain(question?.text);
  });

  it("leads nowhere that is empty", async () => {
    const { text } = await app.get("/");
    const links = [...text.matchAll(/href="(\/\?task=[^"]+)"/g)].map((match) =>
      match[1]?.replaceAll("&amp;", "&"),
    );
    expect(links.length).toBeGreaterThan(0);
    for (const link of new Set(links)) {
      const { body } = await app.json(link ?? "");
      expect(body.total, link).toBeGreaterThan(0);
    }
  });
});

describe("the search", () => {
  it("understands a synonym, marks the hit and links the filters", async () => {
    const { text } = await app.get("/?q=source+finder");
    expect(text).toContain("1 entry");
    expect(textOf(text)).toMatch(/“source finder” = Source extraction, with \d+ narrower/u);
    expect(text).toContain('<a href="/vocabularies/task/source-extraction">Source extraction</a>');
    expect(text).toContain('href="/?q=source+finder&amp;task=source-extraction"');
    expect(text).toContain('href="/entries/local.examples/square-root"');
  });

  it("marks a value that is chosen and offers to take it away", async () => {
    const { text } = await app.get("/?task=source-extraction");
    expect(text).toMatch(/id="facet-task-source-extraction" href="\/\?q="[^>]*aria-current="true"/);
    expect(text).toContain("Clear all");
  });

  it("answers its JSON twin below /api/v1 and by Accept alike", async () => {
    const twin = await app.json("/api/v1/?q=source+finder");
    expect(twin.body).toMatchObject({ ok: true, total: 1, hits: [{ path: "local.examples/square-root" }] });
    expect(twin.body.facets.map((facet: { key: string }) => facet.key)).toContain("task");
    expect((await app.json("/?q=source+finder")).body).toEqual(twin.body);
  });

  it("shows each entry on exactly one page", async () => {
    const pages = await Promise.all([1, 2].map((page) => app.json(`/?q=&page=${page}`)));
    const paths = pages.flatMap(({ body }) => body.hits.map((hit: { path: string }) => hit.path));
    expect(new Set(paths).size).toBe(26);
    expect(paths).toHaveLength(26);
    expect((await app.get("/?q=")).text).toContain('rel="next"');
  });

  it.each([
    ["an unknown facet", "/?tusk=imaging", "task"],
    ["a page beyond the end", "/?page=99", "page"],
    ["a query of 10 kB", `/?q=${"x".repeat(10_000)}`, "500"],
    ["a page that is no number", "/?page=two", "page"],
  ])("says what to do about %s", async (_what, address, hint) => {
    const html = await app.get(address);
    expect(html.status).toBe(400);
    expect(html.text).toContain("INVALID_QUERY");
    const { status, body } = await app.json(`/api/v1${address}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ ok: false, error: { code: "INVALID_QUERY" } });
    expect(`${body.error.message} ${body.error.hint}`).toContain(hint);
    expect(body.requestId).toMatch(/^[0-9A-Z]{26}$/);
  });

  it("says so when nothing matches, and offers a way on", async () => {
    const { status, text } = await app.get("/?q=zzzzzz");
    expect(status).toBe(200);
    expect(text).toContain("0 entries");
    expect(text).toContain("look at all entries");
  });
});
