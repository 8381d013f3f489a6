import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadVocabularies } from "../../../src/vocabulary/load.ts";
import type { Vocabularies } from "../../../src/vocabulary/vocabulary.ts";

/** Runs `use` on a folder that holds the files. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "execat-vocabulary-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function loadFiles(files: Readonly<Record<string, string>>): Promise<Vocabularies> {
  return withFiles(files, loadVocabularies);
}
