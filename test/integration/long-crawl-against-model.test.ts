import { expect, it } from "vitest";
import { runCrawlAgainstModel } from "../support/long/crawl-against-model.ts";
import { seedOf } from "../support/long/long-row.ts";

it("keeps the catalogue as a model of its authors' wishes says, whatever they and the forges do", async () => {
  const row = await runCrawlAgainstModel({ repositories: 3, rounds: 12 }, seedOf(2));
  expect(row.outcome).toContain("all equal");
});
