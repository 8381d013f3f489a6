import { writeFileSync } from "node:fs";
import path from "node:path";
import { renderSettings, settingsSchema } from "../src/config/describe-settings.ts";
import { renderRules } from "../src/manifest/rules/render-rules.ts";
import { findProjectRoot } from "../src/project-root.ts";

/** Writes every file that is made from a table. CI fails when one is stale. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/settings.md", renderSettings()],
    ["docs/rules.md", renderRules()],
    ["schemas/settings.schema.json", `${JSON.stringify(settingsSchema(), null, 2)}\n`],
  ]);
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === import.meta.filename) {
  for (const [file, text] of generatedFiles()) writeFileSync(path.join(findProjectRoot(), file), text);
}
