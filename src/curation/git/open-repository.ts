import { appendFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ExecatError } from "../../errors.ts";
import { createGit, type GitSettings } from "./git-command.ts";
import { TEMPORARY } from "./write-commit.ts";

/**
 * What others push here must be sound and may take nothing away; the branch `shipped` is the program's own. Written
 * to the disk before a ref says so, and with a log of where each ref stood.
 */
const CONFIG = `
[core]
	fsync = objects,derived-metadata,reference
	logAllRefUpdates = true
[receive]
	denyNonFastForwards = true
	denyDeletes = true
	fsckObjects = true
	hideRefs = refs/heads/shipped
	hideRefs = refs/remotes
`;
const STALE_AFTER_MS = 60 * 60 * 1000;

/**
 * Makes the bare repository unless it is there. It is made beside its place and then moved there, so that of several
 * processes one makes it and none sees half of it.
 *
 * Fails with `SETTINGS_INVALID` when something else lies in its place.
 */
export async function openRepository(settings: GitSettings): Promise<void> {
  const { folder } = settings;
  const found = await filesIn(folder);
  if (isRepository(found)) return removeStale(settings, found);
  if (found.length > 0) throw notOurs(folder);
  await mkdir(dirname(folder), { recursive: true });
  const making = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const git = createGit({ ...settings, folder: making });
    await git({
      args: ["init", "--quiet", "--bare", "--initial-branch=main", "--object-format=sha1", making],
      outside: making,
    });
    await appendFile(join(making, "config"), CONFIG);
    await rename(making, folder);
  } catch (error) {
    // ENOTEMPTY or EEXIST: another process was quicker.
    if (!isRepository(await filesIn(folder))) throw toFailure(error);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

function isRepository(files: readonly string[]): boolean {
  return ["HEAD", "objects", "refs"].every((name) => files.includes(name));
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") throw notOurs(folder);
    throw toFailure(error);
  }
}

/** What processes left that were killed: harmless, and never looked at again. */
async function removeStale({ folder, now }: GitSettings, files: readonly string[]): Promise<void> {
  for (const name of files) {
    if (!name.startsWith(TEMPORARY)) continue;
    const changed = (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs;
    if (changed === undefined || now().getTime() - changed < STALE_AFTER_MS) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function notOurs(folder: string): ExecatError {
  return new ExecatError("SETTINGS_INVALID", `"${folder}" is not a bare git repository.`, {
    hint: "Move what is there elsewhere; the curation's repository is then made anew.",
  });
}

function toFailure(error: unknown): ExecatError {
  if (error instanceof ExecatError) return error;
  return new ExecatError("ENGINE_UNAVAILABLE", "The curation's repository cannot be made.", {
    hint: "Check that the data folder can be written and has space.",
    cause: error,
  });
}
