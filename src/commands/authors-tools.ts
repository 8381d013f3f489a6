import path from "node:path";
import { type Checker, createChecker } from "../catalogue/checker.ts";
import type { Settings } from "../config/settings.ts";
import { findProjectRoot } from "../project-root.ts";
import { loadVocabularies } from "../vocabulary/load.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";

/** What `validate` and `init` check with. It loads no native module, so that authors need no compiler. */
export interface AuthorsTools {
  readonly vocabularies: Vocabularies;
  readonly checker: Checker;
}

/** Loads the vocabularies and makes a checker of them. Throws as `loadVocabularies`. */
export async function openAuthorsTools(settings: Settings): Promise<AuthorsTools> {
  const folder = settings.vocabulariesDir || path.join(findProjectRoot(), "vocabularies");
  const vocabularies = await loadVocabularies(folder);
  return { vocabularies, checker: createChecker(vocabularies) };
}
