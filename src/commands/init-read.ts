import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { ExecatError } from "../errors.ts";
import { type Collected, collectFacts, listFactFiles } from "../repository-facts/collect-facts.ts";
import { factKindOf, MAX_FACT_BYTES, pickFactFiles } from "../repository-facts/fact-files.ts";
import type { GitState } from "../repository-facts/git.ts";
import { toPlainReadme } from "../repository-facts/readme.ts";

const MOST_BYTES = 1_000_000;

export interface ReadRepository extends Collected {
  /** The paragraphs of the README. */
  readonly readme: readonly string[];
}

/** Reads the files of a folder that say what its program is, and its git. Throws `NOT_FOUND` without such a folder. */
export async function readRepository(folder: string): Promise<ReadRepository> {
  const files = new Map<string, Uint8Array>();
  for (const name of listFactFiles(await listFolder(folder))) {
    const mostBytes = factKindOf(name) === undefined ? MOST_BYTES : MAX_FACT_BYTES;
    const bytes = await readSmall(path.join(folder, name), mostBytes);
    if (bytes !== undefined) files.set(name, bytes);
  }
  const readme = pickFactFiles([...files.keys()]).find((name) => factKindOf(name) === "readme");
  const text = readme === undefined ? "" : new TextDecoder().decode(files.get(readme));
  return {
    ...collectFacts(files, await readGitState(folder)),
    readme: toPlainReadme(text).map((block) => block.text),
  };
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new ExecatError("NOT_FOUND", `"${folder}" is no folder that can be read.`, {
      hint: "Name the folder of your repository, or nothing for this one.",
      cause,
    });
  }
}

async function readSmall(file: string, mostBytes: number): Promise<Uint8Array | undefined> {
  try {
    const status = await stat(file);
    return status.isFile() && status.size <= mostBytes ? await readFile(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Remote and tags; neither where there is no repository, or no git. A repository above the folder counts. */
export async function readGitState(folder: string): Promise<GitState> {
  const remote = await runGit(folder, ["config", "--get", "remote.origin.url"]);
  const tags = await runGit(folder, ["tag", "--list"]);
  return { remote: remote?.trim(), tags: (tags ?? "").split("\n").filter((tag) => tag !== "") };
}

async function runGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", [...args], { cwd: folder, timeout: 10_000 });
    return stdout;
  } catch {
    return undefined;
  }
}
