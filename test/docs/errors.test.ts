import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ERROR_STATUS } from "../../src/errors.ts";

it("docs/errors.md lists every error code with its status, and no other", () => {
  const text = readFileSync(path.resolve(import.meta.dirname, "../../docs/errors.md"), "utf8");
  const listed = [...text.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map((row) => [row[1], Number(row[2])]);
  expect(Object.fromEntries(listed)).toEqual(ERROR_STATUS);
});
