import { ExecatError } from "../../../src/errors.ts";
import type { MirrorAccess } from "./fetch-commits.ts";
import { runGit } from "./git-command.ts";
import { createTreeScanner, type TreeEntry } from "./list-tree.ts";
import { parseBlobs, parseFacts, type ObjectFacts } from "./read-objects.ts";

/** Streamed: nothing of it is kept but what is wanted. */
const MAX_TREE_BYTES = 512 * 1024 * 1024;
const MAX_FACTS_BYTES = 16 * 1024 * 1024;

/** What is wanted of the tree of a commit, or of a tree, with all folders below it. */
export async function listTree(
  { settings, gitDir, signal }: MirrorAccess,
  tree: string,
): Promise<readonly TreeEntry[]> {
  const scanner = createTreeScanner();
  await runGit(settings, {
    args: ["ls-tree", "-r", "-z", "--full-tree", tree],
    gitDir,
    signal,
    maxBytes: MAX_TREE_BYTES,
    onOutput: (chunk) => scanner.push(chunk),
  });
  return scanner.end();
}

/** Sizes of blobs by id; a missing one has none. */
export async function sizesOf(
  access: MirrorAccess,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const facts of await readFacts(access, ids))
    if (facts?.type === "blob") sizes.set(facts.id, facts.size);
  return sizes;
}

/** What objects are, in the order of their names. */
export async function readFacts(
  { settings, gitDir, signal }: MirrorAccess,
  names: readonly string[],
): Promise<readonly (ObjectFacts | undefined)[]> {
  if (names.length === 0) return [];
  const output = await runGit(settings, {
    args: ["cat-file", "--batch-check"],
    gitDir,
    signal,
    maxBytes: MAX_FACTS_BYTES,
    input: lines(names),
  });
  return parseFacts(output.toString("latin1"));
}

const MAX_COMMIT_BYTES = 1_000_000;

/** When a commit was made, by its committer's clock; absent when that is no time, or the object is over a megabyte. */
export async function commitTime(
  { settings, gitDir, signal }: MirrorAccess,
  commit: string,
): Promise<string | undefined> {
  // Nothing but the object itself: a log would read the repository's mailmap as well.
  const args = ["cat-file", "commit", commit];
  const output = await runGit(settings, { args, gitDir, signal, maxBytes: MAX_COMMIT_BYTES }).catch(
    noneIfHuge,
  );
  const [header = ""] = output.toString("latin1").split("\n\n");
  const seconds = Number(/^committer .*> (\d{1,12}) [+-]\d{4}$/m.exec(header)?.[1] ?? Number.NaN);
  const time = new Date(seconds * 1000);
  return seconds > 0 && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}

/** Whoever writes a megabyte into a commit loses its time, not the entry. */
function noneIfHuge(error: unknown): Buffer {
  if (error instanceof ExecatError && error.code === "TOO_LARGE") return Buffer.alloc(0);
  throw error;
}

/** Bytes of blobs by id. */
export async function readBlobs(
  { settings, gitDir, signal }: MirrorAccess,
  ids: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const maxBytes = ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0) + 200, 0);
  const args = ["cat-file", "--batch"];
  return parseBlobs(await runGit(settings, { args, gitDir, signal, maxBytes, input: lines(ids) }), ids);
}

function lines(names: readonly string[]): string {
  return `${names.join("\n")}\n`;
}
