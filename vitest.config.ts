import { defineConfig } from "vitest/config";

/** Short forms of the soak tests, and the matrix of faults: `npm run test:long`. */
export const LONG = [
  "test/integration/long-*.test.ts",
  "test/integration/fault-matrix-*.test.ts",
  "test/integration/{check-thread,git-forge,processes,author-ci,pack}.test.ts",
  "test/integration/{product,first-start,faults,broker-killed,meilisearch-away}.test.ts",
  "test/integration/{curation-*,journey-*}.test.ts",
  "test/web/curation-{concepts,large,terms}.test.ts",
  "test/conformance/store.postgres.test.ts",
  "test/cli/token.test.ts",
  "test/unit/vocabulary/round-trip.test.ts",
];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/soak/**", ...LONG],
    globalSetup: ["test/support/announce-unchecked.ts"],
    // No test replaces a module, so files of one worker may share them: that halves the time.
    isolate: false,
    // By itself vitest leaves one core of two idle.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // For the threads that the product starts itself.
    execArgv: ["--import", new URL("test/support/typescript-hooks.mjs", import.meta.url).href],
  },
});
