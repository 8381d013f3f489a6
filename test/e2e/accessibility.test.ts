import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findViolations, openBrowser, openSite, type Site } from "./browser.ts";

let browser: Browser;
let site: Site;
let paths: ReadonlyMap<string, string>;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
  paths = await collectPaths();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** One address for each kind of page. What needs a form is made by sending it. */
async function collectPaths(): Promise<ReadonlyMap<string, string>> {
  const json = async (path: string): Promise<Record<string, never>> =>
    (await fetch(`${site.url}/api/v1${path}`)).json() as Promise<Record<string, never>>;
  const found = (await json("/?q=aegean")) as unknown as { hits: { path: string }[] };
  const sources = (await json("/sources")) as unknown as {
    sources: { repositories: { id: string; path: string; state: string }[] }[];
  };
  const broken = sources.sources
    .flatMap(({ repositories }) => repositories)
    .find(({ state }) => state === "broken");
  const looked = await fetch(`${site.url}/repositories/${broken?.id}/looks`, {
    method: "POST",
    redirect: "manual",
  });
  const context = await browser.newContext({ baseURL: site.url });
  const page = await context.newPage();
  const entry = `/entries/${found.hits[0]?.path}`;
  await page.goto(`${entry}?sample=1&run.data.input-image.location=https://example.org/x.fits`);
  for (const input of await page.locator(".placeholder input[name$='.location']:visible").all()) {
    await input.fill("https://example.org/x.fits");
  }
  await page.getByRole("button", { name: "Ask the brokers" }).click();
  await page.waitForURL(/asks/);
  const ask = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Accept offer 1" }).click();
  await page.waitForURL(/sessions/);
  const session = new URL(page.url()).pathname;
  await context.close();
  return new Map([
    ["home", "/"],
    ["search", "/?q=source+finder&input=image"],
    ["no hits", "/?q=zzzzzz"],
    ["values of a facet", "/facets/task?find=finder&q="],
    ["values narrower than one", "/facets/task?below=detection"],
    ["entry", entry],
    ["ask", ask],
    ["session", session],
    ["sources", "/sources"],
    ["repository", `/repositories/${broken?.id}`],
    ["look", looked.headers.get("location") ?? ""],
    ["find a repository", "/repositories"],
    ["unknown repository", "/repositories?url=https://git.example.org/group/tool"],
    ["refused repository", `/repositories?url=local.examples/${broken?.path}`],
    ["deliveries", "/deliveries"],
    ["vocabularies", "/vocabularies"],
    ["vocabulary", "/vocabularies/task"],
    ["concept", "/vocabularies/task/source-extraction"],
    ["check", "/check"],
    ["rules", "/rules"],
    ["rule", "/rules/image/reference"],
    ["brokers", "/brokers"],
    ["sign in", "/sign-in"],
    ["error", "/nothing"],
    ["unknown entry", "/entries/git.example.org/group/tool"],
  ]);
}

const VIEWS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width })),
);

describe("every page", () => {
  it.each(VIEWS)(
    "is found faultless by axe and fits its width ($colorScheme, $width px)",
    async ({ colorScheme, width }) => {
      const context = await browser.newContext({
        baseURL: site.url,
        colorScheme,
        viewport: { width, height: 900 },
      });
      const page = await context.newPage();
      for (const [name, path] of paths) {
        await page.goto(path);
        expect(await findViolations(page), name).toEqual([]);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(tooWide, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
      }
      await context.close();
    },
  );

  it("is found faultless after a check and a wrong form too", async () => {
    const context = await browser.newContext({ baseURL: site.url });
    const page = await context.newPage();
    await page.goto("/check");
    await page.locator("#text").fill("executable:\n  kind: docker-containr\n");
    await page.getByRole("button", { name: "Check the text" }).click();
    await page.locator("#verdict").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.goto(paths.get("entry") ?? "");
    await page.locator("#run-cores").fill("-1");
    await page.getByRole("button", { name: "Ask the brokers" }).click();
    await page.locator("#run-cores-problem").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await context.close();
  });

  it("has one first heading and skips no level", async () => {
    const context = await browser.newContext({ baseURL: site.url });
    const page = await context.newPage();
    for (const [name, path] of paths) {
      await page.goto(path);
      const levels = await page
        .locator("h1, h2, h3, h4, h5, h6")
        .evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
      expect(
        levels.filter((level) => level === 1),
        name,
      ).toHaveLength(1);
      const jumps = levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1);
      expect(jumps, name).toEqual([]);
    }
    await context.close();
  });
});
