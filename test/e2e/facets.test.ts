import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findViolations, openBrowser, openSite, type Site } from "./browser.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function withPage(work: (page: Page) => Promise<void>, javaScriptEnabled = true): Promise<void> {
  const context = await browser.newContext({ baseURL: site.url, javaScriptEnabled });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

const focusedId = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.id ?? "");

describe("the tree of a facet", () => {
  it.each([true, false])("opens and chooses by keyboard alone (JavaScript: %s)", async (javaScript) => {
    await withPage(async (page) => {
      await page.goto("/?q=source+finder");
      const deep = page.locator("#facet-task-point-source-detection");
      await page.locator("#facet-task-source-extraction").focus();
      expect(await deep.isVisible()).toBe(false);
      // From a value, the next stop is what opens its branch.
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await deep.waitFor();
      await page.keyboard.press("Space");
      await deep.waitFor({ state: "hidden" });
      await page.keyboard.press("Enter");
      while ((await focusedId(page)) !== "facet-task-point-source-detection")
        await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForURL(/task=point-source-detection/u);
      await page.locator("#facet-task-point-source-detection[aria-current=true]").waitFor();
      expect(await page.locator("#branch-task-source-extraction[open]").count()).toBe(1);
    }, javaScript);
  });

  it("keeps what a reader has opened and closed when another value is chosen", async () => {
    await withPage(async (page) => {
      await page.goto("/?q=");
      await page.locator("#branch-task-image-analysis > summary").click();
      await page.locator("#branch-task-source-extraction > summary").click();
      await page.locator("#facet-input-image").click();
      await page.locator("#facet-input-image[aria-current=true]").waitFor();
      expect(await page.locator("#branch-task-image-analysis[open]").count()).toBe(0);
      expect(await page.locator("#branch-task-source-extraction[open]").count()).toBe(1);
      expect(await page.locator("#branch-task-detection[open]").count()).toBe(1);
    });
  });

  it("is found faultless by axe with its branches open and values found", async () => {
    await withPage(async (page) => {
      await page.goto("/?q=source+finder&task=point-source-detection");
      const folded = page.locator("details.branch:not([open]) > summary:visible");
      while ((await folded.count()) > 0) await folded.first().click();
      await page.locator("#find-task").fill("det");
      await page.locator("#found-task a").first().waitFor();
      expect(await findViolations(page)).toEqual([]);
      const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});

describe("the search for a facet's values", () => {
  it("finds by a synonym while it is typed, and chooses without a reload", async () => {
    await withPage(async (page) => {
      await page.goto("/?q=");
      await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
      await page.locator("#find-task").pressSequentially("star find");
      const found = page.locator("#found-task a.value");
      await found.first().waitFor();
      expect(await found.allInnerTexts()).toEqual([expect.stringContaining("point source detection")]);
      expect(await page.locator("#found-task-count").innerText()).toBe("1 value");
      expect(new URL(page.url()).pathname).toBe("/");
      await page.locator("#find-task").press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForURL(/task=point-source-detection/u);
      await page.locator("#facet-task-point-source-detection[aria-current=true]").waitFor();
      expect(await page.evaluate(() => "stayed" in globalThis)).toBe(true);
      expect(await focusedId(page)).toBe("facet-task-point-source-detection");
    });
  });

  it("takes what was found away with the last letter", async () => {
    await withPage(async (page) => {
      await page.goto("/?q=");
      await page.locator("#find-task").fill("finder");
      await page.locator("#found-task a").first().waitFor();
      await page.locator("#find-task").fill("");
      await page.locator("#found-task a").first().waitFor({ state: "detached" });
      expect(await page.locator("#found-task-count").textContent()).toBe("");
    });
  });

  it("is a page of its own without JavaScript, which leads back to the search", async () => {
    await withPage(async (page) => {
      await page.goto("/?q=sources");
      await page.locator("#find-task").fill("star find");
      await page.locator("#find-task").press("Enter");
      await page.waitForURL(/\/facets\/task\?/u);
      await page.locator("#found-task-point-source-detection").click();
      await page.waitForURL(/\/\?q=sources&task=point-source-detection/u);
    }, false);
  });

  it("goes on while it is typed on its own page, and goes back", async () => {
    await withPage(async (page) => {
      await page.goto("/facets/task");
      const all = await page.locator("#found").innerText();
      await page.locator("#find").fill("finder");
      await page.waitForURL(/find=finder/u);
      await expect.poll(() => page.locator("#found").innerText()).not.toBe(all);
      expect(await focusedId(page)).toBe("find");
    });
  });
});
