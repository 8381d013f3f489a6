import { defineConfig } from "vitest/config";
import short, { LONG } from "./vitest.config.ts";

/** Tests that take the larger part of a minute each: CI runs them after the others, `npm test` does not. */
export default defineConfig({
  test: { ...short.test, include: [...LONG], exclude: [], isolate: true, testTimeout: 300_000 },
});
