import { createHash } from "node:crypto";
import { access, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ExecatError } from "../../../src/errors.ts";
import type { Source } from "../../../src/catalogue/sources.ts";
import { askEach } from "../ask-each.ts";
import type { Forge, FoundRepository, Listing } from "../forge.ts";
import { isManifest } from "../manifest-files.ts";
import { walkFolder, type WalkedFolder } from "./walk.ts";

export interface DirectoryForgeOptions {
  /** Relative paths of sources start here: the folder of `sources.yaml`. */
  readonly baseDir: string;
}

/**
 * Takes a folder for a forge: each sub-folder is a repository. One that is a git repository is read through git
 * at its head, any other as it lies there. A folder that is itself a git repository, or that holds a manifest
 * and no sub-folders, is one repository.
 */
export function createDirectoryForge(options: DirectoryForgeOptions): Forge {
  return {
    name: "directory",
    list: (source, signal) => list(source, resolve(options.baseDir, source.location), signal),
    headsAtOnce: 1,
    resolveHeads: (repositories, signal) =>
      askEach(repositories, async ({ url, path }) => {
        if (!(await isFolder(url))) {
          return { state: "gone", message: `The folder of "${path}" is no longer there.` };
        }
        return { state: "head", commit: stateOf(await walkFolder(url, signal)), branch: undefined };
      }),
    async readTree(repository, _commit, signal) {
      const walked = await walkFolder(repository.url, signal);
      return { commit: stateOf(walked), ...walked };
    },
  };
}

/** Stands in for a commit: changes when any manifest, or what describes it, its path or its bytes do. */
function stateOf(walked: WalkedFolder): string {
  const hash = createHash("sha1");
  for (const file of [...walked.files, ...walked.facts]) hash.update(`${file.path}\0${file.blobId}\0`);
  for (const problem of walked.problems) hash.update(`${problem.rule}\0${problem.file}\0`);
  return hash.digest("hex");
}

async function list(source: Source, folder: string, signal: AbortSignal): Promise<Listing> {
  if (!(await isFolder(folder))) {
    throw new ExecatError(
      "SOURCE_INVALID",
      `The folder "${source.location}" of source "${source.key}" does not exist.`,
      {
        hint: "Make the folder, or mend or remove the source in sources.yaml.",
      },
    );
  }
  signal.throwIfAborted();
  if (await isGit(folder)) {
    return { repositories: [gitRepository(source, folder, basename(folder))], remark: undefined };
  }
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
  const manifest = entries.find((entry) => entry.isFile() && isManifest(entry.name));
  if (names.length === 0) {
    if (manifest === undefined) throw nothingThere(source);
    return { repositories: [plainRepository(source, folder, ".", basename(folder))], remark: undefined };
  }
  const repositories: FoundRepository[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const path = join(folder, name);
    repositories.push(
      (await isGit(path)) ? gitRepository(source, path, name) : plainRepository(source, path, name, name),
    );
  }
  return { repositories, remark: manifest === undefined ? undefined : besideFolders(manifest.name) };
}

function plainRepository(source: Source, url: string, forgeId: string, path: string): FoundRepository {
  return { forge: "directory", forgeId, host: `local.${source.key}`, path, url, webUrl: undefined };
}

function gitRepository(source: Source, folder: string, name: string): FoundRepository {
  const url = pathToFileURL(folder).href;
  return {
    forge: "git",
    forgeId: url,
    host: `local.${source.key}`,
    path: name.replace(/\.git$/, "") || name,
    url,
    webUrl: undefined,
  };
}

/** A work tree with its `.git` (a folder, or a file that names one), or a bare repository. */
async function isGit(folder: string): Promise<boolean> {
  if (await exists(join(folder, ".git"))) return true;
  const parts = await Promise.all(["HEAD", "objects", "refs"].map((name) => exists(join(folder, name))));
  return parts.every(Boolean);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** An empty listing deletes nothing: a disk that is not mounted looks just like it. */
function nothingThere(source: Source): ExecatError {
  return new ExecatError("SOURCE_INVALID", `The folder "${source.location}" holds no repository.`, {
    hint: "Put one folder for each repository into it, each with an ivoa-execution.yaml.",
  });
}

function besideFolders(name: string): string {
  return `"${name}" at the top is not read, because each sub-folder is a repository: move it into one.`;
}
