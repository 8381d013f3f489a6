import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describe as describeProgram } from "../../src/catalogue/describe.ts";
import type { DocumentFacts } from "../../src/catalogue/document-facts.ts";
import type { ForgeFacts } from "../../src/catalogue/sources.ts";
import type { ProgramChange } from "../../src/catalogue/store.ts";
import { readFactFiles } from "../../src/repository-facts/read-fact-files.ts";
import { tellFacts } from "../../src/repository-facts/tell-facts.ts";
import { programChange, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, squareRootModel } from "./programs.ts";

const EVIL =
  "</p></script><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) **b**";
const FORGE: ForgeFacts = {
  description: "From the forge.",
  topics: ["forge-topic"],
  license: "MIT",
  homepage: "https://forge.example.org",
  archived: false,
  fork: false,
};

function told(files: Readonly<Record<string, string>>): DocumentFacts | undefined {
  const { sayings } = readFactFiles(
    new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
  );
  return tellFacts({ own: sayings, isAloneInFolder: true, top: [], isAlone: true });
}

/** A program whose author wrote no discovery block. */
function undescribed(name: string, facts: DocumentFacts | undefined, own = repository()): ProgramChange {
  const { discovery: _, ...model } = squareRootModel();
  const { program, documents, ...rest } = programChange({
    id: `01${name.toUpperCase()}`,
    path: `local.examples/${name}`,
    repositoryId: own.id,
    model,
    ...describeProgram(model, { repository: own, folder: "", facts }),
  });
  return { ...rest, program, documents: documents.map((one) => ({ ...one, version: undefined, facts })) };
}

describe("the page of an entry whose author left words out", () => {
  let app: WebApp;
  const forged = repository({ id: "01FORGED", path: "forged", forgeId: "f", forge: "github", facts: FORGE });
  beforeAll(async () => {
    app = await startWebApp();
    const facts = told({
      "codemeta.json": JSON.stringify({
        name: "Root Finder",
        version: "2.1",
        author: [{ name: "Ada Example" }],
        issueTracker: "https://example.org/issues",
      }),
      "CITATION.cff": "title: x\nkeywords: [cubes]\ndoi: 10.5281/zenodo.1234\n",
      "README.md": "# x\n\nFinds roots. It is quick.\n",
      LICENSE: "Ask me first.",
    });
    await app.publish({ change: undescribed("told", facts) });
    await app.publish({ change: squareRoot() });
    await app.publish({ change: undescribed("forged", undefined, forged), repository: forged });
    const evil = told({
      "codemeta.json": JSON.stringify({
        name: EVIL,
        author: [{ name: EVIL }],
        keywords: EVIL,
        version: "<b>",
      }),
      "README.md": `# x\n\nA &lt;b&gt; \`${EVIL}\` text. And more ${EVIL}\n`,
    });
    await app.publish({ change: undescribed("evil", evil) });
  });
  afterAll(() => app.close());

  it("shows the words of the repository's files, and quietly from which", async () => {
    const { text } = await app.get("/entries/local.examples/told");
    const page = text.replaceAll(/\s+/g, " ");
    expect(page).toContain("<h1>Root Finder</h1>");
    expect(page).toContain('Title <span class="note">from codemeta.json</span>');
    expect(page).toContain('summary <span class="note">from README.md</span>');
    expect(page).toContain('version 2.1 <span class="note">from codemeta.json</span>');
    expect(page).toMatch(
      /Finds roots. It is quick.<\/p><p class="quiet"> ?<span class="note">from README.md/,
    );
    expect(page).toMatch(/LICENSE <span class="note">not recognised/);
    expect(page).toMatch(/cubes ?<span class="note">from CITATION.cff/);
    expect(page).toContain("doi:10.5281/zenodo.1234");
    expect(page).toContain('href="https://example.org/issues"');
  });

  it("leaves the author's words without a mark", async () => {
    const { text } = await app.get("/entries/local.examples/square-root");
    expect(text).not.toMatch(/class="note">from/);
  });

  it("says in JSON whose word each field is", async () => {
    const { body } = await app.json("/api/v1/entries/local.examples/told");
    expect(body.described).toMatchObject({
      title: { value: "Root Finder", from: { kind: "codemeta", name: "codemeta.json", entry: null } },
      unknownLicense: { value: ["LICENSE"], from: { kind: "license" } },
      license: null,
    });
    expect(body.document.facts).toBeUndefined();
    const own = (await app.json("/api/v1/entries/local.examples/square-root")).body.described;
    expect(own.title.from.kind).toBe("author");
  });

  it("tells machines the same", async () => {
    const { text } = await app.get("/entries/local.examples/told");
    const script = /<script type="application\/ld\+json">([^]*?)<\/script>/.exec(text)?.[1] ?? "";
    expect(JSON.parse(script)).toMatchObject({
      name: "Root Finder",
      description: "Finds roots.",
      softwareVersion: "2.1",
      keywords: ["cubes"],
      author: [{ name: "Ada Example" }],
      citation: ["https://doi.org/10.5281/zenodo.1234"],
    });
  });

  it("takes from the forge what no file says", async () => {
    const { body } = await app.json("/api/v1/entries/local.examples/forged");
    const forge = { kind: "forge", name: "GitHub", entry: null };
    expect(body.described).toMatchObject({
      title: { value: "forged", from: { kind: "repository", name: "the name of the repository" } },
      summary: { value: "From the forge.", from: forge },
      license: { value: "MIT", from: forge },
      homepage: { value: "https://forge.example.org", from: forge },
      keywords: { value: ["forge-topic"], from: forge },
    });
  });

  it("is found by the words of the files, with a licence of the forge to choose by", async () => {
    const find = async (query: string): Promise<readonly string[]> => {
      const { body } = await app.json(`/api/v1/?${query}`);
      return body.hits.map((hit: { readonly path: string }) => hit.path);
    };
    expect(await find("q=cubes")).toEqual(["local.examples/told"]);
    expect(await find("q=Ada")).toEqual(["local.examples/told"]);
    expect(await find("license=MIT&q=forged")).toEqual(["local.examples/forged"]);
  });

  it("prints hostile files as text", async () => {
    const { status, text } = await app.get("/entries/local.examples/evil");
    expect(status).toBe(200);
    expect(text).not.toMatch(/<img\b/i);
    expect(text).not.toMatch(/<script>alert/i);
    expect(text).not.toContain('href="javascript');
    const about = /<section class="prose"[^]*?<\/section>/.exec(text)?.[0] ?? "";
    expect(about).not.toMatch(/<strong>|<b>/);
    const list = await app.get("/?q=alert");
    expect(list.text).not.toMatch(/<script>alert|<img\b/i);
  });
});
