import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ExecatError } from "../../../src/errors.ts";
import { sizeOf } from "./mirror.ts";

/** Of one fetch; a commit with its trees has some thousands. */
const MAX_OBJECTS = 1_000_000;
const EVERY_MS = 100;

/**
 * Looks at what git writes into a mirror while it fetches, and ends the call with `TOO_LARGE` when that is more than
 * `maxBytes`, or when the pack says that it holds too many objects. Returns what stops the watching.
 */
export function watchMirror(gitDir: string, maxBytes: number): (end: (error: Error) => void) => () => void {
  return (end) => {
    let stopped = false;
    let before: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    const look = async (): Promise<void> => {
      const size = await sizeOf(gitDir);
      before ??= size;
      const objects = await announcedObjects(gitDir);
      if (stopped) return;
      if (size - before > maxBytes) end(tooManyBytes(maxBytes));
      else if (objects > MAX_OBJECTS) end(tooManyObjects(objects));
      else timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  };
}

/** The most objects that a pack under way says to hold, in its first twelve bytes (gitformat-pack). */
async function announcedObjects(gitDir: string): Promise<number> {
  const folder = join(gitDir, "objects", "pack");
  const names = await readdir(folder).catch(() => []);
  let most = 0;
  for (const name of names) {
    if (!name.startsWith("tmp_pack_")) continue;
    const head = await readHead(join(folder, name));
    if (head?.toString("latin1", 0, 4) === "PACK") most = Math.max(most, head.readUInt32BE(8));
  }
  return most;
}

async function readHead(file: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
      return bytesRead === 12 ? buffer : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    // Finished, and renamed, in between.
    return undefined;
  }
}

export function tooManyBytes(maxBytes: number): ExecatError {
  const mebibytes = String(Math.round((maxBytes / 1024 / 1024) * 10) / 10);
  return new ExecatError(
    "TOO_LARGE",
    `The server sent more than ${mebibytes} MiB for the manifests and the tree of one repository.`,
    {
      hint: "Keep the manifest in a smaller repository, or where git may fetch a part; EXECAT_GIT_MAX_MIB sets the limit.",
    },
  );
}

function tooManyObjects(count: number): ExecatError {
  return new ExecatError(
    "TOO_LARGE",
    `The server would send ${String(count)} objects for one repository; ${String(MAX_OBJECTS)} are the most.`,
    { hint: "Keep the manifest in a smaller repository of its own." },
  );
}
