import { expect, it } from "vitest";
import { seedOf } from "../support/long/long-row.ts";
import { runSearchAgainstScan } from "../support/long/search-against-scan.ts";

it("answers what a scan of all documents answers, while documents come and go", async () => {
  const row = await runSearchAgainstScan({ documents: 700, queries: 350 }, seedOf(3));
  expect(row.outcome).toContain("all equal");
});
