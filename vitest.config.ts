import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/soak/**"],
    globalSetup: ["test/support/announce-unchecked.ts"],
    // By itself vitest leaves one core of two idle.
    maxWorkers: "100%",
    testTimeout: 30_000,
    // For the threads that the product starts itself.
    execArgv: ["--import", new URL("test/support/typescript-hooks.mjs", import.meta.url).href],
  },
});
