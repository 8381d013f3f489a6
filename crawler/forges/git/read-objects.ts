import { ExecatError } from "../../../src/errors.ts";

/** An entry of a tree that the crawler wants. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

/**
 * Reads what `git ls-tree -r -z` wrote and keeps the entries whose path is wanted. Throws `UPSTREAM_FAILED`
 * when the text is cut off: a part of a tree must never be taken for the whole.
 */
export function parseTree(
  text: string,
  wanted: (path: string) => boolean,
  maxEntries: number,
): readonly TreeEntry[] {
  if (text !== "" && !text.endsWith("\0")) throw cutOff("tree");
  const found: TreeEntry[] = [];
  let count = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\0", start);
    const tab = text.indexOf("\t", start);
    if (tab === -1 || tab > end) throw cutOff("tree");
    count += 1;
    if (count > maxEntries) throw tooMany(maxEntries);
    const path = text.slice(tab + 1, end);
    if (wanted(path)) {
      const [mode = "", type = "", id = ""] = text.slice(start, tab).split(" ");
      if (type === "blob") found.push({ mode, id, path });
    }
    start = end + 1;
  }
  return found;
}

/** Sizes by id from `cat-file --batch-check`; a missing object has none. */
export function parseSizes(text: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [id = "", type, size] = line.split(" ");
    if (type === "blob" && size !== undefined) sizes.set(id, Number(size));
  }
  return sizes;
}

/** Bytes by id from `cat-file --batch`. Throws `UPSTREAM_FAILED` when an object is missing or cut off. */
export function parseBlobs(output: Buffer, ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let start = 0;
  for (const id of ids) {
    const end = output.indexOf(0x0a, start);
    const [name, type, size] = end === -1 ? [] : output.toString("latin1", start, end).split(" ");
    const length = Number(size);
    if (name !== id || type !== "blob" || !Number.isSafeInteger(length)) throw cutOff(`object "${id}"`);
    const bytes = output.subarray(end + 1, end + 1 + length);
    if (bytes.length !== length || output[end + 1 + length] !== 0x0a) throw cutOff(`object "${id}"`);
    blobs.set(id, new Uint8Array(bytes));
    start = end + length + 2;
  }
  return blobs;
}

function cutOff(what: string): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", `git gave only a part of the ${what}.`, {
    hint: "It is tried again later.",
  });
}

function tooMany(maxEntries: number): ExecatError {
  return new ExecatError("TOO_LARGE", `The repository has more than ${String(maxEntries)} files.`, {
    hint: "Keep the manifest in a smaller repository of its own.",
  });
}
