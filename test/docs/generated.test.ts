import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { generatedFiles } from "../../scripts/generate.ts";

it.each([...(await generatedFiles())])("%s is as its table says (npm run generate)", (file, text) => {
  expect(readFileSync(path.resolve(import.meta.dirname, "../..", file), "utf8")).toBe(text);
});
