import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ExecatError } from "../errors.ts";
import { DISCOVERY_NAME, MANIFEST_NAMES } from "../manifest/file-names.ts";
import { MAX_BYTES } from "../manifest/yaml/decode.ts";

/** Folders that never hold manifests of their own. */
const SKIPPED = new Set([".git", "node_modules"]);

export interface FoundManifest {
  /** As the user named it, or below the folder that the user named. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly discovery: { readonly file: string; readonly bytes: Uint8Array } | undefined;
}

/**
 * Reads the manifest that a path names, or all below a folder, with `ivoa-discovery.yaml` beside each.
 * Throws `NOT_FOUND` when there is none, `SOURCE_INVALID` for what cannot be read.
 */
export async function findManifests(named: string, cwd: string): Promise<readonly FoundManifest[]> {
  const full = path.resolve(cwd, named);
  const status = await readable(named, () => stat(full));
  if (status.isDirectory()) {
    const files = await listBelow(named, full);
    if (files.length === 0) {
      throw new ExecatError("NOT_FOUND", `There is no manifest below "${named}".`, {
        hint: `Manifests are named ${MANIFEST_NAMES.join(" or ")}; a file of another name is checked when it is named itself.`,
      });
    }
    return Promise.all(files.map((file) => readOne(file, cwd)));
  }
  if (!status.isFile()) {
    throw new ExecatError("SOURCE_INVALID", `"${named}" is neither a file nor a folder.`);
  }
  return Promise.all((await manifestsOf(named, full)).map((file) => readOne(file, cwd)));
}

/** Who names `ivoa-discovery.yaml` means the manifest beside it. */
async function manifestsOf(named: string, full: string): Promise<readonly string[]> {
  if (path.basename(named) !== DISCOVERY_NAME) return [named];
  const names = await readdir(path.dirname(full));
  const beside = MANIFEST_NAMES.find((name) => names.includes(name));
  return [beside === undefined ? named : path.join(path.dirname(named), beside)];
}

async function listBelow(named: string, full: string): Promise<readonly string[]> {
  const entries = await readable(named, () => readdir(full, { withFileTypes: true }));
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path.join(named, entry.name);
    if (entry.isFile() && MANIFEST_NAMES.includes(entry.name)) found.push(inner);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) {
      found.push(...(await listBelow(inner, path.join(full, entry.name))));
    }
  }
  return found;
}

async function readOne(file: string, cwd: string): Promise<FoundManifest> {
  const bytes = await readable(file, () => readStart(path.resolve(cwd, file)));
  return { file, bytes, discovery: await readBeside(file, cwd) };
}

async function readBeside(file: string, cwd: string): Promise<FoundManifest["discovery"]> {
  if (!MANIFEST_NAMES.includes(path.basename(file))) return undefined;
  const beside = path.join(path.dirname(file), DISCOVERY_NAME);
  const full = path.resolve(cwd, beside);
  const exists = await stat(full).then(
    (status) => status.isFile(),
    () => false,
  );
  return exists ? { file: beside, bytes: await readable(beside, () => readStart(full)) } : undefined;
}

/** One byte more than allowed is enough to know that a file is too large. */
async function readStart(full: string): Promise<Uint8Array> {
  const handle = await open(full, "r");
  try {
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    return new Uint8Array(buffer.subarray(0, length));
  } finally {
    await handle.close();
  }
}

async function readable<T>(named: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new ExecatError("NOT_FOUND", `There is no "${named}".`, { hint: "Check the path.", cause });
    }
    throw new ExecatError("SOURCE_INVALID", `"${named}" cannot be read (${code ?? "unknown reason"}).`, {
      hint: "Check who may read it.",
      cause,
    });
  }
}
