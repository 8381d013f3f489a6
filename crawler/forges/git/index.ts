import { join, resolve } from "node:path";
import type { Source } from "../../../src/catalogue/sources.ts";
import { ExecatError } from "../../../src/errors.ts";
import { parseGitAddress } from "../../git-address.ts";
import { askEach } from "../ask-each.ts";
import type { Forge, FoundRepository, TreeAnswer } from "../forge.ts";
import { askHead } from "./ask-head.ts";
import type { WebAccess } from "./ask-refs.ts";
import type { CredentialsFor } from "./credentials.ts";
import type { GitSettings } from "./git-command.ts";
import { prepareGit } from "./git-settings.ts";
import { sweepMirrors } from "./mirror.ts";
import { findReach, type Lookup } from "./reach.ts";
import { readTrees } from "./read-tree.ts";
import type { Remote } from "./remote.ts";

export interface GitForgeOptions {
  /** A folder of ours for mirrors; made when absent. */
  readonly mirrorsDir: string;
  readonly timeoutMs: number;
  /** What one fetch may bring; 256 MiB when absent. */
  readonly maxBytes?: number | undefined;
  readonly allowHosts: readonly string[];
  /** What git's processes get of our environment: PATH, SSH_AUTH_SOCK, proxies. */
  readonly environment: Readonly<Record<string, string>>;
  /** Asks http(s) servers for their refs without a process; git does it when absent. */
  readonly web?: WebAccess | undefined;
  /** The token for an address, sent below the part of it that the token is for. */
  readonly credentialsFor?: CredentialsFor | undefined;
  readonly lookup?: Lookup | undefined;
}

export interface GitForge extends Forge {
  /** Deletes what is kept of all repositories but these; answers how many went. */
  sweepMirrors(repositoryIds: ReadonlySet<string>): Promise<number>;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** What the account has set up for git's way out; our own client knows nothing of it. */
const OWN_WAY_OUT = /^(?:(?:https?|all)_proxy|ssl_cert_(?:file|dir))$/i;

/** Reads single repositories with the system's git: `https:`, `ssh:`, `file:`. */
export function createGitForge(options: GitForgeOptions): GitForge {
  // Absolute, because git gets the path in its environment and starts in another folder.
  const mirrorsDir = resolve(options.mirrorsDir);
  const settings = prepareOnce({ ...options, mirrorsDir });
  const web = Object.keys(options.environment).some((name) => OWN_WAY_OUT.test(name))
    ? undefined
    : options.web;
  const reachOf = (url: string, signal: AbortSignal): Promise<Remote> =>
    withDeadline(findRemote(url, options), options.timeoutMs, signal);
  const accessOf = async (
    repository: { readonly id: string; readonly url: string },
    signal: AbortSignal,
  ) => ({
    settings: await settings(),
    gitDir: join(mirrorsDir, `${repository.id}.git`),
    remote: await reachOf(repository.url, signal),
    signal,
  });
  return {
    name: "git",
    async list(source) {
      return { repositories: [repositoryOf(source)], remark: undefined };
    },
    headsAtOnce: 1,
    resolveHeads: (repositories, signal) =>
      askEach(repositories, async (repository) => {
        const remote = await reachOf(repository.url, signal);
        return askHead({ settings: await settings(), web, remote, signal });
      }),
    async readTree(repository, commit, signal) {
      const [answer] = await readTrees(await accessOf(repository, signal), [{ commit }]);
      return treeOf(answer);
    },
    readTrees: async (repository, wanted, signal) => readTrees(await accessOf(repository, signal), wanted),
    sweepMirrors: (repositoryIds) => sweepMirrors(mirrorsDir, repositoryIds),
  };
}

function treeOf(answer: TreeAnswer | undefined) {
  if (answer?.state === "tree") return answer.tree;
  throw answer?.error ?? new Error("There is no answer.");
}

async function findRemote(url: string, options: GitForgeOptions): Promise<Remote> {
  const address = parseGitAddress(url);
  return { address, url: address.url, reach: await findReach(address, options) };
}

/** Git's id of a repository: its URL in one spelling. */
export function repositoryOf(source: Pick<Source, "key" | "location">): FoundRepository {
  const address = parseGitAddress(source.location);
  const isFile = address.protocol === "file";
  return {
    forge: "git",
    forgeId: isFile ? address.url.replace(/\/+$/, "") : `${address.host}/${address.path}`,
    host: isFile ? `local.${source.key}` : address.host,
    path: isFile ? address.path.slice(address.path.lastIndexOf("/") + 1) : address.path,
    url: address.url,
    webUrl: address.protocol === "https" ? address.url.replace(/(?:\.git)?\/*$/, "") : undefined,
  };
}

/** The folder and git's settings file are made at the first call, not when the program starts. */
function prepareOnce(options: GitForgeOptions): () => Promise<GitSettings> {
  let prepared: Promise<GitSettings> | undefined;
  const { mirrorsDir, timeoutMs, maxBytes = DEFAULT_MAX_BYTES, environment } = options;
  return () => (prepared ??= prepareGit(mirrorsDir, { timeoutMs, maxBytes }, environment));
}

/** A look-up of a name cannot be stopped, but nobody needs to wait for it. */
async function withDeadline<T>(promise: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let settle: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    settle = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    signal.addEventListener("abort", settle);
    timer = setTimeout(() => reject(slowNames(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
    if (settle !== undefined) signal.removeEventListener("abort", settle);
  }
}

function slowNames(timeoutMs: number): ExecatError {
  return new ExecatError(
    "UPSTREAM_TIMEOUT",
    `The host's name was not found within ${String(timeoutMs / 1000)} s.`,
    {
      hint: "It is tried again later.",
    },
  );
}
