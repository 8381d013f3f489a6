import { ExecatError } from "../../errors.ts";
import type { Curator, MergeFile } from "../repository.ts";
import type { Git } from "./git-command.ts";
import type { Objects } from "./objects.ts";
import { MAIN, readRef } from "./refs.ts";

/** What every part of the adapter works with. */
export interface Context {
  readonly folder: string;
  readonly git: Git;
  readonly objects: Objects;
  readonly mergeFile: MergeFile;
  readonly committer: Curator;
  readonly now: () => Date;
}

/** The commit that `main` stands at. Throws `ENGINE_UNAVAILABLE` before there is any. */
export async function getHead({ folder }: Context): Promise<string> {
  const head = await readRef(folder, MAIN);
  if (head !== undefined) return head;
  throw new ExecatError("ENGINE_UNAVAILABLE", 'The curation\'s repository has no branch "main" yet.', {
    hint: "Start the catalogue: it brings the shipped vocabularies in.",
  });
}

export function noSuchCommit(id: string): ExecatError {
  return new ExecatError("NOT_FOUND", `There is no commit "${id.slice(0, 60)}" in the curation's history.`, {
    hint: "The history lists those that there are.",
  });
}
