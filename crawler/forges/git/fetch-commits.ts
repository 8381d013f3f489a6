import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExecatError } from "../../../src/errors.ts";
import type { WantedCommit } from "../forge.ts";
import {
  isFinal,
  missingRef,
  saysNoShallow,
  saysNotById,
  saysRedirected,
  saysTooCostly,
  toFailure,
} from "./failures.ts";
import { GitFailure, runGit, type GitCall, type GitSettings } from "./git-command.ts";
import { COMMIT_REFS, dropMirror, makeMirror, openMirror, sizeOf } from "./mirror.ts";
import { isRefName } from "./refs.ts";
import { withSuffix, type Remote } from "./remote.ts";
import { tooManyBytes, watchMirror } from "./watch-mirror.ts";

/** A mirror of one remote repository. */
export interface MirrorAccess {
  readonly settings: GitSettings;
  readonly gitDir: string;
  readonly remote: Remote;
  readonly signal: AbortSignal;
}

/** Nothing but the objects that are asked for. */
const PLAIN = ["--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance"];
const NAMED_REFS = "refs/execat/named";

interface FetchWay {
  readonly args: readonly string[];
  readonly config: readonly string[];
}

/** The commits and their trees, without files. A server without filters sends the files as well, once. */
const PARTIAL: FetchWay = {
  args: ["--depth=1", "--filter=blob:none"],
  config: ["remote.origin.promisor=true", "remote.origin.partialclonefilter=blob:none"],
};
const SHALLOW: FetchWay = { args: ["--depth=1"], config: [] };
/** For servers that know no shallow copies: the limit of bytes is all that holds. */
const WHOLE: FetchWay = { args: [], config: [] };

/**
 * Sees to it that the mirror holds the commits with their trees; answers for each what it can be read by, in the
 * order of the wanted: the commit itself, or the ref of what its branch or tag leads to now. Absent for a tag that is
 * gone.
 */
export async function fetchCommits(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
): Promise<readonly (string | undefined)[]> {
  const mirror = await openMirror(access.gitDir, access.remote.address.url);
  const missing = wanted.filter(({ commit }) => !mirror.commits.has(commit));
  if (missing.length === 0) return wanted.map(({ commit }) => commit);
  try {
    const found = await fetchInSomeWay(access, missing, mirror);
    return wanted.map((one) => (mirror.commits.has(one.commit) ? one.commit : found.get(one)));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const other = saysRedirected(error) ? withSuffix(access.remote) : undefined;
    if (other === undefined) throw toFailure(error, access.remote.url);
    return fetchCommits({ ...access, remote: other }, wanted);
  }
}

type Found = Map<WantedCommit, string>;

/** From the least that can be asked for to everything, as far as the server and the limits allow. */
async function fetchInSomeWay(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  mirror: { readonly shallow: boolean; readonly commits: ReadonlySet<string> },
): Promise<Found> {
  if (!mirror.shallow) return fetchNamed(access, wanted, WHOLE);
  // The second time a mirror that a crash left half written is another one.
  const ways = mirror.commits.size > 0 ? [PARTIAL, PARTIAL, SHALLOW] : [PARTIAL, SHALLOW];
  for (const [at, way] of ways.entries()) {
    try {
      return await fetchByIdOrName(access, wanted, way);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      if (saysNoShallow(error)) {
        await makeMirror(access.gitDir, access.remote.address.url, "whole");
        return fetchNamed(access, wanted, WHOLE);
      }
      if (isFinal(error) || at === ways.length - 1) throw error;
      await makeMirror(access.gitDir, access.remote.address.url);
    }
  }
  throw new Error("There is no way of fetching.");
}

async function fetchByIdOrName(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  way: FetchWay,
): Promise<Found> {
  try {
    await fetch(
      access,
      wanted.map(({ commit }) => `+${commit}:${COMMIT_REFS}/${commit}`),
      way,
    );
    return new Map(wanted.map((one) => [one, one.commit]));
  } catch (error) {
    if (error instanceof GitFailure && saysNotById(error)) return fetchNamed(access, wanted, way);
    throw error;
  }
}

/** Asks for the branch and the tags by name; a tag that the server has no more is left out. */
async function fetchNamed(
  access: MirrorAccess,
  wanted: readonly WantedCommit[],
  way: FetchWay,
): Promise<Found> {
  let asked = wanted
    .filter(({ tag }) => tag === undefined || isRefName(tag))
    .map((one, at) => ({
      one,
      from: one.tag === undefined ? "HEAD" : `refs/tags/${one.tag}`,
      to: `${NAMED_REFS}/${String(at)}`,
    }));
  for (;;) {
    try {
      await fetch(
        access,
        asked.map(({ from, to }) => `+${from}:${to}`),
        way,
      );
      break;
    } catch (error) {
      const name = error instanceof GitFailure ? missingRef(error) : undefined;
      const left = asked.filter(({ from }) => from !== name);
      if (left.length === asked.length || left.length === 0) throw error;
      asked = left;
    }
  }
  const found: Found = new Map();
  for (const { one, to } of asked) if (await exists(access.gitDir, to)) found.set(one, to);
  if (found.size > 0) return found;
  throw new ExecatError("UPSTREAM_FAILED", `git brought no commit from "${access.remote.url}".`, {
    hint: "It is tried again later.",
  });
}

/** The blobs of manifests and of what describes them only: of all others nothing is ever asked. */
export async function fetchBlobs(access: MirrorAccess, ids: readonly string[]): Promise<void> {
  try {
    await fetch(access, [], {
      args: ["--stdin"],
      // The commits that we hold say nothing about these objects, so there is nothing to negotiate.
      config: ["fetch.negotiationAlgorithm=noop"],
      input: `${ids.join("\n")}\n`,
    });
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const other = saysRedirected(error) ? withSuffix(access.remote) : undefined;
    if (other === undefined) throw toFailure(error, access.remote.url);
    await fetchBlobs({ ...access, remote: other }, ids);
  }
}

async function fetch(
  { settings, gitDir, remote, signal }: MirrorAccess,
  refspecs: readonly string[],
  way: FetchWay & { readonly input?: string },
): Promise<void> {
  const call: GitCall = {
    args: ["fetch", "--quiet", ...way.args, ...PLAIN, "--force", "--update-head-ok", "origin", ...refspecs],
    gitDir,
    ...remote.reach,
    config: [...remote.reach.config, `remote.origin.url=${remote.url}`, ...way.config],
    signal,
    maxBytes: 1_000_000,
    input: way.input,
    watch: watchMirror(gitDir, settings.maxBytes),
  };
  const before = await sizeOf(gitDir);
  try {
    await runGit(settings, call);
  } catch (error) {
    // The system may have stopped it at its limit of a file's size before the watch saw it.
    const isOver = error instanceof GitFailure && (await sizeOf(gitDir)) - before > settings.maxBytes;
    // What was ended at a limit leaves locks and half a pack behind.
    if (isOver || !(error instanceof GitFailure) || saysTooCostly(error)) await dropMirror(gitDir);
    throw isOver ? tooManyBytes(settings.maxBytes) : error;
  }
}

async function exists(gitDir: string, ref: string): Promise<boolean> {
  return readFile(join(gitDir, ref)).then(
    () => true,
    () => false,
  );
}
