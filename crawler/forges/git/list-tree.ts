import { ExecatError } from "../../../src/errors.ts";
import { isFact } from "../fact-files.ts";
import { isWanted, MAX_MANIFESTS, MAX_TREE_ENTRIES } from "../manifest-files.ts";

/** An entry of a tree that the crawler wants. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  /** Bytes that are no UTF-8 stand as U+FFFD; `readable` is false then. */
  readonly path: string;
  readonly readable: boolean;
}

/** Reads what `git ls-tree -r -z` writes, as it comes. */
export interface TreeScanner {
  /** Throws `TOO_LARGE` beyond the limits. */
  push(chunk: Buffer): void;
  /** Throws `UPSTREAM_FAILED` when the text was cut off: a part of a tree must never be taken for the whole. */
  end(): readonly TreeEntry[];
}

/** One path; folders within folders make them as long as somebody likes. */
const MAX_PATH_BYTES = 4 * 1024 * 1024;
/** Candidates for what says something of the program; they only fill gaps, so the rest may be left out. */
const MAX_FACT_CANDIDATES = 20_000;
const TAB = 0x09;
const NUL = 0x00;
const SLASH = 0x2f;

/** Keeps the entries of a tree whose name is that of a manifest or of a file beside one; of all others nothing. */
export function createTreeScanner(): TreeScanner {
  const found: TreeEntry[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let entries = 0;
  let manifests = 0;
  let facts = 0;
  const take = (record: Buffer): void => {
    entries += 1;
    if (entries > MAX_TREE_ENTRIES) throw tooMany(`${String(MAX_TREE_ENTRIES)} files`);
    const tab = record.indexOf(TAB);
    if (tab === -1) throw cutOff();
    const name = record.toString("latin1", Math.max(tab, record.lastIndexOf(SLASH)) + 1);
    if (isWanted(name)) manifests += 1;
    else if (isFact(name)) facts += 1;
    else return;
    if (manifests > MAX_MANIFESTS) throw tooMany(`${String(MAX_MANIFESTS)} manifests`);
    if (!isWanted(name) && facts > MAX_FACT_CANDIDATES) return;
    found.push(toEntry(record, tab));
  };
  return {
    push(chunk) {
      const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = text.indexOf(NUL); end !== -1; end = text.indexOf(NUL, start)) {
        take(text.subarray(start, end));
        start = end + 1;
      }
      rest = text.subarray(start);
      if (rest.length > MAX_PATH_BYTES) throw tooMany("folders within each other");
    },
    end() {
      if (rest.length > 0) throw cutOff();
      return found;
    },
  };
}

function toEntry(record: Buffer, tab: number): TreeEntry {
  const [mode = "", type = "", id = ""] = record.toString("latin1", 0, tab).split(" ");
  const bytes = record.subarray(tab + 1);
  const path = bytes.toString("utf8");
  return { mode, type, id, path, readable: Buffer.from(path).equals(bytes) };
}

function cutOff(): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", "git gave only a part of the tree.", {
    hint: "It is tried again later.",
  });
}

function tooMany(what: string): ExecatError {
  return new ExecatError("TOO_LARGE", `The repository has more than ${what}.`, {
    hint: "Keep the manifest in a smaller repository of its own.",
  });
}
