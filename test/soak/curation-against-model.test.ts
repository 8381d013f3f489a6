import { expect, it } from "vitest";
import { runCurationAgainstModel } from "../support/long/curation-against-model.ts";
import { kept, seedOf } from "../support/long/long-row.ts";

it("keeps terms, findings and counts as a model says, through very many edits", async () => {
  const row = await kept(runCurationAgainstModel({ entries: 200, concepts: 60, edits: 300 }, seedOf(4)));
  expect(row.outcome).toContain("all equal");
});
