import { ExecatError } from "../../errors.ts";
import type { CurationCommit, FileChanges, MergeConflict } from "../repository.ts";
import { getHead, type Context } from "./context.ts";
import { changesBetween } from "./changes-between.ts";
import { isCurationPath } from "./curation-path.ts";
import { fromPath, type Tree } from "./objects.ts";
import { mergeTrees } from "./three-way.ts";

export interface Undoing {
  readonly base: string;
  readonly changes: FileChanges;
  readonly conflicts: readonly MergeConflict[];
}

/** The head without what one commit changed; see `CurationRepository.undo`. */
export async function undoCommit(context: Context, commit: CurationCommit): Promise<Undoing> {
  const [parent, ...others] = commit.parents;
  const short = commit.id.slice(0, 10);
  if (parent === undefined) throw refused(`"${short}" is where the history begins`);
  if (others.length > 0) throw refused(`"${short}" is a merge of two histories`);
  const paths = new Set(commit.paths.filter(isCurationPath).map(fromPath));
  if (paths.size === 0) throw refused(`"${short}" changed no file of the curation`);
  const base = await getHead(context);
  const part = async (id: string): Promise<Tree> => only(await context.objects.tree(id), paths);
  const ours = await part(base);
  const merged = await mergeTrees(context.objects, context.mergeFile, {
    base: await part(commit.id),
    ours,
    theirs: await part(parent),
  });
  return {
    base,
    changes: await changesBetween(context.objects, ours, merged.tree),
    conflicts: merged.conflicts,
  };
}

function only(tree: Tree, paths: ReadonlySet<string>): Tree {
  return new Map([...tree].filter(([path]) => paths.has(path)));
}

function refused(reason: string): ExecatError {
  return new ExecatError("INVALID_REQUEST", `This change cannot be undone: ${reason}.`, {
    hint: "Undo the changes that came after it one by one, or edit what is there.",
  });
}
