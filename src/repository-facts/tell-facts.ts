import type { Said } from "./facts.ts";
import type { Merged } from "./facts.ts";
import { mergeSaid } from "./merge-said.ts";
import type { FactOrigin, FactsRead } from "./read-fact-files.ts";

/** Grows when files are read in another way: repositories are then read again. */
export const FACTS_VERSION = 1;

export interface ManifestPlace {
  /** What the files in the manifest's folder say. */
  readonly own: FactsRead["sayings"];
  /** True when no other document stands in that folder. */
  readonly isAloneInFolder: boolean;
  /** What the files at the top of the repository say; nothing for a manifest that stands there itself. */
  readonly top: FactsRead["sayings"];
  /** True when no other document stands in the repository. */
  readonly isAlone: boolean;
}

/**
 * What the files of a repository say of one manifest's program: those beside it, then those at the top. What names one
 * program is taken only where it cannot mean another document; licence, people and links hold for all of them.
 * `undefined` when nothing is said.
 */
export function tellFacts({
  own,
  isAloneInFolder,
  top,
  isAlone,
}: ManifestPlace): Merged<FactOrigin> | undefined {
  const sayings = [
    ...(isAloneInFolder ? own : own.map(withoutWords)),
    ...(isAlone ? top : top.map(withoutWords)),
  ];
  // The short name is for addresses, which the manifest alone decides.
  const { name: _name, ...facts } = mergeSaid(sayings);
  return Object.keys(facts).length === 0 ? undefined : facts;
}

function withoutWords({ from, said }: FactsRead["sayings"][number]): FactsRead["sayings"][number] {
  const { title: _title, summary: _summary, description: _description, ...shared } = said;
  return { from, said: shared satisfies Said };
}
