import { resolve } from "node:path";
import { ExecatError } from "../../errors.ts";
import type {
  CurationCommit,
  CurationFiles,
  CurationRepository,
  Curator,
  MergeFile,
  RemoteState,
} from "../repository.ts";
import { applyChanges, commitChange } from "./commit-change.ts";
import { getHead, noSuchCommit, type Context } from "./context.ts";
import { isCurationPath } from "./curation-path.ts";
import { diffTrees } from "./diff.ts";
import { createGit } from "./git-command.ts";
import { countOwn, describeCommits, hasCommit, listCommits } from "./history.ts";
import { createObjects, toPath } from "./objects.ts";
import { createOpenMerges } from "./open-merges.ts";
import { openRepository } from "./open-repository.ts";
import { isId, MAIN, readRef, SHIPPED } from "./refs.ts";
import { parseRemote, type RemoteAddress, type RemoteOptions } from "./remote-address.ts";
import { RemoteFailure, trackingRef } from "./remote.ts";
import { syncWith } from "./sync.ts";
import { NO_TREE } from "./three-way.ts";
import { undoCommit } from "./undo.ts";
import { upgrade } from "./upgrade.ts";

export interface GitCurationOptions {
  readonly folder: string;
  readonly mergeFile: MergeFile;
  readonly remote?: RemoteOptions | undefined;
  readonly now: () => Date;
  /** Who brings shipped sets in and writes what curators change: the catalogue itself. */
  readonly committer: Curator;
  /** As `gitEnvironment()` of `src/config/load.ts` gives it. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Opens the curation's bare repository, and makes it when it is not there.
 *
 * Fails with `SETTINGS_INVALID` when the folder holds something else, or for a remote that git may not call.
 */
export async function createGitCurationRepository(options: GitCurationOptions): Promise<CurationRepository> {
  const address = options.remote === undefined ? undefined : parseRemote(options.remote);
  const folder = resolve(options.folder);
  const { committer, now, mergeFile } = options;
  const settings = { folder, environment: options.environment, committer, now };
  await openRepository(settings);
  const git = createGit(settings);
  const context: Context = { folder, git, objects: createObjects(git), mergeFile, committer, now };
  const remote = address === undefined ? undefined : createRemote(context, address);
  await remote?.count();
  const tracked = address === undefined ? undefined : trackingRef(address);
  const mergeable = tracked === undefined ? [SHIPPED] : [SHIPPED, tracked];
  return {
    folder,
    ...createReading(context),
    async commit(change) {
      const id = await commitChange(context, change, mergeable);
      await remote?.count();
      return id;
    },
    async upgrade(files, version) {
      // A catalogue that is made anew goes on where its remote stands.
      if ((await readRef(folder, MAIN)) === undefined) await remote?.sync();
      const result = await upgrade(context, { files, version });
      await remote?.count();
      return result;
    },
    sync: async () => remote?.sync(),
    remote: () => remote?.state(),
    openMerges: createOpenMerges(context, tracked),
  };
}

type Reading = Pick<
  CurationRepository,
  "head" | "read" | "history" | "find" | "diffOf" | "diffWith" | "undo"
>;

function createReading(context: Context): Reading {
  const { git, objects } = context;
  const findCommit = createFinder(context);
  const getCommit = async (id: string): Promise<CurationCommit> => {
    const found = await findCommit(id);
    if (found === undefined) throw noSuchCommit(id);
    return found;
  };
  return {
    head: () => getHead(context),
    read: (commit) => readFiles(context, commit),
    async history({ path, before, limit }) {
      const ids = await listCommits(git, await getHead(context), path);
      const at = before === undefined ? 0 : ids.indexOf(before) + 1;
      if (before !== undefined && at === 0) return [];
      return (await describeCommits(git, ids.slice(at, at + limit))).map(({ commit }) => commit);
    },
    find: findCommit,
    async diffOf(id) {
      const { id: commit, parents } = await getCommit(id);
      const before = parents[0] === undefined ? NO_TREE : await objects.tree(parents[0]);
      return diffTrees(context, before, await objects.tree(commit));
    },
    async diffWith(changes) {
      const before = await objects.tree(await getHead(context));
      return diffTrees(context, before, applyChanges(before, changes));
    },
    undo: async (id) => undoCommit(context, await getCommit(id)),
  };
}

async function readFiles({ git, objects }: Context, commit: string): Promise<CurationFiles> {
  if (!isId(commit)) throw noSuchCommit(commit);
  const tree = await objects.tree(commit).catch(async (error: unknown) => {
    throw (await hasCommit(git, commit)) ? error : noSuchCommit(commit);
  });
  const wanted = [...tree].filter(([path]) => isCurationPath(toPath(path)));
  const texts = await objects.texts(wanted.map(([, entry]) => entry));
  const files = new Map<string, string>();
  for (const [path, { id }] of wanted) {
    const text = texts.get(id);
    if (text !== undefined) files.set(toPath(path), text);
  }
  return files;
}

/** Finds commits by the beginning of their id, among those that lead to the head only. */
function createFinder(context: Context): (id: string) => Promise<CurationCommit | undefined> {
  let known: { readonly head: string; readonly ids: readonly string[] } | undefined;
  return async (id) => {
    if (!/^[0-9a-f]{7,40}$/.test(id)) return undefined;
    const head = await getHead(context);
    if (known?.head !== head) known = { head, ids: await listCommits(context.git, head) };
    const [found, other] = known.ids.filter((each) => each.startsWith(id));
    if (found === undefined || other !== undefined) return undefined;
    return (await describeCommits(context.git, [found]))[0]?.commit;
  };
}

interface Remote {
  sync(): Promise<void>;
  count(): Promise<void>;
  state(): RemoteState;
}

function createRemote(context: Context, address: RemoteAddress): Remote {
  let pending = 0;
  let lastSyncedAt: string | undefined;
  let failure: string | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const count = async (): Promise<void> => {
    const head = await readRef(context.folder, MAIN);
    const theirs = await readRef(context.folder, trackingRef(address));
    // What was just written must not look as if it failed because it cannot be counted.
    if (head !== undefined) pending = await countOwn(context.git, head, theirs).catch(() => pending);
  };
  const run = async (): Promise<void> => {
    try {
      const result = await syncWith(context, address);
      failure = undefined;
      if (result === "even") lastSyncedAt = context.now().toISOString();
    } catch (error) {
      failure = sentenceOf(error);
    }
    await count();
  };
  const start = (): Promise<void> => {
    next = undefined;
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    count,
    state: () => ({ url: address.shown, pending, lastSyncedAt, failure }),
    // One that is running may have missed what the caller has just written: all who come meanwhile share the next.
    sync: () => (running === undefined ? start() : (next ??= running.then(start))),
  };
}

function sentenceOf(error: unknown): string {
  if (error instanceof RemoteFailure || error instanceof ExecatError) return error.message;
  throw error;
}
