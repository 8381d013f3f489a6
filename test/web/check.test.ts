import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken, manifest } from "../support/crawl-fixture.ts";
import { createGitFixture, createTempFolder } from "../support/git-fixture.ts";
import { createGitHttpServer, type GitHttpServer } from "../support/git-http-server.ts";
import { startWebApp, type Json, type WebApp } from "../support/web-app.ts";

const temp = createTempFolder();
let server: GitHttpServer;
let app: WebApp;

/** As a program sends it. */
async function postJson(body: object): Promise<{ readonly status: number; readonly body: Json }> {
  const response = await fetch(`${app.url}/api/v1/check`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  server = await createGitHttpServer({ root: temp.path });
  const tool = createGitFixture(path.join(temp.path, "tool"));
  tool.write("a/ivoa-execution.yaml", manifest({ name: "a", title: "Alpha" }));
  tool.write("b/ivoa-execution.yaml", broken(manifest({ name: "b" })));
  tool.commit();
  app = await startWebApp({ EXECAT_ALLOW_HOSTS: new URL(server.origin).host });
});
afterAll(async () => {
  await app.close();
  await server.close();
  temp.remove();
});

describe("a text that is checked", () => {
  it("has all findings of a line marked in it, and beside it", async () => {
    const text = manifest().replace("  name: tool", "  name: tool\n  terms: {task: [nonsens, rubish]}");
    const { text: page } = await app.post("/check", { text });
    expect(page).toContain('<mark class="warning">nonsens</mark>, <mark class="warning">rubish</mark>');
    expect(page).toMatch(/id="L8" class="warning"/u);
    expect(page.match(/href="#L8"/gu)).toHaveLength(2);
  });

  it("shows the entry as it would look and the requests it makes", async () => {
    const { text: page } = await app.post("/check", { text: manifest({ title: "Alpha beta" }) });
    expect(page).toContain("This would be published, with remarks.");
    expect(page).toMatch(/class="card">\s*<h3><a href="#entry-1">Alpha beta</u);
    expect(page).toContain("Brokers that would refuse this today");
    expect(page).toContain("The request it makes, in dialect D");
    expect(page).toContain("The request it makes, in dialect C");
    expect(page).toContain("/EB/schema/v1.0/types/executable/docker-container-1.0");
  });

  it("is shown the terms that its words lead to, in facets of which it says nothing", async () => {
    const text = manifest().replace("Does one thing to images.", "Source extraction for radio images.");
    const { text: page } = await app.post("/check", { text });
    expect(page).toContain("Terms that its words lead to");
    expect(page).toContain("from the words “Source extraction”; tagged by the catalogue");
    const { body } = await postJson({ text });
    expect(body.documents[0].suggested).toContainEqual(
      expect.objectContaining({ facet: "task", conceptId: "source-extraction", clear: true }),
    );
    const said = await postJson({ text: text.replace("  name: tool", "  name: tool\n  terms: {task: [x]}") });
    expect(said.body.documents[0].suggested.map(({ facet }: { facet: string }) => facet)).not.toContain(
      "task",
    );
  });

  it("has the same in JSON", async () => {
    const { body } = await postJson({ text: manifest({ title: "Alpha" }), file: "tools/a.yaml" });
    expect(body).toMatchObject({ ok: true, publishable: true, repository: null });
    expect(body.problems).toMatchObject([
      { rule: "image/digest-missing", file: "tools/a.yaml", excerpt: { line: 3 } },
    ]);
    expect(body.documents).toMatchObject([{ number: 0, publishable: true, entry: { title: "Alpha" } }]);
    expect(Object.keys(body.documents[0].entry.requests)).toEqual(["D", "C"]);
    expect(body.documents[0].entry.refusedBy).toMatchObject([{ broker: "Calycopis" }]);
    const bad = await postJson({ text: broken(manifest()) });
    expect(bad.body).toMatchObject({ publishable: false, documents: [{ publishable: false, entry: null }] });
  });

  it("is not kept", async () => {
    const before = await app.catalogue.store.entries.count();
    await app.post("/check", { text: manifest() });
    expect(await app.catalogue.store.entries.count()).toEqual(before);
  });

  it("may be two at once, each with its own answer", async () => {
    const titles = ["One", "Two"];
    const answers = await Promise.all(titles.map((title) => postJson({ text: manifest({ title }) })));
    expect(answers.map(({ body }) => body.documents[0].title)).toEqual(titles);
  });
});

describe("a repository that is checked", () => {
  it("is shown file by file, with the entries that there would be", async () => {
    const { status, text: page } = await app.post("/check", { url: `${server.origin}/tool/.git` });
    expect(status).toBe(200);
    expect(page).toContain("1 of 2 documents would be published.");
    expect(page).toContain("a/ivoa-execution.yaml");
    expect(page).toContain("b/ivoa-execution.yaml");
    expect(page).toMatch(/class="card">\s*<h3><a href="#entry-1">Alpha</u);
    // Lines of several files have ids of their own.
    expect(page).toContain('id="F2L3" class="error"');
    expect(page).toContain('href="#F2L3"');
  });

  it("has the same in JSON, and nothing of it is kept", async () => {
    const { status, body } = await postJson({ url: `${server.origin}/tool/.git` });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, publishable: true, repository: { branch: "main" } });
    expect(body.documents.map(({ file, publishable }: Json) => [file, publishable])).toEqual([
      ["a/ivoa-execution.yaml", true],
      ["b/ivoa-execution.yaml", false],
    ]);
    expect(await app.catalogue.store.entries.count()).toEqual({ published: 0, withdrawn: 0 });
  });

  it.each([
    "file:///etc",
    "ssh://git@example.org/tool",
    "git@example.org:tool.git",
    "ext::sh -c harm",
    "-u",
    "https://user:hush@example.org/tool",
    "http://example.org/tool",
  ])("is refused with a sentence when its address is %s", async (url) => {
    const { status, text: page } = await app.post("/check", { url });
    expect(status).toBe(422);
    expect(page).toContain('aria-invalid="true"');
    expect(page).toContain("https://example.org/group/tool.git");
    const { body } = await postJson({ url });
    expect(body).toMatchObject({ ok: false, error: { code: "SOURCE_INVALID" } });
    expect(JSON.stringify(body)).not.toContain("hush");
  });

  it("is refused on a private host, and told when it is not there", async () => {
    const refused = await postJson({ url: "https://127.0.0.1/tool" });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
    const away = await postJson({ url: `${server.origin}/nowhere` });
    expect(away).toMatchObject({ status: 422, body: { error: { code: "SOURCE_INVALID" } } });
    expect(away.body.error.message).toContain("There is no repository");
  });
});

describe("the limit of checks", () => {
  it("holds for addresses as for texts", async () => {
    const limited = await startWebApp({ EXECAT_ASK_RATE: "2" });
    try {
      const post = () => limited.post("/check", { url: "file:///etc" });
      expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([422, 422, 429]);
    } finally {
      await limited.close();
    }
  });
});
