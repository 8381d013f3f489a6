import { readCitation } from "./citation.ts";
import { readCodemeta } from "./codemeta.ts";
import { readDockerfile } from "./dockerfile.ts";
import { readEnvironment } from "./environment.ts";
import type { FactReader, RepositoryFacts, Said } from "./facts.ts";
import { type GitState, readGit } from "./git.ts";
import { readLicenseText } from "./license-text.ts";
import { readPyproject } from "./pyproject.ts";
import { readReadme } from "./readme.ts";
import { readSetupCfg } from "./setup-cfg.ts";

/**
 * The files that are read, those first whose word counts more: what was written to describe the program, then what
 * was written to install it, then what is inferred. Of several spellings of a file, the first that is there.
 */
export const FACT_FILES: readonly { readonly names: readonly string[]; readonly read: FactReader }[] = [
  { names: ["codemeta.json"], read: readCodemeta },
  { names: ["CITATION.cff"], read: readCitation },
  { names: ["pyproject.toml"], read: readPyproject },
  { names: ["setup.cfg"], read: readSetupCfg },
  { names: ["Dockerfile", "Containerfile", "docker/Dockerfile"], read: readDockerfile },
  { names: ["environment.yml", "environment.yaml"], read: readEnvironment },
  { names: ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING"], read: readLicenseText },
  { names: ["README.md", "README.rst", "README.txt", "README"], read: readReadme },
];

export interface Collected {
  readonly facts: RepositoryFacts;
  /** Files that are there but could not be understood, with the reason; none of them is silently skipped. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

/** Puts together what the files of a repository (name → text) and its git say; each fact keeps where it is from. */
export function collectFacts(texts: ReadonlyMap<string, string>, git: GitState): Collected {
  const sayings: { readonly from: string; readonly said: Said }[] = [];
  const unread: { readonly file: string; readonly reason: string }[] = [];
  for (const { names, read } of FACT_FILES) {
    const file = names.find((name) => texts.has(name));
    if (file === undefined) continue;
    try {
      sayings.push({ from: file, said: read(texts.get(file) ?? "") });
    } catch (error) {
      const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      unread.push({ file, reason });
    }
  }
  sayings.push({ from: "git", said: readGit(git) });
  const facts = new Map<string, { readonly value: unknown; readonly from: string }>();
  for (const { from, said } of sayings) {
    for (const [key, value] of Object.entries(said)) {
      if (value !== undefined && !facts.has(key)) facts.set(key, { value, from });
    }
  }
  // The keys and values of a Said, each put beside its file.
  return { facts: Object.fromEntries(facts) as RepositoryFacts, unread };
}
