import { readDockerfile } from "./dockerfile.ts";
import { readEnvironment } from "./environment.ts";
import { factKindOf } from "./fact-files.ts";
import type { FactReader, RepositoryFacts, Said } from "./facts.ts";
import { type GitState, readGit } from "./git.ts";
import { mergeSaid } from "./merge-said.ts";
import { readPyproject } from "./pyproject.ts";
import { readFactFiles } from "./read-fact-files.ts";
import { readSetupCfg } from "./setup-cfg.ts";

/** Files that were written to install or to run a program. Of several spellings, the first that is there. */
const PACKAGE_FILES: readonly { readonly names: readonly string[]; readonly read: FactReader }[] = [
  { names: ["pyproject.toml"], read: readPyproject },
  { names: ["setup.cfg"], read: readSetupCfg },
  { names: ["Dockerfile", "Containerfile", "docker/Dockerfile"], read: readDockerfile },
  { names: ["environment.yml", "environment.yaml"], read: readEnvironment },
];

export interface Collected {
  readonly facts: RepositoryFacts;
  /** Of them what a crawler reads by itself, from the files beside a manifest. */
  readonly crawled: RepositoryFacts;
  /** Files that are there but could not be understood, with the reason; none of them is silently skipped. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

/** Of the names in a folder those that are read, and of its folders' files those that are known by their path. */
export function listFactFiles(names: readonly string[]): readonly string[] {
  const packages = PACKAGE_FILES.flatMap((file) => file.names);
  const inFolders = packages.filter((name) => name.includes("/") && names.includes(name.split("/")[0] ?? ""));
  return [...names.filter((name) => factKindOf(name) !== undefined || packages.includes(name)), ...inFolders];
}

/**
 * Puts together what the files of a repository (name → bytes) and its git say; each fact keeps where it is from. What
 * was written to describe the program counts more than what was written to install it, and that more than what is
 * inferred.
 */
export function collectFacts(files: ReadonlyMap<string, Uint8Array>, git: GitState): Collected {
  const described = readFactFiles(new Map([...files].filter(([name]) => factKindOf(name) !== undefined)));
  const crawled = described.sayings.map(({ from, said }) => ({ kind: from.kind, from: from.file, said }));
  const packages = readPackageFiles(files);
  const isWritten = ({ kind }: (typeof crawled)[number]): boolean =>
    kind === "codemeta" || kind === "citation";
  const sayings = [
    ...crawled.filter(isWritten),
    ...packages.sayings,
    ...crawled.filter((saying) => !isWritten(saying)),
    { from: "git", said: readGit(git) },
  ];
  return {
    facts: mergeSaid(sayings),
    crawled: mergeSaid(crawled),
    unread: [...described.unread, ...packages.unread],
  };
}

function readPackageFiles(files: ReadonlyMap<string, Uint8Array>): {
  readonly sayings: readonly { readonly from: string; readonly said: Said }[];
  readonly unread: Collected["unread"];
} {
  const sayings: { from: string; said: Said }[] = [];
  const unread: { file: string; reason: string }[] = [];
  for (const { names, read } of PACKAGE_FILES) {
    const file = names.find((name) => files.has(name));
    if (file === undefined) continue;
    try {
      sayings.push({ from: file, said: read(new TextDecoder().decode(files.get(file))) });
    } catch (error) {
      const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      unread.push({ file, reason });
    }
  }
  return { sayings, unread };
}
