import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, openSite, type Site } from "./browser.ts";
import { runMainJourney } from "./main-journey.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function withPage(javaScriptEnabled: boolean, visit: (page: Page) => Promise<void>): Promise<void> {
  const context: BrowserContext = await browser.newContext({ javaScriptEnabled, baseURL: site.url });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  try {
    await visit(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

describe.each([
  ["with JavaScript", true],
  ["without JavaScript", false],
])("a reader %s", (_how, javaScriptEnabled) => {
  it("finds a source extractor, asks for four cores, accepts an offer and sees the session end", async () => {
    await withPage(javaScriptEnabled, async (page) => {
      await runMainJourney(page);
    });
  });

  it("sees what is wrong at its field, and keeps what was typed", async () => {
    await withPage(javaScriptEnabled, async (page) => {
      await page.goto("/?q=aegean");
      await page.locator(".card h3 a").first().click();
      await page.locator("#run-cores").fill("-1");
      await page.locator("#run-memory").fill("3");
      // The console reports the 422 as an error of loading; it is what we want here.
      page.removeAllListeners("console");
      await page.getByRole("button", { name: "Ask the brokers" }).click();
      await page.locator("#run-cores-problem").waitFor();
      expect(await page.locator("#run-cores").inputValue()).toBe("-1");
      expect(await page.locator("#run-memory").inputValue()).toBe("3");
    });
  });

  it("reaches the fields of every kind of data", async () => {
    await withPage(javaScriptEnabled, async (page) => {
      await page.goto("/?q=aegean");
      await page.locator(".card h3 a").first().click();
      const placeholder = page.locator(".placeholder").first();
      const bucket = placeholder.locator("input[name$='.s3.bucket']");
      expect(await bucket.isVisible()).toBe(false);
      await placeholder.getByLabel("An object in S3 storage").check();
      expect(await bucket.isVisible()).toBe(true);
      expect(
        await placeholder
          .locator("input[name$='data-resource:data.input-image.location']")
          .first()
          .isVisible()
          .catch(() => false),
      ).toBe(false);
    });
  });
});

describe("JavaScript improves", () => {
  it("facets: no reload, the address changes, the focus stays, and Back goes back", async () => {
    await withPage(true, async (page) => {
      await page.goto("/?q=");
      await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
      const before = await page.locator("#found").textContent();
      const value = page.locator("#facets a[data-live]").first();
      const id = (await value.getAttribute("id")) ?? "";
      await value.focus();
      await page.keyboard.press("Enter");
      await page.locator(`[id="${id}"][aria-current=true]`).waitFor();
      expect(await page.evaluate(() => "sameDocument" in globalThis)).toBe(true);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(id);
      expect(page.url()).toContain("task=");
      await page.goBack();
      await page.locator(`[id="${id}"]:not([aria-current])`).waitFor();
      expect(await page.locator("#found").textContent()).toBe(before);
    });
  });

  it("the search box: hits follow what is typed", async () => {
    await withPage(true, async (page) => {
      await page.goto("/?q=");
      await page.locator("#q").pressSequentially("aege");
      await page.waitForURL(/q=aege/);
      await page.locator(".card h3 a", { hasText: "Aegean" }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("q");
    });
  });

  it("times: in the reader's own zone, with UTC kept", async () => {
    const context = await browser.newContext({
      baseURL: site.url,
      timezoneId: "Asia/Tokyo",
      locale: "en-GB",
    });
    const page = await context.newPage();
    await page.goto("/?q=aegean");
    await page.locator(".card h3 a").first().click();
    await page
      .locator(".placeholder input[name$='.location']:visible")
      .first()
      .fill("https://example.org/x.fits");
    await page.getByRole("button", { name: "Ask the brokers" }).click();
    const time = page.locator(".offer h3 time").first();
    await time.waitFor();
    expect(await time.textContent()).toMatch(/GMT\+9|JST/);
    expect(await time.getAttribute("title")).toContain("UTC");
    await context.close();
  });
});

describe("the keyboard", () => {
  it("skips to the content first, and reaches the search box and its button in order", async () => {
    await withPage(true, async (page) => {
      await page.goto("/");
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
      await page.keyboard.press("Enter");
      await page.locator("main:focus").waitFor();
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("q");
      await page.keyboard.type("source finder");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=source/);
    });
  });
});
