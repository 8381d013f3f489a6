import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { createProduct, type Product } from "../support/product.ts";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const CANDIDATES = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** The system's Chromium; the journeys are about our pages, not about several browsers. */
export function openBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((candidate) => candidate !== "" && existsSync(candidate));
  if (executablePath === undefined)
    throw new Error("No Chromium: install the package chromium, or set CHROMIUM.");
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** The built product with the examples, when they have all been published. */
export async function openSite(settings: Readonly<Record<string, string>> = {}): Promise<Site> {
  const product: Product = createProduct({
    EXECAT_REHEARSAL_SPEED: "1",
    EXECAT_BROKER_OPEN_ANSWERS: "0",
    EXECAT_ASK_RATE: "0",
    EXECAT_SEARCH_RATE: "0",
    ...settings,
  });
  const running = await product.serve();
  await running.printed("Crawled 1 source");
  await untilIndexed(running.url);
  return { url: running.url, close: () => product.remove() };
}

async function untilIndexed(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const response = await fetch(`${url}/api/v1/`);
    const body = (await response.json()) as { total?: number; entries?: { published: number } };
    if (body.total !== undefined && body.total > 0 && body.total === body.entries?.published) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The examples were not indexed.");
}

export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

let axeSource: string | undefined;

/** What axe finds on the page as it is now. Evaluated by the debugger, so that the page's own policy stays in force. */
export async function findViolations(page: Page): Promise<readonly Violation[]> {
  axeSource ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 3).map(({ html }) => html),
    }));
  });
}
