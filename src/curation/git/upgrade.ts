import { ExecatError } from "../../errors.ts";
import type { CurationFiles } from "../repository.ts";
import { applyChanges } from "./commit-change.ts";
import type { Context } from "./context.ts";
import { describeCommits, findByLine, isAncestor, listTrees } from "./history.ts";
import { identity } from "./identity.ts";
import { writeMerge } from "./merge-histories.ts";
import { sameTree, type Tree } from "./objects.ts";
import { MAIN, moveRef, readRef, SHIPPED } from "./refs.ts";
import { NO_TREE } from "./three-way.ts";
import { writeCommit, writeTree } from "./write-commit.ts";

export type UpgradeResult = "seeded" | "unchanged" | "merged" | "conflict";

export interface Shipment {
  readonly files: CurationFiles;
  readonly version: string;
}

const TRIES = 5;
/** Stands in the message of what is on `shipped`, so that it is found again in a history that came from a remote. */
const VERSION_LINE = "Shipped-Version: ";

/** Brings a shipped set in; see `CurationRepository.upgrade`. Whoever else writes meanwhile makes it begin again. */
export async function upgrade(context: Context, shipment: Shipment): Promise<UpgradeResult> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const result = await tryUpgrade(context, shipment);
    if (result !== undefined) return result;
  }
  throw new ExecatError("CONFLICT", "The curation is being changed all the time.", {
    hint: "Start the catalogue again when fewer processes write.",
  });
}

async function tryUpgrade(context: Context, shipment: Shipment): Promise<UpgradeResult | undefined> {
  const { folder, git } = context;
  const main = await readRef(folder, MAIN);
  const shipped = await bringShipped(context, shipment, main);
  if (shipped === undefined) return undefined;
  if (main === undefined) {
    return (await moveRef(git, folder, { ref: MAIN, from: undefined, to: shipped })) ? "seeded" : undefined;
  }
  if (await isAncestor(git, shipped, main)) return "unchanged";
  const subject = `Merge what Execat ${shipment.version} ships`;
  const merge = await writeMerge(context, { ours: main, theirs: shipped }, subject);
  if (merge === undefined) return "conflict";
  return (await moveRef(git, folder, { ref: MAIN, from: main, to: merge })) ? "merged" : undefined;
}

/** Where `shipped` stands with this set in it; `undefined` when another process has moved it. */
async function bringShipped(
  context: Context,
  { files, version }: Shipment,
  main: string | undefined,
): Promise<string | undefined> {
  const { folder, git, objects, committer } = context;
  const tree = applyChanges(NO_TREE, files);
  const isAt = async (commit: string | undefined): Promise<boolean> =>
    commit !== undefined && sameTree(tree, await objects.tree(commit));
  const standing = await readRef(folder, SHIPPED);
  let tip = standing;
  if (main !== undefined && !(await isAt(tip))) tip = (await findNewer(context, main, tip)) ?? tip;
  const isNew = tip === undefined || (!(await isAt(tip)) && (await isUnseen(context, tree, tip)));
  let to = tip;
  if (isNew) {
    to = await writeCommit(context, {
      tree,
      parents: tip === undefined ? [] : [tip],
      author: committer,
      subject: `Ship the vocabularies of Execat ${version}`,
      body: `${VERSION_LINE}${version}`,
    });
  }
  if (to === undefined || to === standing) return to;
  return (await moveRef(git, folder, { ref: SHIPPED, from: standing, to })) ? to : undefined;
}

/** False for a set that was shipped before: somebody has started an older program again. */
async function isUnseen(context: Context, tree: Tree, tip: string): Promise<boolean> {
  return !(await listTrees(context.git, tip)).has(await writeTree(context, tree));
}

/** The newest set that `main` has from another catalogue of the same remote, or from before this one was made anew. */
async function findNewer(
  { git, committer }: Context,
  main: string,
  tip: string | undefined,
): Promise<string | undefined> {
  const id = await findByLine(git, main, VERSION_LINE);
  if (id === undefined || id === tip) return undefined;
  const [found] = await describeCommits(git, [id]);
  // A curator's message may have such a line, too.
  if (found?.commit.author.email !== identity(committer).email) return undefined;
  return tip === undefined || (await isAncestor(git, tip, id)) ? id : undefined;
}
