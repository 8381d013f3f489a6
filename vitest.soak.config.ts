import { defineConfig } from "vitest/config";

/** The long forms of tests: minutes rather than seconds, seeded. See docs/measurements.md. */
export default defineConfig({
  test: {
    include: ["test/soak/**/*.test.ts"],
    globalSetup: ["test/support/long/long-row.ts"],
    testTimeout: 900_000,
    fileParallelism: false,
  },
});
