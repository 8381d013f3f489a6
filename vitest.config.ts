import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/soak/**"],
    globalSetup: ["test/support/announce-unchecked.ts"],
    testTimeout: 20_000,
  },
});
