import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProduct, type Product, type Running } from "../support/product.ts";
import { findViolations, openBrowser } from "./browser.ts";

const TERM = "isophote whispering";
const ENTRY = "local.tools/whisperer";
let browser: Browser;
let product: Product;
let running: Running;
let token: string;

function manifest(title: string, term: string): string {
  return `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  meta: { name: whisperer }
  image: { locations: [registry.example.org/whisperer:1.0.0] }
discovery:
  title: ${title}
  summary: Whispers to isophotes until they speak.
  terms: { task: [${term}] }
`;
}

beforeAll(async () => {
  browser = await openBrowser();
  product = createProduct({ EXECAT_SEARCH_RATE: "0" });
  const tools = path.join(product.folder, "tools");
  for (const [name, title, term] of [
    ["whisperer", "Whisperer", TERM],
    ["finder", "Finder", "source finding"],
  ] as const) {
    mkdirSync(path.join(tools, name), { recursive: true });
    writeFileSync(path.join(tools, name, "ivoa-execution.yaml"), manifest(title, term));
  }
  const sources = path.join(product.folder, "sources.yaml");
  writeFileSync(sources, `sources:\n  - { key: tools, folder: ${tools}, label: Tools }\n`);
  running = await product.serve({ EXECAT_SOURCES: sources });
  await running.printed("Crawled 1 source");
  const made = await product.run(["token", "create", "--role", "curator", "--name", "Ada Curator"]);
  token = /execat_\S+/u.exec(made.stdout)?.[0] ?? "";
  expect(token, made.stdout + made.stderr).not.toBe("");
}, 120_000);
afterAll(async () => {
  await browser.close();
  await product.remove();
});

async function signIn(options: Parameters<Browser["newContext"]>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: running.url, ...options });
  const page = await context.newPage();
  await page.goto("/curation");
  await page.waitForURL(/sign-in/);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/curation$/);
  await page.close();
  return context;
}

function gitLog(format: string): string {
  const folder = path.join(product.folder, "data", "curation");
  return execFileSync("git", ["-C", folder, "log", "-1", `--format=${format}`], { encoding: "utf8" }).trim();
}

/** Entries below a concept, as soon as the index says what is expected: it is written right after the commit. */
async function untilFound(page: Page, concept: string, count: number): Promise<readonly string[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    await page.goto(`/?task=${concept}`);
    const titles = await page.locator(".card h3 a").allTextContents();
    if (titles.length === count) return titles;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`"${concept}" never had ${count} entries.`);
}

describe.each([
  ["with JavaScript", true],
  ["without JavaScript", false],
])("a curator %s", (_how, javaScriptEnabled) => {
  it("makes a crawled term a synonym, finds the entry by it at once, and takes it back", async () => {
    const context = await signIn({ javaScriptEnabled });
    const page = await context.newPage();
    expect(await untilFound(page, "source-extraction", 1)).toEqual(["Finder"]);

    await page.goto("/curation");
    await page.getByRole("link", { name: TERM, exact: true }).click();
    await page.getByText("Whispers to isophotes until they speak.").waitFor();
    const way = page.locator("section", { has: page.getByRole("heading", { name: "It is a synonym" }) });
    await way.getByLabel("Or of another concept").fill("source finder");
    await way.getByRole("button", { name: "Preview" }).click();
    // The concept's other entry will be found by one word more.
    await page.getByText("These 2 entries change:").waitFor();
    await page.locator("#preview").getByRole("link", { name: "Whisperer" }).waitFor();
    await page.getByRole("button", { name: "Do it" }).click();
    await page.waitForURL(/done=/);
    await page.getByText("2 entries changed").waitFor();
    expect(await page.getByRole("link", { name: TERM, exact: true }).count()).toBe(0);
    expect(gitLog("%an %s")).toBe(`Ada Curator task: “${TERM}” is a synonym of source extraction`);

    const notice = page.url();
    expect([...(await untilFound(page, "source-extraction", 2))].sort()).toEqual(["Finder", "Whisperer"]);
    await page.goto(`/entries/${ENTRY}`);
    expect(await page.getByText("has no term").count()).toBe(0);

    await page.goto(notice);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: TERM, exact: true }).waitFor();
    expect(gitLog("%s")).toContain("Undo “task:");
    expect(await untilFound(page, "source-extraction", 1)).toEqual(["Finder"]);
    await context.close();
  });
});

const SOURCES = "/curation/concepts/task/source-extraction";
const PAGES: readonly (readonly [string, string])[] = [
  ["desk", "/curation"],
  ["term", `/curation/terms?${new URLSearchParams({ facet: "task", text: TERM }).toString()}`],
  ["concept form", SOURCES],
  ["new concept", "/curation/new-concept/task?below=detection"],
  ["vocabulary form", "/curation/schemes/task"],
  ["history", "/curation/history"],
  ["health", "/vocabularies/task/health"],
  ["vocabulary", "/vocabularies/task"],
  ["concept", "/vocabularies/task/source-extraction"],
];

async function expectFaultless(page: Page, name: string): Promise<void> {
  expect(await findViolations(page), name).toEqual([]);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(tooWide, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  const levels = await page
    .locator("h1, h2, h3, h4, h5, h6")
    .evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
  expect(
    levels.filter((level) => level === 1),
    name,
  ).toHaveLength(1);
  expect(
    levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1),
    `${name} skips a heading`,
  ).toEqual([]);
}

const VIEWS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width })),
);

describe("the pages of curating", () => {
  it.each(VIEWS)(
    "are found faultless by axe and fit their width ($colorScheme, $width px)",
    async ({ colorScheme, width }) => {
      const context = await signIn({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      for (const [name, address] of PAGES) {
        const response = await page.goto(address);
        expect(response?.status(), name).toBe(200);
        await expectFaultless(page, name);
      }
      await page.goto("/curation/history");
      await page.locator(".history a").first().click();
      await expectFaultless(page, "change");
      await page.goto(SOURCES);
      await page.getByLabel("Definition").fill("Another one.");
      await page.getByRole("button", { name: "Preview" }).first().click();
      await page.locator("#preview").waitFor();
      await expectFaultless(page, "preview");
      await page.getByLabel("Below", { exact: true }).fill("nothing like it");
      await page.getByRole("button", { name: "Save" }).last().click();
      await page.getByRole("alert").waitFor();
      await expectFaultless(page, "refused");
      await context.close();
    },
    120_000,
  );

  it("show both texts when two tabs change the same field, and saving again decides", async () => {
    const context = await signIn();
    const [one, other] = [await context.newPage(), await context.newPage()];
    await one.goto(SOURCES);
    await other.goto(SOURCES);
    await one.getByLabel("Definition").fill("What the first tab says.");
    await one.getByRole("button", { name: "Save" }).click();
    await one.waitForURL(/changes/);
    await other.getByLabel("Definition").fill("What the second tab says.");
    await other.getByRole("button", { name: "Save" }).click();
    await other.getByText("What the first tab says.").waitFor();
    await expectFaultless(other, "conflict");
    expect(await other.getByLabel("Definition").inputValue()).toBe("What the second tab says.");
    await other.getByRole("button", { name: "Save" }).click();
    await other.waitForURL(/changes/);
    await other.goto("/vocabularies/task/source-extraction");
    await other.getByText("What the second tab says.").waitFor();
    await context.close();
  });
});
