import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CrawlDesk } from "../../src/catalogue/crawl-desk.ts";
import type { CrawlRun } from "../../src/catalogue/sources.ts";
import { repository, source } from "../support/entry-builders.ts";
import { createTempFolder } from "../support/git-fixture.ts";
import { startWebApp, type WebApp } from "../support/web-app.ts";
import { findViolations, openBrowser } from "./browser.ts";

const MANIFEST = `executable:
  kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/executable/docker-container.yaml
  image: {locations: ["registry.example.org/group/tool:1.0"]}
`;
const temp = createTempFolder();
let browser: Browser;
let app: WebApp;

beforeAll(async () => {
  [browser, app] = await Promise.all([openBrowser(), startWebApp()]);
  await app.catalogue.store.sources.save(source({ location: temp.path }));
  const folder = path.join(temp.path, "tool");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "ivoa-execution.yaml"), MANIFEST);
  await app.catalogue.store.sources.saveRepository(
    repository({ url: folder, state: "new", headSeen: undefined }),
  );
});
afterAll(async () => {
  await browser.close();
  await app.close();
  temp.remove();
});

describe("a page that follows what happens", () => {
  it("shows a look step by step and its end, without being loaded again", async () => {
    const { crawler } = app.catalogue;
    const look = crawler.look.bind(crawler);
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    crawler.look = async (request: Parameters<CrawlDesk["look"]>[0]) => {
      request.onStage?.({ name: "resolve", at: new Date().toISOString(), told: undefined });
      await held;
      return look(request);
    };
    const page = await browser.newPage();
    await page.goto(`${app.url}/repositories/01REPO`);
    await page.getByRole("button", { name: "Look now" }).click();
    await page.getByRole("heading", { name: "It is being looked at" }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.evaluate("window.notLoadedAgain = true");
    goOn();
    await page.getByRole("heading", { name: "Looked at", exact: true }).waitFor();
    await page.getByText("Compare with what the catalogue has").waitFor();
    expect(await page.locator(".entry-list a").getAttribute("href")).toBe("/entries/local.examples/tool");
    expect(await page.evaluate("window.notLoadedAgain")).toBe(true);
    expect(await findViolations(page)).toEqual([]);
    crawler.look = look;
    await page.close();
  });

  it("shows how a crawl goes on, and what came of it", async () => {
    const { crawler } = app.catalogue;
    const run = (looked: number, state: CrawlRun["state"]): CrawlRun => ({
      id: "01RUN",
      startedAt: new Date().toISOString(),
      endedAt: state === "running" ? undefined : new Date().toISOString(),
      state,
      counts: {
        repositories: 40,
        looked,
        unchanged: looked,
        published: 0,
        updated: 0,
        withdrawn: 0,
        broken: 0,
        failed: 0,
      },
    });
    let status = { running: true, run: run(10, "running") };
    crawler.status = () => status;
    const page = await browser.newPage();
    await page.goto(`${app.url}/sources`);
    await page.getByText("10 of 40 repositories looked at").first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.evaluate("window.notLoadedAgain = true");
    status = { running: true, run: run(30, "running") };
    await page.getByText("30 of 40 repositories looked at").first().waitFor();
    expect(await page.locator("progress").getAttribute("value")).toBe("30");
    status = { running: false, run: run(40, "complete") };
    await page.getByText("Sources looked at now: 40 unchanged").waitFor();
    expect(await page.evaluate("window.notLoadedAgain")).toBe(true);
    await page.close();
  });
});
