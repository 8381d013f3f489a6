import { ExecatError } from "../../../src/errors.ts";
import type { TreeAnswer, WantedCommit } from "../forge.ts";
import { toFailure } from "./failures.ts";
import { fetchBlobs, fetchCommits, type MirrorAccess } from "./fetch-commits.ts";
import { GitFailure } from "./git-command.ts";
import type { TreeEntry } from "./list-tree.ts";
import { findGitDir } from "./local-repository.ts";
import { dropMirror, trimMirror } from "./mirror.ts";
import { commitTime, listTree, readBlobs, readFacts, sizesOf } from "./object-reader.ts";
import { blobsToRead, idsOf, planTree, toTree, type TreePlan } from "./plan-tree.ts";
import { isId } from "./refs.ts";

type Failed = Extract<TreeAnswer, { state: "failed" }>;
type Planned = { readonly state: "plan"; readonly commit: string; readonly plan: TreePlan } | Failed;

/** When so many commits of one repository were beyond a limit, the others are not tried any more. */
const MOST_FAILURES = 3;

/**
 * Reads the manifests of some commits of one repository: in its place when it is on this machine, else through a
 * mirror, by one fetch for the trees and one for the files. What is wrong with one commit fails that one alone.
 */
export async function readTrees(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
): Promise<readonly TreeAnswer[]> {
  const isLocal = access.remote.address.protocol === "file";
  const place = isLocal ? { ...access, gitDir: await findGitDir(access.remote.address) } : access;
  try {
    return await readTogether(place, wanted, isLocal);
  } catch (error) {
    access.signal.throwIfAborted();
    const mayBeOne =
      isAboutCommit(error) || (error instanceof ExecatError && error.code === "UPSTREAM_TIMEOUT");
    if (wanted.length === 1 || !mayBeOne) throw error;
    return await readApart(place, wanted, isLocal);
  } finally {
    if (!isLocal) await trimMirror(access.gitDir);
  }
}

async function readApart(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  isLocal: boolean,
): Promise<readonly TreeAnswer[]> {
  const answers: TreeAnswer[] = [];
  const failures: Error[] = [];
  for (const one of wanted) {
    const last = failures.at(-1);
    if (last !== undefined && failures.length >= MOST_FAILURES) {
      answers.push({ state: "failed", error: last });
      continue;
    }
    try {
      answers.push(...(await readTogether(access, [one], isLocal)));
    } catch (error) {
      access.signal.throwIfAborted();
      if (!isAboutCommit(error)) throw error;
      failures.push(toError(error));
      answers.push({ state: "failed", error: toError(error) });
    }
    // Each fetch has the limit for itself; all of them together must not fill the disk.
    if (!isLocal) await trimMirror(access.gitDir);
  }
  return answers;
}

/** True for what lies in what was read, so that another try would meet it again. */
function isAboutCommit(error: unknown): boolean {
  return error instanceof ExecatError && (error.code === "TOO_LARGE" || error.details?.["stays"] === true);
}

async function readTogether(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  isLocal: boolean,
): Promise<readonly TreeAnswer[]> {
  const read = async (): Promise<readonly TreeAnswer[]> => {
    const specs = isLocal ? wanted.map(({ commit }) => commit) : await fetchCommits(access, wanted);
    return readSpecs(access, wanted, specs);
  };
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (isLocal) throw toFailure(error, access.remote.url);
  }
  // A mirror that cannot be read is damaged, and a cache; what cannot be read in a new one is the server's doing.
  await dropMirror(access.gitDir);
  try {
    return await read();
  } catch (error) {
    throw error instanceof GitFailure ? toFailure(error, access.remote.url) : error;
  }
}

async function readSpecs(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  specs: readonly (string | undefined)[],
): Promise<readonly TreeAnswer[]> {
  const planned = await planAll(access, wanted, specs);
  const plans = planned.flatMap((one) => (one.state === "plan" ? [one.plan] : []));
  const ids = [...new Set(plans.flatMap(idsOf))];
  const sizes = await findSizes(access, ids);
  const blobs = await readBlobs(access, blobsToRead(plans, sizes), sizes);
  const times = await Promise.all(
    planned.map(async (one, at) =>
      one.state === "plan" && wanted[at]?.tag === undefined ? commitTime(access, one.commit) : undefined,
    ),
  );
  return planned.map((one, at): TreeAnswer => {
    if (one.state === "failed") return one;
    try {
      const tree = toTree(one.commit, one.plan, { sizes, blobs });
      return { state: "tree", tree: { ...tree, committedAt: times[at] } };
    } catch (error) {
      return { state: "failed", error: toError(error) };
    }
  });
}

/** What is to be read of each commit; trees that several of them share are listed once. */
async function planAll(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  specs: readonly (string | undefined)[],
): Promise<readonly Planned[]> {
  const [first] = wanted;
  const [only] = specs;
  if (wanted.length === 1 && first !== undefined && only !== undefined && isId(only)) {
    // A commit that is there names its tree as well as the tree's own id does.
    return [await planOne(first, only, listTree(access, only))];
  }
  const known = specs.filter((spec) => spec !== undefined);
  const names = known.flatMap((spec) => [`${spec}^{commit}`, `${spec}^{tree}`]);
  const facts = await readFacts(access, names);
  const listings = new Map<string, Promise<readonly TreeEntry[]>>();
  const planned: Planned[] = [];
  for (const [at, one] of wanted.entries()) {
    const spec = specs[at];
    const place = spec === undefined ? -1 : known.indexOf(spec) * 2;
    const [commit, tree] = [facts[place], facts[place + 1]];
    if (commit === undefined || tree === undefined) {
      planned.push({ state: "failed", error: noCommit(one) });
      continue;
    }
    const listing = listings.get(tree.id) ?? listTree(access, tree.id);
    listings.set(tree.id, listing);
    planned.push(await planOne(one, commit.id, listing));
  }
  return planned;
}

async function planOne(
  { tag }: WantedCommit,
  commit: string,
  listing: Promise<readonly TreeEntry[]>,
): Promise<Planned> {
  try {
    return { state: "plan", commit, plan: planTree(await listing, tag === undefined) };
  } catch (error) {
    if (!(error instanceof ExecatError) || error.code !== "TOO_LARGE") throw error;
    return { state: "failed", error };
  }
}

/** Sizes by id. What the mirror lacks is brought, all of it at once. */
async function findSizes(access: MirrorAccess, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = await sizesOf(access, ids);
  const missing = ids.filter((id) => !sizes.has(id));
  if (missing.length === 0 || access.remote.address.protocol === "file") return sizes;
  await fetchBlobs(access, missing);
  return sizesOf(access, ids);
}

function noCommit({ commit, tag }: WantedCommit): ExecatError {
  const name = tag === undefined ? `commit "${commit}"` : `tag "${tag}"`;
  return new ExecatError("UPSTREAM_FAILED", `The ${name} leads to nothing that could be read.`, {
    hint: "It may have been moved or deleted; it is looked at again later.",
    details: { stays: tag !== undefined },
  });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
