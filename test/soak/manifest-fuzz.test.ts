import { expect, it } from "vitest";
import { keepRow, seedOf } from "../support/long/long-row.ts";
import { runManifestFuzz } from "../support/long/manifest-fuzz.ts";

/** A million in all; two seeds, so that each can be run again in half of the time. */
const MUTATIONS = 500_000;
const HOUR_MS = 3_600_000;

it.each([seedOf(1), seedOf(1) + 1])(
  "checks half a million damaged manifests, seed %i",
  async (seed) => {
    const row = await runManifestFuzz({ mutations: MUTATIONS, holdsCost: true }, seed);
    keepRow(row);
    expect(row.outcome).toContain("findings");
  },
  HOUR_MS,
);
