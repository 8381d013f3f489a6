import { createRepositoryCheck } from "../crawler/check-repository.ts";
import { createGitForge } from "../crawler/forges/git/index.ts";
import type { GuardedChecker } from "./catalogue/guarded-checker.ts";
import type { RepositoryCheck } from "./catalogue/repository-check.ts";
import { gitEnvironment } from "./config/load.ts";
import type { Settings } from "./config/settings.ts";
import type { Vocabularies } from "./vocabulary/vocabulary.ts";

/** What reads a repository that somebody names. Apart from `compose.ts`, since that loads the store's native module. */
export function openRepositoryCheck(
  settings: Settings,
  {
    checker,
    vocabularies,
    deadlineMs,
  }: {
    readonly checker: GuardedChecker;
    readonly vocabularies: () => Vocabularies;
    readonly deadlineMs: number;
  },
): RepositoryCheck {
  const { allowHosts } = settings;
  return createRepositoryCheck({
    forgeIn: (folder) =>
      createGitForge({
        mirrorsDir: folder,
        timeoutMs: deadlineMs,
        maxBytes: settings.gitMaxMib * 1024 * 1024,
        allowHosts,
        environment: gitEnvironment(),
      }),
    checker,
    vocabularies,
    allowHosts,
    deadlineMs,
    now: () => new Date(),
  });
}
