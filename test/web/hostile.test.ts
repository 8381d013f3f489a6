import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Discovery } from "../../src/manifest/model.ts";
import { problem, repository } from "../support/entry-builders.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { squareRoot, squareRootModel } from "./programs.ts";

const SCRIPT = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
const LINK = "javascript:alert(1)";
const PATH = "local.examples/hostile";
let app: WebApp;

/** Every field of a stranger's holds something that would like to run. */
const DISCOVERY: Discovery = {
  name: "hostile",
  title: `=1+1 ${SCRIPT}`,
  summary: `</script>${SCRIPT}`,
  description: `${SCRIPT}\n\n[click](${LINK}) ![x](${LINK}) <${LINK}>\n\n[data](data:text/html,x)`,
  version: SCRIPT,
  license: SCRIPT,
  homepage: LINK,
  documentation: ` ${LINK}`,
  repository: "JaVaScRiPt:alert(1)",
  issues: "data:text/html,<script>alert(1)</script>",
  authors: [{ name: SCRIPT, orcid: `0000${SCRIPT}`, affiliation: SCRIPT }],
  publications: [{ doi: SCRIPT }, { bibcode: SCRIPT }, { url: LINK }],
  keywords: [SCRIPT, "__proto__"],
  terms: [],
  inputs: [{ name: "picture", terms: [SCRIPT, "constructor"], formats: [SCRIPT], sample: LINK }],
  parameters: [
    {
      name: SCRIPT,
      description: SCRIPT,
      type: "choice",
      choices: [SCRIPT],
      default: SCRIPT,
      required: false,
    },
  ],
  derivedFrom: LINK,
  layers: [LINK],
  listed: true,
};

beforeAll(async () => {
  app = await startWebApp({ EXECAT_BROKER_OPEN_ANSWERS: "0" });
  const model = squareRootModel(DISCOVERY);
  const change = squareRoot(
    {
      id: "01HOSTILE",
      path: PATH,
      title: DISCOVERY.title ?? "",
      summary: DISCOVERY.summary,
      model: {
        ...model,
        executable: { ...model.executable, description: SCRIPT, command: [SCRIPT], entrypoint: SCRIPT },
        data: model.data.map((data) => ({ ...data, description: SCRIPT })),
      },
    },
    [
      { facet: "task", text: SCRIPT, scheme: undefined, conceptId: undefined, origin: "author" },
      { facet: SCRIPT, text: "__proto__", scheme: undefined, conceptId: undefined, origin: "author" },
    ],
  );
  await app.publish({
    change,
    repository: repository({ webUrl: LINK, path: "hostile", headSeen: "c0ffee" }),
    problems: [
      problem({ sentence: SCRIPT, hint: SCRIPT, fix: SCRIPT, file: SCRIPT, rule: "image/digest-missing" }),
    ],
  });
});
afterAll(() => app.close());

/** What a browser would run or follow. The only scripts are our own file and the data block. */
function expectHarmless(text: string): void {
  const scripts = [...text.matchAll(/<script\b[^>]*>/gi)].map((match) => match[0]);
  const strange = scripts.filter((tag) => !/src="\/assets\/|type="application\/ld\+json"/.test(tag));
  expect(strange).toEqual([]);
  expect(text).not.toMatch(/<img\b/i);
  expect(text).not.toMatch(/\s(href|src|action)="\s*(javascript|data):/i);
  // Values are in double quotes, and a quote inside one is an entity: what is left are names of attributes.
  const names = text.replaceAll(/"[^"]*"/g, '""');
  expect(names).not.toMatch(/<[a-z][^<>]*\s(on\w+|style)\s*=/i);
}

describe("a hostile entry", () => {
  it.each([
    ["its page", `/entries/${PATH}`],
    ["the search", "/?q=alert"],
    ["all entries", "/?q="],
    ["a filter", `/?license=${encodeURIComponent(SCRIPT)}`],
    ["the form filled by a link", `/entries/${PATH}?run.cores=${encodeURIComponent(SCRIPT)}`],
    ["the sources", "/sources"],
    ["its repository", "/repositories/01REPO"],
    ["an error", `/vocabularies/${encodeURIComponent(SCRIPT)}`],
    ["a query", `/?q=${encodeURIComponent(SCRIPT)}`],
    ["a proposal's thanks", `/sources?proposed=${encodeURIComponent(SCRIPT)}`],
  ])("does no harm on %s", async (_what, address) => {
    const { status, text } = await app.get(address);
    expect(status).toBeLessThan(500);
    expect(text).toMatch(/alert/);
    expectHarmless(text);
  });

  it("does no harm in the form's problems, the offers and the check", async () => {
    const wrong = await app.post(`/entries/${PATH}/asks`, { cores: SCRIPT, [SCRIPT]: SCRIPT });
    expect(wrong.status).toBe(422);
    expectHarmless(wrong.text);
    const asked = await app.post(`/entries/${PATH}/asks`, {
      "data.picture.location": `https://example.org/${SCRIPT}`,
      duration: "PT1H",
    });
    if (asked.status === 303) expectHarmless((await app.get(asked.headers.get("location") ?? "")).text);
    const checked = await app.post("/check", { text: `executable: {kind: ${JSON.stringify(SCRIPT)}}\n` });
    expect(checked.status).toBe(200);
    expectHarmless(checked.text);
  });

  it("cannot leave the data block for search engines", async () => {
    const { text } = await app.get(`/entries/${PATH}`);
    const block = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? "";
    expect(JSON.parse(block)).toMatchObject({ name: DISCOVERY.title, description: DISCOVERY.summary });
    expect(block).not.toContain("<");
  });

  it("is the author's text in JSON, not a page", async () => {
    const { body, headers } = await app.json(`/api/v1/entries/${PATH}`);
    expect(headers.get("content-type")).toContain("application/json");
    expect(body.program.title).toBe(DISCOVERY.title);
  });
});
