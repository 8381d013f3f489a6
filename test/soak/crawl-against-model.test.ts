import { expect, it } from "vitest";
import { runCrawlAgainstModel } from "../support/long/crawl-against-model.ts";
import { kept, seedOf } from "../support/long/long-row.ts";

it("keeps the catalogue as the model says, through very many rounds", async () => {
  const row = await kept(runCrawlAgainstModel({ repositories: 8, rounds: 150 }, seedOf(2)));
  expect(row.outcome).toContain("all equal");
});
