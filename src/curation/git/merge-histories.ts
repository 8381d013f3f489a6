import type { Context } from "./context.ts";
import { describeCommits, listOwn, mergeBase } from "./history.ts";
import { sameTree } from "./objects.ts";
import { mergeTrees, NO_TREE, type MergedTree } from "./three-way.ts";
import { writeCommit } from "./write-commit.ts";

export interface MergedHistories extends MergedTree {
  readonly base: string | undefined;
}

/** What both commits say together. Writes nothing. */
export async function mergeHistories(
  context: Context,
  ours: string,
  theirs: string,
): Promise<MergedHistories> {
  const { objects, mergeFile, git } = context;
  const base = await mergeBase(git, ours, theirs);
  const merged = await mergeTrees(objects, mergeFile, {
    base: base === undefined ? NO_TREE : await objects.tree(base),
    ours: await objects.tree(ours),
    theirs: await objects.tree(theirs),
  });
  return { ...merged, base };
}

/**
 * Writes the merge of two commits, which nothing refers to yet; `undefined` when they are in conflict. Of a file that
 * is none of the curation's and that both changed ours stays; theirs is in the history.
 */
export async function writeMerge(
  context: Context,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
  subject: string,
): Promise<string | undefined> {
  const { tree, conflicts } = await mergeHistories(context, ours, theirs);
  if (conflicts.length > 0) return undefined;
  return writeCommit(context, { tree, parents: [ours, theirs], author: context.committer, subject });
}

/**
 * Puts our commits that another history does not have on top of it, one by one, each with its author and its date. A
 * merge keeps what it merged. `undefined` when one of them does not fit; what was written then is not referred to.
 */
export async function rebase(context: Context, head: string, onto: string): Promise<string | undefined> {
  const { git, objects, mergeFile } = context;
  let tip = onto;
  for (const { commit, authoredAt } of await describeCommits(git, await listOwn(git, head, onto))) {
    const [parent, ...merged] = commit.parents;
    if (parent === undefined) return undefined;
    const ours = await objects.tree(tip);
    const { tree, conflicts, clashes } = await mergeTrees(objects, mergeFile, {
      base: await objects.tree(parent),
      ours,
      theirs: await objects.tree(commit.id),
    });
    if (conflicts.length + clashes.length > 0) return undefined;
    // The other side has made the same change.
    if (merged.length === 0 && sameTree(ours, tree)) continue;
    tip = await writeCommit(context, {
      tree,
      parents: [tip, ...merged],
      author: commit.author,
      authoredAt,
      subject: commit.subject,
      body: commit.body,
    });
  }
  return tip;
}
