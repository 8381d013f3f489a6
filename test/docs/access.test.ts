import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { TOKEN_ROLES } from "../../src/catalogue/access-tokens.ts";

const text = readFileSync(path.resolve(import.meta.dirname, "../../docs/access.md"), "utf8");

it("docs/access.md says of each role what it may", () => {
  const listed = [...text.matchAll(/^\| `(\w+)` \| [a-z]/gm)].map((row) => row[1]);
  expect(new Set(listed)).toEqual(new Set(TOKEN_ROLES));
});
