import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser } from "playwright-core";

/**
 * Makes pictures of the main pages of a running catalogue.
 *
 * `node dist/scripts/screenshots.js --url http://127.0.0.1:8080` writes test-results/<page>-<width>-<scheme>.png;
 * `--readme` writes docs/images/home.png and search.png instead.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8080" },
    readme: { type: "boolean", default: false },
  },
});

const SEARCH = "/?q=source+finder&input=image";
const STATIC_PAGES: readonly (readonly [string, string])[] = [
  ["home", "/"],
  ["search", SEARCH],
  ["sources", "/sources"],
  ["vocabulary", "/vocabularies/task"],
  ["concept", "/vocabularies/task/source-extraction"],
  ["check", "/check"],
  ["rules", "/rules"],
  ["brokers", "/brokers"],
  ["error", "/nothing"],
];

interface Shot {
  readonly file: string;
  readonly address: string;
  readonly width: number;
  readonly scheme: "light" | "dark";
  readonly whole: boolean;
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: shot.width, height: shot.width > 600 ? 860 : 844 },
    colorScheme: shot.scheme,
    deviceScaleFactor: shot.whole ? 1 : 2,
  });
  const page = await context.newPage();
  await page.goto(new URL(shot.address, values.url).href);
  mkdirSync(path.dirname(shot.file), { recursive: true });
  await page.screenshot({ path: shot.file, fullPage: shot.whole });
  await context.close();
}

/** An entry, and the answers to an ask of it, made by sending its form. */
async function collectPages(browser: Browser): Promise<readonly (readonly [string, string])[]> {
  const page = await browser.newPage();
  await page.goto(new URL(SEARCH, values.url).href);
  await page.locator(".card h3 a").first().click();
  const entry = new URL(page.url()).pathname;
  for (const input of await page.locator(".placeholder input[name$='.location']:visible").all()) {
    await input.fill("https://example.org/my-image.fits");
  }
  await page.getByRole("button", { name: "Ask the brokers" }).click();
  await page.locator(".offer").first().waitFor();
  const ask = new URL(page.url()).pathname;
  await page.close();
  return [...STATIC_PAGES, ["entry", entry], ["ask", ask]];
}

/** What is to be taken: two pictures for the README, or every page at two widths in two schemes. */
async function listShots(browser: Browser): Promise<readonly Shot[]> {
  if (values.readme) {
    return STATIC_PAGES.slice(0, 2).map(([name, address]) => {
      return { file: `docs/images/${name}.png`, address, width: 1280, scheme: "light", whole: false };
    });
  }
  const pages = await collectPages(browser);
  const looks = [1280, 390].flatMap((width) =>
    (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
  );
  return pages.flatMap(([name, address]) =>
    looks.map(({ width, scheme }) => {
      return { file: `test-results/${name}-${width}-${scheme}.png`, address, width, scheme, whole: true };
    }),
  );
}

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));
if (executablePath === undefined) throw new Error("No Chromium: install the package chromium.");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const shot of await listShots(browser)) await take(browser, shot);
} finally {
  await browser.close();
}
