import { defineConfig } from "vitest/config";

/** Browser journeys: the built product and the system's Chromium, so one after the other. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // For the threads that an application in the tests' own process starts.
    execArgv: ["--import", new URL("test/support/typescript-hooks.mjs", import.meta.url).href],
  },
});
