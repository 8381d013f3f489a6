import type { MergeConflict, MergeFile } from "../repository.ts";
import { isCurationPath } from "./curation-path.ts";
import { newEntry, sameEntry, toPath, type Objects, type Tree, type TreeEntry } from "./objects.ts";

export interface Sides {
  readonly base: Tree;
  readonly ours: Tree;
  readonly theirs: Tree;
}

export interface MergedTree {
  readonly tree: Tree;
  readonly conflicts: readonly MergeConflict[];
  /** Other people's files, or none that can be read, which both sides changed: ours stays. */
  readonly clashes: readonly string[];
}

export const NO_TREE: Tree = new Map();

/** Merges whole commits: a file that one side changed is that side's, one that both changed goes to `mergeFile`. */
export async function mergeTrees(objects: Objects, mergeFile: MergeFile, sides: Sides): Promise<MergedTree> {
  const tree = new Map<string, TreeEntry>();
  const both: string[] = [];
  const paths = new Set([...sides.ours.keys(), ...sides.theirs.keys()]);
  for (const path of paths) {
    const [base, ours, theirs] = at(sides, path);
    const taken = sameEntry(base, ours) ? theirs : ours;
    if (taken !== undefined) tree.set(path, taken);
    if (!sameEntry(ours, theirs) && !sameEntry(base, ours) && !sameEntry(base, theirs)) both.push(path);
  }
  const entries = both.flatMap((path) => at(sides, path).filter((entry) => entry !== undefined));
  const texts = await objects.texts(entries);
  const conflicts: MergeConflict[] = [];
  const clashes: string[] = [];
  for (const path of both) {
    const found = at(sides, path);
    if (!isCurationPath(toPath(path)) || found.some((entry) => entry !== undefined && !texts.has(entry.id))) {
      clashes.push(toPath(path));
      continue;
    }
    const [base, ours, theirs] = found.map((entry) => entry && texts.get(entry.id));
    const merged = mergeFile(toPath(path), { base, ours, theirs });
    conflicts.push(...merged.conflicts);
    if (merged.text === undefined) tree.delete(path);
    else tree.set(path, newEntry(merged.text, (found[1] ?? found[2])?.mode));
  }
  clashes.push(...dropFolders(tree, sides.ours));
  return { tree, conflicts, clashes };
}

/** A file of one side that lies in what is a file on the other: git's index would drop one of both without a word. */
function dropFolders(tree: Map<string, TreeEntry>, ours: Tree): readonly string[] {
  const dropped: string[] = [];
  for (const path of tree.keys()) {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const above = path.slice(0, end);
      if (!tree.has(above)) continue;
      const loser = ours.has(above) ? path : above;
      tree.delete(loser);
      dropped.push(toPath(loser));
      if (loser === path) break;
    }
  }
  return dropped;
}

function at({ base, ours, theirs }: Sides, path: string): readonly (TreeEntry | undefined)[] {
  return [base.get(path), ours.get(path), theirs.get(path)];
}
