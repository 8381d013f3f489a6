import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Curator } from "../repository.ts";
import type { Context } from "./context.ts";
import type { Git } from "./git-command.ts";
import { identity, manyLines, oneLine, seconds } from "./identity.ts";
import type { Tree } from "./objects.ts";

/** What a folder of ours in the repository begins with, for as long as a call takes. */
export const TEMPORARY = "execat-tmp-";

/** Does work in a folder of its own, which is gone afterwards. */
export async function inTemporaryFolder<T>(folder: string, work: (own: string) => Promise<T>): Promise<T> {
  const own = await mkdtemp(join(folder, TEMPORARY));
  try {
    return await work(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Writes a tree with those of its files that are new; returns its id. Nothing refers to it yet. */
export async function writeTree({ git, folder }: Context, tree: Tree): Promise<string> {
  const lines: string[] = [];
  for (const [path, { mode, id, text }] of tree) {
    if (text !== undefined) await writeObject(git, "blob", text);
    lines.push(`${mode} ${id}\t${path}\0`);
  }
  return inTemporaryFolder(folder, async (own) => {
    const indexFile = join(own, "index");
    await git({
      args: ["update-index", "-z", "--index-info"],
      indexFile,
      input: Buffer.from(lines.join(""), "latin1"),
    });
    return oneId(await git({ args: ["write-tree"], indexFile }));
  });
}

export interface CommitParts {
  readonly tree: Tree;
  readonly parents: readonly string[];
  readonly author: Curator;
  /** Seconds and zone as git writes them; now when absent. */
  readonly authoredAt?: string | undefined;
  readonly subject: string;
  readonly body?: string | undefined;
}

/** Writes a commit with its files, which nothing refers to yet; returns its id. */
export async function writeCommit(context: Context, parts: CommitParts): Promise<string> {
  const { git, objects, committer } = context;
  const now = `${String(seconds(context.now()))} +0000`;
  const body = parts.body === undefined ? "" : manyLines(parts.body);
  const lines = [
    `tree ${await writeTree(context, parts.tree)}`,
    ...parts.parents.map((parent) => `parent ${parent}`),
    `author ${signature(parts.author)} ${parts.authoredAt ?? now}`,
    `committer ${signature(committer)} ${now}`,
    "",
    oneLine(parts.subject) || "(no subject)",
    ...(body === "" ? [] : ["", body]),
    "",
  ];
  // The object itself rather than `git commit-tree`, which refuses some of the authors that other programs write.
  const id = await writeObject(git, "commit", lines.join("\n"));
  objects.keep(id, parts.tree);
  return id;
}

function signature(curator: Curator): string {
  const { name, email } = identity(curator);
  return `${name} <${email}>`;
}

async function writeObject(git: Git, type: "blob" | "commit", text: string): Promise<string> {
  return oneId(
    await git({ args: ["hash-object", "-t", type, "-w", "--stdin"], input: Buffer.from(text, "utf8") }),
  );
}

function oneId(output: Buffer): string {
  return output.toString("latin1").trim();
}
