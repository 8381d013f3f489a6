import type { Browser } from "playwright-core";
import { createToken } from "../../src/catalogue/access-tokens.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShippedMerge } from "../support/curators.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { findViolations, openBrowser } from "./browser.ts";

let browser: Browser;
let app: WebApp;
let merge: string;
let authorization: string;

beforeAll(async () => {
  browser = await openBrowser();
  app = await startWebApp();
  merge = await openShippedMerge(app, "task");
  const wish = { name: "Ada", email: undefined, role: "curator", expiresAt: undefined } as const;
  const { text } = await createToken(app.catalogue.store.access, wish, new Date());
  authorization = `Bearer ${text}`;
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

describe("a merge that waits for a curator", () => {
  it.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("is found faultless by axe and fits its width (%s, %i px)", async (colorScheme, width) => {
    const context = await browser.newContext({
      baseURL: app.url,
      colorScheme,
      viewport: { width, height: 900 },
      extraHTTPHeaders: { authorization },
    });
    const page = await context.newPage();
    for (const address of ["/curation", merge]) {
      await page.goto(address);
      expect(await findViolations(page), address).toEqual([]);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
    }
    await context.close();
  });

  it("is decided by choosing a side, without JavaScript too", async () => {
    const context = await browser.newContext({
      baseURL: app.url,
      javaScriptEnabled: false,
      extraHTTPHeaders: { authorization },
    });
    const page = await context.newPage();
    await page.goto("/curation");
    await page.getByRole("link", { name: "brought other vocabularies" }).click();
    await page.getByLabel("Theirs, with what else we changed").check();
    await page.getByRole("button", { name: "Merge" }).click();
    await page.getByRole("status").getByText("Merge the vocabularies").waitFor();
    await page.goto("/vocabularies/task");
    await page.getByRole("heading", { level: 1, name: "What the program brings" }).waitFor();
    await context.close();
  });
});
