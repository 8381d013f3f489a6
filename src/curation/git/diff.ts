import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileDiff } from "../repository.ts";
import type { Context } from "./context.ts";
import { sameEntry, toPath, type Tree } from "./objects.ts";
import { inTemporaryFolder } from "./write-commit.ts";

const DIFF = "diff --no-index --text --unified=3 --no-renames --no-color --no-ext-diff --no-textconv".split(
  " ",
);

interface Pair {
  readonly path: string;
  readonly state: FileDiff["state"];
  readonly before: string;
  readonly after: string;
}

/** What differs between two trees, by path; the text is empty for what is no text. */
export async function diffTrees(context: Context, before: Tree, after: Tree): Promise<readonly FileDiff[]> {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !sameEntry(before.get(path), after.get(path)))
    .sort();
  const entries = paths.flatMap((path) => [before.get(path), after.get(path)]);
  const texts = await context.objects.texts(entries.filter((entry) => entry !== undefined));
  const textOf = (tree: Tree, path: string): string => texts.get(tree.get(path)?.id ?? "") ?? "";
  const pairs = paths.map((path) => ({
    path: toPath(path),
    state: stateOf(before.has(path), after.has(path)),
    before: textOf(before, path),
    after: textOf(after, path),
  }));
  return diffPairs(context, pairs);
}

function stateOf(was: boolean, is: boolean): FileDiff["state"] {
  if (!was) return "added";
  return is ? "changed" : "removed";
}

/** Lets git compare two folders of files that are named by numbers: no path of others reaches the disk. */
async function diffPairs({ folder, git }: Context, pairs: readonly Pair[]): Promise<readonly FileDiff[]> {
  if (pairs.every((pair) => pair.before === pair.after)) return pairs.map((pair) => toDiff(pair, ""));
  const output = await inTemporaryFolder(folder, async (own) => {
    await mkdir(join(own, "before"));
    await mkdir(join(own, "after"));
    for (const [number, pair] of pairs.entries()) {
      await writeFile(join(own, "before", String(number)), pair.before);
      await writeFile(join(own, "after", String(number)), pair.after);
    }
    return git({
      args: [...DIFF, "--", "before", "after"],
      outside: own,
      answersBy: 1,
    });
  });
  const hunks = parseDiff(output.toString("utf8"));
  return pairs.map((pair, number) => toDiff(pair, hunks.get(number) ?? ""));
}

function toDiff({ path, state }: Pair, text: string): FileDiff {
  return { path, state, text };
}

/** number of the file → its hunks */
function parseDiff(output: string): ReadonlyMap<number, string> {
  const hunks = new Map<number, string>();
  // No line of a hunk begins so: each has a sign before it.
  for (const part of `\n${output}`.split("\ndiff --git ").slice(1)) {
    const number = Number(/^a\/before\/(\d+) /.exec(part)?.[1]);
    const start = part.indexOf("\n@@ ");
    if (start !== -1) hunks.set(number, part.slice(start + 1).trimEnd());
  }
  return hunks;
}
