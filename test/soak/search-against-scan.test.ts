import { expect, it } from "vitest";
import { kept, seedOf } from "../support/long/long-row.ts";
import { runSearchAgainstScan } from "../support/long/search-against-scan.ts";

it("answers many thousand queries as a scan does", async () => {
  const row = await kept(runSearchAgainstScan({ documents: 4_000, queries: 12_000 }, seedOf(3)));
  expect(row.outcome).toContain("all equal");
});
