import type { Page } from "playwright-core";
import { expect } from "vitest";

/** The main job: find a program by what it does, ask when it can run, accept an offer, and see the session end. */
export async function runMainJourney(page: Page): Promise<void> {
  await page.goto("/");
  await page.locator("#q").fill("source finder");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/q=source/);
  await page.getByText("“source finder” =").waitFor();

  await page.locator("#facet-input-image").click();
  await page.waitForURL(/input=image/);
  await page.locator("#facet-input-image[aria-current=true]").waitFor();
  expect(await page.locator(".card h3 a").count()).toBeGreaterThan(0);

  await page.locator(".card h3 a", { hasText: "Aegean" }).click();
  await page.waitForURL(/entries/);
  await page.getByRole("heading", { level: 1 }).waitFor();

  const data = page.locator(".placeholder input[name$='.location']:visible");
  for (let index = 0; index < (await data.count()); index += 1) {
    await data.nth(index).fill("https://example.org/my-image.fits");
  }
  await page.locator("#run-cores").fill("4");
  await page.locator("#run-duration").fill("PT1H");
  await page.getByRole("button", { name: "Ask the brokers" }).click();
  await page.waitForURL(/\/asks\//);

  await page.locator(".offer").nth(1).waitFor();
  const starts = await page
    .locator(".offer h3 time")
    .evaluateAll((times) => times.map((time) => time.getAttribute("datetime")));
  expect(starts.length).toBeGreaterThanOrEqual(2);
  expect(new Set(starts).size).toBe(starts.length);
  expect(await page.getByText("nothing is executed").count()).toBeGreaterThan(0);

  await page.getByRole("button", { name: "Accept offer 1" }).click();
  await page.waitForURL(/\/sessions\//);
  await page.getByText("Rehearsal: nothing is executed.").first().waitFor();
  await page.getByRole("button", { name: "Fast-forward" }).click();
  await page.getByRole("heading", { level: 1, name: "completed" }).waitFor();
  expect(await page.locator("code", { hasText: "COMPLETED" }).count()).toBe(1);
}
