import { defineConfig } from "vitest/config";

/** The long forms of tests: minutes rather than seconds, seeded. See docs/measurements.md. */
export default defineConfig({
  test: {
    include: ["test/soak/**/*.test.ts"],
    globalSetup: ["test/support/long/long-row.ts"],
    // As long as it takes where the machine has other work; each prints how long it took.
    testTimeout: 3_600_000,
    fileParallelism: false,
  },
});
