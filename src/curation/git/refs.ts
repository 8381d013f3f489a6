import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExecatError } from "../../errors.ts";
import type { Git } from "./git-command.ts";

/** What the catalogue works with. */
export const MAIN = "refs/heads/main";
/** What came with the program, one commit a version that brought other files. */
export const SHIPPED = "refs/heads/shipped";

const NONE = "0".repeat(40);
const ID = /^[0-9a-f]{40}$/;

/** True for one of git's ids in full. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Where a ref stands, read without a process; `undefined` when there is none. */
export async function readRef(folder: string, ref: string): Promise<string | undefined> {
  // In this order: git packs a ref before it deletes its file.
  return (await readLoose(folder, ref)) ?? (await readPacked(folder, ref)) ?? readLoose(folder, ref);
}

async function readLoose(folder: string, ref: string): Promise<string | undefined> {
  const text = (await readIfThere(join(folder, ref)))?.trim();
  return text !== undefined && isId(text) ? text : undefined;
}

async function readPacked(folder: string, ref: string): Promise<string | undefined> {
  const text = (await readIfThere(join(folder, "packed-refs"))) ?? "";
  const line = text.split("\n").find((line) => line.endsWith(` ${ref}`) && line.length === ref.length + 41);
  const id = line?.slice(0, 40);
  return id !== undefined && isId(id) ? id : undefined;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw new ExecatError("ENGINE_UNAVAILABLE", "The curation's repository cannot be read.", {
      hint: "Check who owns the folder `curation` in the data folder.",
      cause: error,
    });
  }
}

export interface RefMove {
  readonly ref: string;
  /** Where it must stand now; `undefined` when it must not be there. */
  readonly from: string | undefined;
  readonly to: string;
}

/** Moves a ref when it still stands where it did; false, with nothing written, when it does not. */
export async function moveRef(git: Git, folder: string, { ref, from, to }: RefMove): Promise<boolean> {
  try {
    await git({ args: ["update-ref", "-m", "execat", ref, to, from ?? NONE] });
    return true;
  } catch (error) {
    if ((await readRef(folder, ref)) !== from) return false;
    throw error;
  }
}
