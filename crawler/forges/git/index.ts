import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Source } from "../../../src/catalogue/sources.ts";
import type { Forge, FoundRepository, Head } from "../forge.ts";
import { goneMessage, saysGone, saysRedirected, toFailure } from "./failures.ts";
import { parseGitAddress } from "../../git-address.ts";
import { GitFailure, runGit, type GitSettings } from "./git-command.ts";
import { findReach, type Lookup } from "./reach.ts";
import { createTreeReader } from "./read-tree.ts";
import { withSuffix, type Remote } from "./remote.ts";

export interface GitForgeOptions {
  /** A folder of ours for mirrors; made when absent. */
  readonly mirrorsDir: string;
  readonly timeoutMs: number;
  readonly allowHosts: readonly string[];
  /** What git's processes get of our environment: PATH, HOME, SSH_AUTH_SOCK, proxies. */
  readonly environment: Readonly<Record<string, string>>;
  readonly lookup?: Lookup | undefined;
}

/** Reads single repositories with the system's git: `https:`, `ssh:`, `file:`. */
export function createGitForge(options: GitForgeOptions): Forge {
  // Absolute, because git gets the path in its environment and starts in another folder.
  const mirrorsDir = resolve(options.mirrorsDir);
  const settings = prepareOnce({ ...options, mirrorsDir });
  const reachOf = async (url: string): Promise<Remote> => {
    const address = parseGitAddress(url);
    return { address, url: address.url, reach: await findReach(address, options) };
  };
  return {
    name: "git",
    async list(source) {
      return { repositories: [repositoryOf(source)], remark: undefined };
    },
    async resolveHead(repository, signal) {
      const remote = await withAbort(reachOf(repository.url), signal);
      return askHead(await settings(), remote, signal);
    },
    async readTree(repository, commit, signal) {
      const remote = await withAbort(reachOf(repository.url), signal);
      const reader = createTreeReader(await settings(), join(mirrorsDir, `${repository.id}.git`));
      return reader.read({ remote, commit, signal });
    },
  };
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

async function askHead(settings: GitSettings, remote: Remote, signal: AbortSignal): Promise<Head> {
  try {
    return await lsRemote(settings, remote, signal);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const other = saysRedirected(error) ? withSuffix(remote) : undefined;
    if (other !== undefined) return askHead(settings, other, signal);
    if (saysGone(error)) return { state: "gone", message: goneMessage(remote.url) };
    throw toFailure(error, remote.url);
  }
}

async function lsRemote(settings: GitSettings, remote: Remote, signal: AbortSignal): Promise<Head> {
  const output = await runGit(settings, {
    args: ["ls-remote", "--symref", "--", remote.url, "HEAD"],
    ...remote.reach,
    signal,
    maxBytes: 1_000_000,
  });
  let branch: string | undefined;
  let commit: string | undefined;
  for (const line of output.toString("utf8").split("\n")) {
    const [value = "", name] = line.split("\t");
    if (name !== "HEAD") continue;
    if (value.startsWith("ref: ")) branch = value.slice("ref: ".length).replace(/^refs\/heads\//, "");
    else if (/^[0-9a-f]{40,64}$/.test(value)) commit = value;
  }
  return commit === undefined ? { state: "empty" } : { state: "head", commit, branch };
}

/** The folder and git's settings file are made at the first call, not when the program starts. */
function prepareOnce(options: GitForgeOptions): () => Promise<GitSettings> {
  let prepared: Promise<GitSettings> | undefined;
  return () => (prepared ??= prepare(options));
}

/** Stands in for the user's settings. The operator named a folder, whoever owns it, and nothing in it is run. */
const GLOBAL_CONFIG = "[safe]\n\tdirectory = *\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n";

async function prepare(options: GitForgeOptions): Promise<GitSettings> {
  const globalConfig = join(options.mirrorsDir, "gitconfig");
  await mkdir(dirname(globalConfig), { recursive: true });
  await writeFile(globalConfig, GLOBAL_CONFIG);
  return {
    workingDir: options.mirrorsDir,
    globalConfig,
    environment: options.environment,
    timeoutMs: options.timeoutMs,
  };
}

/** A look-up of a name cannot be stopped, but nobody needs to wait for it. */
async function withAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
  }
}
