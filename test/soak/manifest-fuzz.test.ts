import { expect, it } from "vitest";
import { kept, seedOf } from "../support/long/long-row.ts";
import { runManifestFuzz } from "../support/long/manifest-fuzz.ts";

/** A million in all, each seed short enough to be run again. */
const SEEDS = Array.from({ length: 20 }, (_, index) => seedOf(1) + index);
const MUTATIONS = 50_000;
const HOUR_MS = 3_600_000;

it.each(SEEDS)(
  "checks fifty thousand damaged manifests, seed %i",
  async (seed) => {
    const row = await kept(runManifestFuzz({ mutations: MUTATIONS, holdsCost: true }, seed));
    expect(row.outcome).toContain("findings");
  },
  HOUR_MS,
);
