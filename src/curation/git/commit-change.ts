import { ExecatError } from "../../errors.ts";
import type { FileChanges, NewCommit } from "../repository.ts";
import { getHead, type Context } from "./context.ts";
import { isCurationPath, MAX_TEXT_BYTES } from "./curation-path.ts";
import { isAncestor, mergeBase } from "./history.ts";
import { fromPath, newEntry, sameTree, toPath, type Tree } from "./objects.ts";
import { isId, MAIN, moveRef, readRef } from "./refs.ts";
import { mergeTrees, NO_TREE } from "./three-way.ts";
import { writeCommit } from "./write-commit.ts";

/** Writes a curator's change onto the head; see `CurationRepository.commit`. */
export async function commitChange(
  context: Context,
  change: NewCommit,
  mergeable: readonly string[],
): Promise<string> {
  const { base, merges } = change;
  if ((await getHead(context)) !== base) throw movedOn();
  const before = await context.objects.tree(base);
  const ground = merges === undefined ? before : await mergedWith(context, { base, merges }, mergeable);
  const after = applyChanges(ground, change.changes);
  if (merges === undefined && sameTree(before, after)) {
    throw new ExecatError("INVALID_REQUEST", "Nothing was changed.", {
      hint: "Change something first; the catalogue says this already.",
    });
  }
  const id = await writeCommit(context, {
    tree: after,
    parents: merges === undefined ? [base] : [base, merges],
    author: change.author,
    subject: change.subject,
    body: change.body,
  });
  if (!(await moveRef(context.git, context.folder, { ref: MAIN, from: base, to: id }))) throw movedOn();
  return id;
}

/** Both sides, ours in conflicts: whatever the curator does not settle by a text is not lost from theirs. */
async function mergedWith(
  { git, objects, mergeFile, folder }: Context,
  { base, merges }: { readonly base: string; readonly merges: string },
  mergeable: readonly string[],
): Promise<Tree> {
  const tips = await Promise.all(mergeable.map((ref) => readRef(folder, ref)));
  const known = tips.filter((tip) => tip !== undefined);
  let offered = false;
  if (isId(merges))
    for (const tip of known) offered ||= await isAncestor(git, merges, tip).catch(() => false);
  if (!offered || (await isAncestor(git, merges, base))) {
    throw new ExecatError("CONFLICT", "The merge that this change settles is not open any more.", {
      hint: "Look at the open merges again.",
    });
  }
  const common = await mergeBase(git, base, merges);
  const merged = await mergeTrees(objects, mergeFile, {
    base: common === undefined ? NO_TREE : await objects.tree(common),
    ours: await objects.tree(base),
    theirs: await objects.tree(merges),
  });
  return merged.tree;
}

/** A tree with these texts; the files of others stay as they are. */
export function applyChanges(tree: Tree, changes: FileChanges): Tree {
  const after = new Map(tree);
  for (const [path, text] of changes) {
    if (!isCurationPath(path)) throw wrongPath(path, "is no file of the curation");
    const key = fromPath(path);
    if (text === undefined) after.delete(key);
    else if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw wrongPath(path, "would be larger than 4 MiB");
    else after.set(key, newEntry(text, modeFor(after.get(key)?.mode)));
  }
  for (const path of changes.keys()) checkFolders(after, fromPath(path));
  return after;
}

/** Only a plain file stays what it is: a text that is written through a symlink would be lost. */
function modeFor(mode: string | undefined): string | undefined {
  return mode?.startsWith("100") === true ? mode : undefined;
}

function checkFolders(tree: Tree, path: string): void {
  if (!tree.has(path)) return;
  const parts = path.split("/");
  const above = parts.slice(0, -1).map((_part, index) => parts.slice(0, index + 1).join("/"));
  if (above.some((folder) => tree.has(folder))) throw wrongPath(toPath(path), "lies in what is a file");
  for (const other of tree.keys()) {
    if (other.startsWith(`${path}/`)) throw wrongPath(toPath(path), "is a folder");
  }
}

function wrongPath(path: string, what: string): ExecatError {
  return new ExecatError("INVALID_REQUEST", `"${path.slice(0, 200)}" ${what}.`, {
    hint: "Write vocabularies/….yaml, overlays/….yaml, collections/….yaml or settled-terms.yaml.",
  });
}

function movedOn(): ExecatError {
  return new ExecatError("CONFLICT", "Somebody else changed the curation meanwhile.", {
    hint: "Look at what is there now, and make the change again.",
  });
}
