import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot } from "./programs.ts";

let app: WebApp;

beforeAll(async () => {
  app = await startWebApp();
  await app.publish({
    change: squareRoot(),
    repository: repository({ state: "broken" }),
    problems: [problem({ severity: "error", line: 7, column: 3, sentence: "The kind is misspelt." })],
  });
});
afterAll(() => app.close());

describe("the sources", () => {
  it("are listed with their repositories, entries and findings at file:line:column", async () => {
    const { text } = await app.get("/sources");
    for (const words of [
      "Examples",
      "has errors",
      "1 error",
      "ivoa-execution.yaml:7:3",
      "The kind is misspelt.",
    ]) {
      expect(text).toContain(words);
    }
    const { body } = await app.json("/api/v1/sources");
    expect(body.sources[0].repositories[0]).toMatchObject({
      state: "broken",
      problems: [{ line: 7, column: 3 }],
    });
    expect(body.sources[0].location).toBeNull();
  });

  it("take a proposal, which waits for the operator's word, and only once", async () => {
    const url = "https://git.example.org/group/tool";
    const taken = await app.post("/sources", { url });
    expect(taken.status).toBe(303);
    const page = await app.get((taken.headers.get("location") ?? "").split("#")[0] ?? "");
    expect(page.text).toContain("waits for the operator's word");
    const again = await app.post("/sources", { url });
    expect(again.status).toBe(409);
    expect(again.text).toContain(`value="${url}"`);
    expect(again.text).toContain('aria-invalid="true"');
    expect((await app.post("/sources", { url: "file:///etc" })).status).toBe(422);
  });

  it("say so when one does not exist, or has no such page", async () => {
    expect((await app.get("/sources?source=none")).status).toBe(404);
    expect((await app.get("/sources?page=9")).status).toBe(400);
    expect((await app.get("/repositories/none")).status).toBe(404);
  });

  it("take no proposals when the operator has closed them", async () => {
    const closed = await startWebApp({ EXECAT_PROPOSALS: "closed" });
    try {
      expect((await closed.get("/sources")).text).toContain("takes no proposals");
      expect((await closed.post("/sources", { url: "https://example.org/x" })).status).toBe(403);
    } finally {
      await closed.close();
    }
  });
});

describe("a vocabulary", () => {
  it("is a tree with counts that lead to the search", async () => {
    const { text } = await app.get("/vocabularies/data");
    expect(text).toMatch(/class="count" href="\/\?input=image"/);
    const { body } = await app.json("/api/v1/vocabularies/task");
    const concept = body.concepts.find(({ id }: { id: string }) => id === "source-extraction");
    expect(concept).toMatchObject({ counts: { task: 1 }, broader: ["detection"] });
  });

  it("has a page a concept", async () => {
    const { text } = await app.get("/vocabularies/task/source-extraction");
    for (const words of [
      "Also called",
      "source finder",
      "Broader",
      'href="/vocabularies/task/detection"',
      "1 entry",
    ]) {
      expect(text).toContain(words);
    }
    expect((await app.get("/vocabularies/task/none")).status).toBe(404);
    expect((await app.get("/vocabularies/none")).status).toBe(404);
  });
});

describe("the check", () => {
  const BROKEN =
    "executable:\n  kind: docker-container\n  image:\n    locations: [Registry.example.org/A:1]\n";

  it("marks the line and names the rule", async () => {
    const { status, text } = await app.post("/check", { text: BROKEN.replaceAll("\n", "\r\n") });
    expect(status).toBe(200);
    expect(text).toContain("This would not be published.");
    expect(text).toContain('<li id="L4" class="error">');
    expect(text).toContain('href="/rules/image/reference"');
    expect(text).not.toContain("CRLF");
  });

  it("takes a body of YAML and answers JSON", async () => {
    const response = await fetch(`${app.url}/api/v1/check?file=tools/x.yaml`, {
      method: "POST",
      headers: { "content-type": "application/yaml" },
      body: BROKEN,
    });
    const body = (await response.json()) as {
      publishable: boolean;
      problems: { rule: string; file: string }[];
    };
    expect(body.publishable).toBe(false);
    expect(body.problems).toContainEqual(
      expect.objectContaining({ rule: "image/reference", file: "tools/x.yaml", line: 4 }),
    );
  });

  it("never prints a secret in the text that it marks", async () => {
    const secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    const manifest = `executable:\n  kind: docker-container\n  image: {locations: ["example.org/a:1"]}\n  environment:\n    TOKEN: ${secret}\n`;
    const { text } = await app.post("/check", { text: manifest });
    expect(text).toContain("secret/written");
    const marked = text.slice(0, text.indexOf("<textarea"));
    expect(marked).not.toContain(secret);
  });

  it("refuses a manifest that is too large or missing", async () => {
    const big = await app.post("/check", { text: "a".repeat(1_000_001) });
    expect(big.status).toBe(413);
    expect(big.text).toContain("1000000");
    const empty = await fetch(`${app.url}/check`, {
      method: "POST",
      headers: { accept: "application/json" },
    });
    expect(empty.status).toBe(400);
  });
});

describe("rules, brokers, schemas and health", () => {
  it("explains every rule that exists", async () => {
    const { body } = await app.json("/api/v1/rules");
    expect(body.rules.length).toBeGreaterThan(20);
    for (const { id } of body.rules) expect((await app.get(`/rules/${id}`)).status, id).toBe(200);
    expect((await app.get("/rules/none/such")).status).toBe(404);
  });

  it("says of each broker whether it answers, and that a rehearsal executes nothing", async () => {
    const { text } = await app.get("/brokers");
    expect(text).toContain("Answers");
    expect(text).toContain("nothing is executed");
  });

  it("serves the schemas by name", async () => {
    expect((await app.json("/schemas/openapi.json")).body.openapi).toBe("3.1.0");
    expect((await app.json("/schemas/vocabulary.schema.json")).status).toBe(200);
    expect((await app.get("/schemas/none.json")).status).toBe(404);
    expect((await app.get("/schemas/..%2fpackage.json")).status).toBe(404);
  });

  it("is healthy and ready", async () => {
    expect((await app.json("/healthz")).body).toEqual({ ok: true });
    expect((await app.json("/readyz")).body).toEqual({ ok: true, problems: [] });
  });
});
