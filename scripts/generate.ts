import { writeFileSync } from "node:fs";
import path from "node:path";
import { renderSettings, settingsSchema } from "../src/config/describe-settings.ts";
import { editorSchema } from "../src/manifest/editor-schema.ts";
import { renderRules } from "../src/manifest/rules/render-rules.ts";
import { findProjectRoot } from "../src/project-root.ts";
import { listFacetTerms } from "../src/vocabulary/facet-terms.ts";
import { loadVocabularies } from "../src/vocabulary/load.ts";
import { renderPermissions } from "../src/web/access/render-permissions.ts";

/** Writes every file that is made from a table. CI fails when one is stale. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const vocabularies = await loadVocabularies(path.join(findProjectRoot(), "vocabularies"));
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ["docs/settings.md", renderSettings()],
    ["docs/rules.md", renderRules()],
    ["docs/permissions.md", renderPermissions()],
    ["schemas/settings.schema.json", json(settingsSchema())],
    ["schemas/manifest.schema.json", json(editorSchema(listFacetTerms(vocabularies)))],
  ]);
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === import.meta.filename) {
  for (const [file, text] of await generatedFiles()) writeFileSync(path.join(findProjectRoot(), file), text);
}
