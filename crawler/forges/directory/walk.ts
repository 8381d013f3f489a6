import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ExecatError } from "../../../src/errors.ts";
import type { Problem } from "../../../src/manifest/problems.ts";
import { chooseFacts, factIsLink, factNotRead, factTooLarge, isFact, MAX_FACT_BYTES } from "../fact-files.ts";
import type { ManifestFile } from "../forge.ts";
import {
  blobIdOf,
  isLink,
  isManifest,
  isWanted,
  MAX_FILE_BYTES,
  MAX_MANIFESTS,
  MAX_TREE_ENTRIES,
  tooLarge,
} from "../manifest-files.ts";

export interface WalkedFolder {
  readonly files: readonly ManifestFile[];
  readonly facts: readonly ManifestFile[];
  readonly problems: readonly Problem[];
}

/**
 * Reads every manifest below a folder, by path, and what describes it at the top and beside it. Symbolic links are not followed, `.git` is not entered.
 * Fails with `UPSTREAM_FAILED` when any part cannot be read, with `TOO_LARGE` beyond the limits.
 */
export async function walkFolder(root: string, signal: AbortSignal): Promise<WalkedFolder> {
  const found = { paths: [] as string[], links: [] as string[], facts: [] as FactPath[], entries: 0 };
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((cause: unknown) => {
      throw unreadable(folder, cause);
    });
    found.entries += entries.length;
    if (found.entries > MAX_TREE_ENTRIES) throw tooMany(`${String(MAX_TREE_ENTRIES)} files`);
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== ".git") waiting.push(path);
      const isLinked = entry.isSymbolicLink();
      if (!isLinked && !entry.isFile()) continue;
      if (isFact(path)) found.facts.push({ path, isLinked });
      if (isWanted(path)) (isLinked ? found.links : found.paths).push(path);
    }
  }
  if (found.paths.length > MAX_MANIFESTS) throw tooMany(`${String(MAX_MANIFESTS)} manifests`);
  const read = await readFiles(root, found.paths.sort(), signal);
  const facts = await readFacts(root, found, signal);
  return {
    files: read.files,
    facts: facts.files,
    problems: [...read.problems, ...found.links.sort().map(isLink), ...facts.problems],
  };
}

interface FactPath {
  readonly path: string;
  readonly isLinked: boolean;
}

type FilesRead = Pick<WalkedFolder, "files" | "problems">;

/** One that cannot be had only leaves a gap that it would have filled. */
async function readFacts(
  root: string,
  found: { readonly paths: readonly string[]; readonly facts: readonly FactPath[] },
  signal: AbortSignal,
): Promise<FilesRead> {
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  if (!found.paths.some(isManifest)) return { files, problems };
  const manifests = found.paths.map((path) => ({ path, isLinked: false }));
  const byPath = found.facts.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  for (const { path, isLinked } of chooseFacts([...manifests, ...byPath])) {
    signal.throwIfAborted();
    if (isLinked) {
      problems.push(factIsLink(path));
      continue;
    }
    try {
      const { size } = await stat(join(root, path));
      if (size > MAX_FACT_BYTES) {
        problems.push(factTooLarge(path, size));
        continue;
      }
      const bytes = new Uint8Array(await readFile(join(root, path)));
      files.push({ path, blobId: blobIdOf(bytes), bytes });
    } catch {
      problems.push(factNotRead(path));
    }
  }
  return { files, problems };
}

async function readFiles(root: string, paths: readonly string[], signal: AbortSignal): Promise<FilesRead> {
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  if (!paths.some(isManifest)) return { files, problems };
  for (const path of paths) {
    signal.throwIfAborted();
    try {
      const { size } = await stat(join(root, path));
      if (size > MAX_FILE_BYTES) {
        problems.push(tooLarge(path, size));
        files.push({ path, blobId: `too-large-${String(size)}`, bytes: undefined });
        continue;
      }
      const bytes = new Uint8Array(await readFile(join(root, path)));
      files.push({ path, blobId: blobIdOf(bytes), bytes });
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }
  return { files, problems };
}

function unreadable(path: string, cause: unknown): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `"${path === "" ? "." : path}" could not be read.`, {
    hint: "Check that it may be read; nothing of the repository changes until then.",
    cause,
  });
}

function tooMany(what: string): ExecatError {
  return new ExecatError("TOO_LARGE", `The folder has more than ${what}.`, {
    hint: "Name a smaller folder in sources.yaml.",
  });
}
