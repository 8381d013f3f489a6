import { expect, it } from "vitest";
import { runCurationAgainstModel } from "../support/long/curation-against-model.ts";
import { keepRow, seedOf } from "../support/long/long-row.ts";

it("keeps terms, findings and counts as a model says, through very many edits", async () => {
  const row = await runCurationAgainstModel({ entries: 200, concepts: 60, edits: 300 }, seedOf(4));
  keepRow(row);
  expect(row.outcome).toContain("all equal");
});
