import { expect, it } from "vitest";
import { seedOf } from "../support/long/long-row.ts";
import { runManifestFuzz } from "../support/long/manifest-fuzz.ts";

it("checks damaged manifests without a throw, a finding outside the text or a secret that shows", async () => {
  const row = await runManifestFuzz({ mutations: 1_000, holdsCost: false }, seedOf(1));
  expect(row.outcome).toContain("findings");
});
