import { ExecatError } from "../../../src/errors.ts";
import type { Problem } from "../../../src/manifest/problems.ts";
import type { ManifestFile, Tree } from "../forge.ts";
import {
  isLink,
  isManifest,
  isWanted,
  MAX_FILE_BYTES,
  MAX_MANIFESTS,
  MAX_TREE_ENTRIES,
  tooLarge,
} from "../manifest-files.ts";
import { findGitDir } from "./local-repository.ts";
import { isFinal, saysRedirected, toFailure } from "./failures.ts";
import { GitFailure, runGit, type GitSettings } from "./git-command.ts";
import { makeWholeMirror, MIRROR_REF, openMirror, readMirrorHead } from "./mirror.ts";
import { parseBlobs, parseSizes, parseTree, type TreeEntry } from "./read-objects.ts";
import { withSuffix, type Remote } from "./remote.ts";

const MAX_TREE_BYTES = 128 * 1024 * 1024;
const SYMBOLIC_LINK = "120000";

/** Nothing but the objects that are asked for. */
const PLAIN = ["--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance"];

interface FetchWay {
  readonly args: readonly string[];
  readonly config: readonly string[];
}

/** One commit and its trees, without files. */
const PARTIAL: FetchWay = {
  args: ["--depth=1", "--filter=blob:none"],
  config: ["remote.origin.promisor=true", "remote.origin.partialclonefilter=blob:none"],
};
const WHOLE: FetchWay = { args: [], config: [] };

interface TreeRequest {
  readonly remote: Remote;
  readonly commit: string;
  readonly signal: AbortSignal;
}

/** A repository on this machine that holds the commit's trees. */
interface Held {
  readonly gitDir: string;
  readonly commit: string;
}

/** Reads the manifests of one repository: in its place when it is on this machine, else through a mirror. */
export function createTreeReader(
  settings: GitSettings,
  mirrorDir: string,
): { read(request: TreeRequest): Promise<Tree> } {
  return {
    async read(request) {
      try {
        const { address } = request.remote;
        const held =
          address.protocol === "file"
            ? { gitDir: await findGitDir(address), commit: request.commit }
            : { gitDir: mirrorDir, commit: await bring(settings, mirrorDir, request) };
        return await readFiles(settings, held, request);
      } catch (error) {
        throw error instanceof GitFailure ? toFailure(error, request.remote.url) : error;
      }
    },
  };
}

/** Sees to it that the mirror holds the commit's trees; answers the commit that it holds. */
async function bring(settings: GitSettings, gitDir: string, request: TreeRequest): Promise<string> {
  const mirror = await openMirror(gitDir, request.remote.url);
  if (mirror.head === request.commit) return request.commit;
  try {
    await fetchHead(settings, gitDir, request, mirror.partial ? PARTIAL : WHOLE);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const other = saysRedirected(error) ? withSuffix(request.remote) : undefined;
    if (other !== undefined) return bring(settings, gitDir, { ...request, remote: other });
    if (isFinal(error)) throw error;
    // Servers that know no shallow copies, and a mirror that a crash left half written.
    await makeWholeMirror(gitDir, request.remote.url);
    await fetchHead(settings, gitDir, request, WHOLE);
  }
  const head = await readMirrorHead(gitDir);
  if (head === undefined) {
    throw new ExecatError("UPSTREAM_FAILED", `git brought no commit from "${request.remote.url}".`, {
      hint: "It is tried again later.",
    });
  }
  return head;
}

async function fetchHead(
  settings: GitSettings,
  gitDir: string,
  { remote, signal }: TreeRequest,
  how: FetchWay,
): Promise<void> {
  await runGit(settings, {
    args: ["fetch", ...how.args, ...PLAIN, "--force", "--update-head-ok", "origin", `HEAD:${MIRROR_REF}`],
    gitDir,
    ...remote.reach,
    config: [...remote.reach.config, ...how.config],
    signal,
    maxBytes: 1_000_000,
  });
}

async function readFiles(settings: GitSettings, held: Held, request: TreeRequest): Promise<Tree> {
  const read = readerOf(settings, held.gitDir, request.signal);
  const listing = await read(["ls-tree", "-r", "-z", "--full-tree", held.commit], MAX_TREE_BYTES);
  const entries = parseTree(listing.toString("utf8"), isWanted, MAX_TREE_ENTRIES);
  if (!entries.some((entry) => isManifest(entry.path))) {
    return { commit: held.commit, files: [], problems: [] };
  }
  if (entries.length > MAX_MANIFESTS) throw tooManyManifests(entries.length);
  const ids = [...new Set(entries.filter((entry) => entry.mode !== SYMBOLIC_LINK).map((entry) => entry.id))];
  let sizes = await readSizes(read, ids);
  const missing = ids.filter((id) => !sizes.has(id));
  if (missing.length > 0 && request.remote.address.protocol !== "file") {
    await fetchBlobs(settings, held.gitDir, request, missing);
    sizes = await readSizes(read, ids);
  }
  const small = ids.filter((id) => (sizes.get(id) ?? 0) <= MAX_FILE_BYTES);
  return { commit: held.commit, ...assemble(entries, sizes, await readBlobs(read, small)) };
}

type Read = (args: readonly string[], maxBytes: number, input?: string) => Promise<Buffer>;

function readerOf(settings: GitSettings, gitDir: string, signal: AbortSignal): Read {
  return (args, maxBytes, input) => runGit(settings, { args, gitDir, signal, maxBytes, input });
}

async function readSizes(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  return parseSizes((await read(["cat-file", "--batch-check"], MAX_TREE_BYTES, lines(ids))).toString());
}

async function readBlobs(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const maxBytes = ids.length * (MAX_FILE_BYTES + 200);
  return parseBlobs(await read(["cat-file", "--batch"], maxBytes, lines(ids)), ids);
}

/** The blobs of manifests only: of all others nothing is ever asked. */
async function fetchBlobs(
  settings: GitSettings,
  gitDir: string,
  { remote, signal }: TreeRequest,
  ids: readonly string[],
): Promise<void> {
  await runGit(settings, {
    args: ["fetch", ...PLAIN, "--stdin", "origin"],
    gitDir,
    ...remote.reach,
    // The commits that we hold say nothing about these objects, so there is nothing to negotiate.
    config: [...remote.reach.config, "fetch.negotiationAlgorithm=noop"],
    signal,
    maxBytes: 1_000_000,
    input: lines(ids),
  });
}

function assemble(
  entries: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
  blobs: ReadonlyMap<string, Uint8Array>,
): Pick<Tree, "files" | "problems"> {
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  for (const { mode, id, path } of entries) {
    if (mode === SYMBOLIC_LINK) {
      problems.push(isLink(path));
      continue;
    }
    const bytes = blobs.get(id);
    if (bytes === undefined) problems.push(tooLarge(path, sizes.get(id) ?? 0));
    files.push({ path, blobId: id, bytes });
  }
  return { files, problems };
}

function lines(ids: readonly string[]): string {
  return `${ids.join("\n")}\n`;
}

function tooManyManifests(count: number): ExecatError {
  return new ExecatError(
    "TOO_LARGE",
    `The repository has ${String(count)} manifests; ${String(MAX_MANIFESTS)} are the most that are read.`,
    { hint: "Spread them over several repositories." },
  );
}
