import { toVocabularyError } from "./findings.ts";
import { createVocabularies } from "./create-vocabularies.ts";
import { readVocabularies } from "./read-folder.ts";
import type { Vocabularies } from "./vocabulary.ts";

/**
 * Loads and checks the vocabularies of a folder: each `*.yaml` is a scheme whose id is the file's name, but
 * `facets.yaml`, which maps facets to schemes.
 *
 * `keepIn` is a folder for what was parsed: a file whose text is the same as before is not parsed again.
 *
 * Throws `VOCABULARY_INVALID` when the folder cannot be read or holds no scheme, and with all errors together, each
 * with file, line and column, when something in it is wrong. Warnings and hints are what `checkVocabularies` is for.
 */
export async function loadVocabularies(folder: string, keepIn?: string): Promise<Vocabularies> {
  const { schemes, facets, findings, hash } = await readVocabularies(folder, keepIn);
  if (findings.length > 0) throw toVocabularyError(findings);
  return createVocabularies(schemes, facets, hash);
}
