import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a forge says of a repository's refs. */
export interface RepositoryState {
  readonly branch: string | undefined;
  /** `undefined` for a repository without a commit. */
  readonly head: string | undefined;
  /** Newest first. */
  readonly tags: readonly { readonly name: string; readonly commit: string }[];
}

/** Where git's own files of a folder are: the folder itself when it is bare. */
export function gitFolderOf(folder: string): string {
  const inside = join(folder, ".git");
  return existsSync(inside) ? inside : folder;
}

/** Reads branch and head from git's files, for a thousand of them are asked for at once; tags only when asked. */
export function readRepository(folder: string): RepositoryState {
  const gitFolder = gitFolderOf(folder);
  const ref = /^ref: (?<name>\S+)/.exec(readFileSync(join(gitFolder, "HEAD"), "utf8"))?.groups?.["name"];
  return {
    branch: ref?.replace(/^refs\/heads\//, ""),
    head: ref === undefined ? undefined : readRef(gitFolder, ref),
    get tags() {
      return readTags(gitFolder);
    },
  };
}

function readRef(gitFolder: string, name: string): string | undefined {
  const loose = join(gitFolder, name);
  if (existsSync(loose)) return readFileSync(loose, "utf8").trim();
  const packed = join(gitFolder, "packed-refs");
  if (!existsSync(packed)) return undefined;
  const line = readFileSync(packed, "utf8")
    .split("\n")
    .find((one) => one.endsWith(` ${name}`));
  return line?.split(" ")[0];
}

function readTags(gitFolder: string): RepositoryState["tags"] {
  const format = "%(refname:strip=2)%00%(objectname)%00%(*objectname)";
  const args = ["for-each-ref", "--sort=-creatordate", `--format=${format}`, "refs/tags"];
  const output = execFileSync("git", args, { env: { PATH: process.env["PATH"], GIT_DIR: gitFolder } });
  return output
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", object = "", peeled = ""] = line.split("\0");
      return { name, commit: peeled === "" ? object : peeled };
    });
}
