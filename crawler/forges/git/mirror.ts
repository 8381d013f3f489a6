import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Each fetch adds a pack, and nothing ever packs them together: after this many it is cheaper to begin anew. */
const MAX_PACKS = 40;

/**
 * A bare repository of our own, which holds a branch's last commit as far as the crawler needed it.
 * A cache: it can be deleted at any time. It has no hooks, no work tree and no settings but these.
 */
export interface Mirror {
  readonly gitDir: string;
  /** The commit that it holds. */
  readonly head: string | undefined;
  /** False when the server turned out to know no partial and shallow copies. */
  readonly partial: boolean;
}

/** The ref, never a branch's name, so that no name from outside reaches the file system. */
export const MIRROR_REF = "refs/execat/head";

/** Opens the mirror, or makes it anew when it is absent, belongs to another URL, or holds too many packs. */
export async function openMirror(gitDir: string, url: string): Promise<Mirror> {
  const config = await readText(join(gitDir, "config"));
  const known = config === partialConfig(url) || config === wholeConfig(url);
  if (known && (await countPacks(gitDir)) <= MAX_PACKS) {
    return { gitDir, head: await readMirrorHead(gitDir), partial: config === partialConfig(url) };
  }
  await makeMirror(gitDir, partialConfig(url));
  return { gitDir, head: undefined, partial: true };
}

/** Makes the mirror anew for a server that knows neither partial nor shallow copies. */
export async function makeWholeMirror(gitDir: string, url: string): Promise<void> {
  await makeMirror(gitDir, wholeConfig(url));
}

export async function readMirrorHead(gitDir: string): Promise<string | undefined> {
  const head = (await readText(join(gitDir, MIRROR_REF)))?.trim();
  return head !== undefined && /^[0-9a-f]{40,64}$/.test(head) ? head : undefined;
}

async function makeMirror(gitDir: string, config: string): Promise<void> {
  await rm(gitDir, { recursive: true, force: true });
  await mkdir(join(gitDir, "objects"), { recursive: true });
  await mkdir(join(gitDir, "refs"), { recursive: true });
  await writeFile(join(gitDir, "HEAD"), `ref: ${MIRROR_REF}\n`);
  await writeFile(join(gitDir, "config"), config);
}

/**
 * Neither of the two says `promisor`, which only a fetch is told: a reader that knew of it would call the server
 * for every object that is missing, one by one.
 */
function partialConfig(url: string): string {
  const quoted = url.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote "origin"]\n\turl = "${quoted}"\n`;
}

function wholeConfig(url: string): string {
  return `# whole\n${partialConfig(url)}`;
}

async function countPacks(gitDir: string): Promise<number> {
  try {
    const names = await readdir(join(gitDir, "objects", "pack"));
    return names.filter((name) => name.endsWith(".pack")).length;
  } catch {
    return 0;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
