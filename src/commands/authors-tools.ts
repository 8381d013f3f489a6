import path from "node:path";
import { type Checker, createChecker } from "../catalogue/checker.ts";
import type { Settings } from "../config/settings.ts";
import { findProjectRoot } from "../project-root.ts";
import { PARSED_VOCABULARIES } from "../vocabulary/kept-files.ts";
import { loadVocabularies } from "../vocabulary/load.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";

/** What `validate` and `init` check with. It loads no native module, so that authors need no compiler. */
export interface AuthorsTools {
  readonly vocabularies: Vocabularies;
  readonly checker: Checker;
}

/** The folder that the setting names, else the shipped one. */
export function vocabulariesFolder({ vocabulariesDir }: Settings): string {
  return vocabulariesDir || path.join(findProjectRoot(), "vocabularies");
}

/** Loads the vocabularies and makes a checker of them. Throws as `loadVocabularies`. */
export async function openAuthorsTools(settings: Settings): Promise<AuthorsTools> {
  const keepIn = path.join(settings.dataDir, PARSED_VOCABULARIES);
  const vocabularies = await loadVocabularies(vocabulariesFolder(settings), keepIn);
  return { vocabularies, checker: createChecker(vocabularies) };
}
