import { expect, it } from "vitest";
import { keepRow, seedOf } from "../support/long/long-row.ts";
import { runManifestFuzz } from "../support/long/manifest-fuzz.ts";

it("checks very many damaged manifests", async () => {
  const row = await runManifestFuzz({ perManifest: 2_000 }, seedOf(1));
  keepRow(row);
  expect(row.outcome).toContain("files");
});
