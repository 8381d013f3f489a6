import { ExecatError } from "../../../src/errors.ts";

/** What `cat-file --batch-check` says of an object. */
export interface ObjectFacts {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

/** Facts of objects in the order in which they were asked for; absent for one that is missing. */
export function parseFacts(text: string): readonly (ObjectFacts | undefined)[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const [id = "", type = "", size = ""] = line.split(" ");
      return /^\d+$/.test(size) ? { id, type, size: Number(size) } : undefined;
    });
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
