import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem, programChange, repository, source } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";

const AT = "2026-11-24T10:00:00.000Z";
const SCRIPT = `"'><script>alert(1)</script>`;
let app: WebApp;

beforeAll(async () => {
  app = await startWebApp({ EXECAT_PROPOSALS: "ask" });
  const { sources } = app.catalogue.store;
  const scope = { url: "https://forge.test", of: "organisation", name: "astro" } as const;
  await sources.save(source({ kind: "github", location: "https://forge.test/astro", options: { scope } }));
  const tool = repository({ forge: "github", host: "forge.test", path: "astro/tool" });
  await app.publish({
    repository: { ...tool, state: "broken" },
    change: programChange({ path: "forge.test/astro/tool" }),
    problems: [problem({ severity: "error", sentence: `It is misspelt ${SCRIPT}.` })],
  });
  const failure = { code: "UPSTREAM_FAILED", message: "It did not answer.", hint: "Wait.", at: AT };
  await sources.saveRepositories([
    repository({
      ...tool,
      id: "AWAY",
      forgeId: "away",
      path: "astro/away",
      state: "unreachable",
      failure,
      attempts: 1,
    }),
    repository({ ...tool, id: "OUT", forgeId: "out", path: "astro/out", state: "excluded", failure }),
  ]);
});
afterAll(() => app.close());

const address = (url: string): string => `/repositories?url=${encodeURIComponent(url)}`;

describe("why a repository is not there", () => {
  it("is asked on a page of its own, on the sources' page and where an entry is unknown", async () => {
    for (const page of ["/repositories", "/sources", "/entries/forge.test/astro/none"]) {
      const { text } = await app.get(page);
      expect(text, page).toContain('<form action="/repositories" method="get"');
    }
    expect((await app.get("/entries/forge.test/astro/none")).text).toContain('value="forge.test/astro/none"');
    expect((await app.get("/nothing")).text).not.toContain('action="/repositories"');
    expect((await app.json("/api/v1/repositories")).body).toMatchObject({ ok: true, state: null });
  });

  it("is answered with the findings, the report and a button that looks now", async () => {
    const { text, status } = await app.get(address("git@forge.test:astro/tool.git"));
    expect(status).toBe(200);
    expect(text).toContain("Has errors");
    expect(text).toContain("the last good version is shown");
    expect(text).toContain("It is misspelt");
    expect(text).toContain('href="/repositories/01REPO"');
    expect(text).toContain('<form action="/repositories/01REPO/looks" method="post">');
    expect(text).not.toContain("Check it now");
    const { body } = await app.json(`/api/v1${address("https://forge.test/astro/tool/blob/main/x.md")}`);
    expect(body).toMatchObject({
      state: "refused",
      source: "examples",
      repository: { id: "01REPO", state: "broken" },
      entries: [{ path: "forge.test/astro/tool" }],
      problems: [{ severity: "error" }],
    });
  });

  it("offers to check and to propose what nobody knows, and its proposal is taken", async () => {
    const { text } = await app.get(address("git@other.test:group/tool.git"));
    expect(text).toContain("Not known");
    expect(text.match(/name="url" value="https:\/\/other.test\/group\/tool"/g)).toHaveLength(2);
    expect((await app.post("/sources", { url: "https://other.test/group/tool" })).status).toBe(303);
    const after = await app.get(address("https://other.test/group/tool"));
    expect(after.text).toContain("waits for the operator");
    expect(after.text).not.toContain("Propose it");
  });

  it("tells of failures and offers no look at what is left out", async () => {
    expect((await app.get(address("https://forge.test/astro/away"))).text).toContain("It did not answer.");
    const out = await app.get(address("https://forge.test/astro/out"));
    expect(out.text).toContain("Left out by the operator");
    expect(out.text).not.toContain("Look now");
  });

  it.each([
    ["a script", SCRIPT],
    ["a script's address", "javascript:alert(1)"],
    ["a script in an address", `https://forge.test/${SCRIPT}`],
    ["a wrong percent sign", "https://forge.test/astro/tool/%E0%A4%A"],
    ["a hidden zero", "https://forge.test/%00/../.."],
    ["a very long text", "x".repeat(5_000)],
    ["a password", "https://someone:secret@forge.test/astro/none"],
  ])("does no harm with %s", async (_what, asked) => {
    const answer = await app.get(address(asked));
    expect(answer.status).toBe(200);
    // The link to the page's twin holds what the reader asked; nothing else repeats a password.
    const text = answer.text.replaceAll(/href="\/api\/v1[^"]*"/g, "");
    expect(text).not.toContain("<script>alert");
    expect(text).not.toMatch(/href="\s*javascript:/i);
    expect(text).not.toMatch(/href="[^"]*secret|hidden" name="url" value="[^"]*secret/);
  });
});
