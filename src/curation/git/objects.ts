import { createHash } from "node:crypto";
import type { Git } from "./git-command.ts";
import { MAX_TEXT_BYTES } from "./curation-path.ts";

/** A file of a tree. */
export interface TreeEntry {
  /** As git writes it: `100644` is a plain file, `120000` a symlink, `160000` a submodule. */
  readonly mode: string;
  readonly id: string;
  /** Absent for a submodule. */
  readonly sizeBytes: number | undefined;
  /** Set while the object has not been written yet. */
  readonly text?: string | undefined;
}

/**
 * The files of a commit by their path. A path is git's bytes, one sign a byte (latin1), so that names that are no
 * UTF-8 come through unharmed; see `toPath` and `fromPath`.
 */
export type Tree = ReadonlyMap<string, TreeEntry>;

export const PLAIN_FILE = "100644";
const EXECUTABLE = "100755";

export function toPath(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

export function fromPath(path: string): string {
  return Buffer.from(path, "utf8").toString("latin1");
}

export function sameEntry(left: TreeEntry | undefined, right: TreeEntry | undefined): boolean {
  return left?.id === right?.id && left?.mode === right?.mode;
}

export function sameTree(left: Tree, right: Tree): boolean {
  return left.size === right.size && [...left].every(([path, entry]) => sameEntry(entry, right.get(path)));
}

/** A file that is to be written. */
export function newEntry(text: string, mode: string = PLAIN_FILE): TreeEntry {
  const bytes = Buffer.from(text, "utf8");
  const id = createHash("sha1")
    .update(`blob ${String(bytes.length)}\0`)
    .update(bytes)
    .digest("hex");
  return { mode, id, sizeBytes: bytes.length, text };
}

/** Reads trees and texts of a repository; both never change, so they are kept between calls. */
export interface Objects {
  /** Throws `ENGINE_UNAVAILABLE` when the commit is not there. */
  tree(commit: string): Promise<Tree>;
  /** Keeps what was just written, so that nothing has to read it again. */
  keep(commit: string, tree: Tree): void;
  /** By id, for plain files of at most 4 MiB that are UTF-8; the others are left out. */
  texts(entries: Iterable<TreeEntry>): Promise<ReadonlyMap<string, string>>;
}

const KEPT_TREES = 20;
const KEPT_TEXT_LENGTH = 64 * 1024 * 1024;

export function createObjects(git: Git): Objects {
  const trees = new Map<string, Tree>();
  const texts = createTexts();

  const keepTree = (commit: string, tree: Tree): void => {
    if (trees.size >= KEPT_TREES) trees.clear();
    trees.set(commit, tree);
  };
  return {
    async tree(commit) {
      const known = trees.get(commit);
      if (known !== undefined) return known;
      const output = await git({ args: ["ls-tree", "-r", "-l", "-z", "--full-tree", commit] });
      const tree = parseTree(output.toString("latin1"));
      keepTree(commit, tree);
      return tree;
    },

    keep(commit, tree) {
      const written = new Map<string, TreeEntry>();
      for (const [path, { mode, id, sizeBytes, text }] of tree) {
        if (text !== undefined) texts.keep(id, text);
        written.set(path, { mode, id, sizeBytes });
      }
      keepTree(commit, written);
    },

    async texts(entries) {
      const wanted = new Set<string>();
      const found = new Map<string, string | undefined>();
      for (const entry of entries) {
        if (entry.text !== undefined) found.set(entry.id, entry.text);
        else if (texts.has(entry.id)) found.set(entry.id, texts.get(entry.id));
        else if (mayBeText(entry)) wanted.add(entry.id);
      }
      for (const [id, text] of await readBlobs(git, [...wanted])) {
        texts.keep(id, text);
        found.set(id, text);
      }
      return new Map([...found].filter((pair): pair is [string, string] => pair[1] !== undefined));
    },
  };
}

interface Texts {
  has(id: string): boolean;
  /** `undefined` for what is no text. */
  get(id: string): string | undefined;
  keep(id: string, text: string | undefined): void;
}

/** Begins anew when it has grown too large: what is in use is soon read again. */
function createTexts(): Texts {
  const kept = new Map<string, string | undefined>();
  let length = 0;
  return {
    has: (id) => kept.has(id),
    get: (id) => kept.get(id),
    keep(id, text) {
      if (kept.has(id)) return;
      if (length > KEPT_TEXT_LENGTH) {
        kept.clear();
        length = 0;
      }
      kept.set(id, text);
      length += text?.length ?? 0;
    },
  };
}

function mayBeText({ mode, sizeBytes }: TreeEntry): boolean {
  return (
    (mode === PLAIN_FILE || mode === EXECUTABLE) && sizeBytes !== undefined && sizeBytes <= MAX_TEXT_BYTES
  );
}

/** `<mode> <type> <id> <size>\t<path>`, each ended by a NUL. */
function parseTree(output: string): Tree {
  const tree = new Map<string, TreeEntry>();
  for (const line of output.split("\0")) {
    const tab = line.indexOf("\t");
    if (tab === -1) continue;
    const [mode = "", , id = "", size = "-"] = line.slice(0, tab).split(/ +/);
    tree.set(line.slice(tab + 1), { mode, id, sizeBytes: size === "-" ? undefined : Number(size) });
  }
  return tree;
}

async function readBlobs(git: Git, ids: readonly string[]): Promise<Map<string, string | undefined>> {
  const texts = new Map<string, string | undefined>();
  if (ids.length === 0) return texts;
  const output = await git({ args: ["cat-file", "--batch"], input: Buffer.from(`${ids.join("\n")}\n`) });
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf("\n", at);
    const [, type, size] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") continue;
    texts.set(id, toText(output.subarray(at, at + Number(size))));
    at += Number(size) + 1;
  }
  return texts;
}

function toText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
