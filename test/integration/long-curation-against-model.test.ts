import { expect, it } from "vitest";
import { runCurationAgainstModel } from "../support/long/curation-against-model.ts";
import { seedOf } from "../support/long/long-row.ts";

it("keeps terms, findings and counts as a fresh check and a count by hand say, whatever curators edit", async () => {
  const row = await runCurationAgainstModel({ entries: 30, concepts: 14, edits: 40 }, seedOf(4));
  expect(row.outcome).toContain("all equal");
});
