import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isId } from "./refs.ts";

/** Each fetch adds a pack, and nothing ever packs them together: after this many it is cheaper to begin anew. */
const MAX_PACKS = 40;
/** What stays on the disk after a repository was read: trees are small, and so is what a filter lets through. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
/** Commits that are kept as a ground for the next fetch. */
const MAX_REFS = 200;

/**
 * A bare repository of our own, which holds some commits as far as the crawler needed them.
 * A cache: it can be deleted at any time. It has no hooks, no work tree and no settings but these.
 */
export interface Mirror {
  readonly gitDir: string;
  /** The commits that it holds. */
  readonly commits: ReadonlySet<string>;
  /** False when the server turned out to know no partial and shallow copies. */
  readonly shallow: boolean;
}

/** Refs are named by ids and numbers, so that no name from outside reaches the file system. */
export const COMMIT_REFS = "refs/execat/commits";

/** Opens the mirror, or makes it anew when it is absent, belongs to another URL, or has grown too much. */
export async function openMirror(gitDir: string, url: string): Promise<Mirror> {
  const config = await readText(join(gitDir, "config"));
  const known = config === shallowConfig(url) || config === wholeConfig(url);
  const commits = known ? await namesIn(join(gitDir, COMMIT_REFS)) : [];
  if (!known || commits.length > MAX_REFS || (await countPacks(gitDir)) > MAX_PACKS) {
    await makeMirror(gitDir, url);
    return { gitDir, commits: new Set(), shallow: true };
  }
  return { gitDir, commits: new Set(commits.filter(isId)), shallow: config === shallowConfig(url) };
}

/** Makes the mirror anew; `whole` for a server that knows no shallow copies. */
export async function makeMirror(gitDir: string, url: string, kind?: "whole"): Promise<void> {
  await rm(gitDir, { recursive: true, force: true });
  await mkdir(join(gitDir, "objects", "pack"), { recursive: true });
  await mkdir(join(gitDir, COMMIT_REFS), { recursive: true });
  await writeFile(join(gitDir, "HEAD"), "ref: refs/heads/none\n");
  await writeFile(join(gitDir, "config"), kind === "whole" ? wholeConfig(url) : shallowConfig(url));
}

export async function dropMirror(gitDir: string): Promise<void> {
  await rm(gitDir, { recursive: true, force: true });
}

/** Deletes a mirror that a server without filters has made large; the next look begins anew. */
export async function trimMirror(gitDir: string): Promise<void> {
  if ((await sizeOf(gitDir)) > MAX_KEPT_BYTES) await dropMirror(gitDir);
}

/** Deletes the mirrors of all repositories but these; answers how many went. */
export async function sweepMirrors(mirrorsDir: string, known: ReadonlySet<string>): Promise<number> {
  let swept = 0;
  for (const name of await namesIn(mirrorsDir)) {
    if (!name.endsWith(".git") || known.has(name.slice(0, -".git".length))) continue;
    await dropMirror(join(mirrorsDir, name));
    swept += 1;
  }
  return swept;
}

/** Bytes of all files below the objects of a mirror, packs that are still being written included. */
export async function sizeOf(gitDir: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(join(gitDir, "objects"))) {
    const folder = join(gitDir, "objects", name);
    for (const file of await namesIn(folder)) bytes += await fileSize(join(folder, file));
  }
  return bytes;
}

/**
 * Neither of the two says `promisor`, which only a fetch is told: a reader that knew of it would call the server
 * for every object that is missing, one by one. The remote's address is told each time as well.
 */
function shallowConfig(url: string): string {
  return `# ${url}\n[core]\n\trepositoryformatversion = 0\n\tbare = true\n`;
}

function wholeConfig(url: string): string {
  return `# whole\n${shallowConfig(url)}`;
}

async function countPacks(gitDir: string): Promise<number> {
  const names = await namesIn(join(gitDir, "objects", "pack"));
  return names.filter((name) => name.endsWith(".pack")).length;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function fileSize(file: string): Promise<number> {
  return stat(file).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
