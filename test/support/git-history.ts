import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A bare repository whose whole history is made at once, and whose refs then move without a process of git's. */
export interface GitHistory {
  readonly folder: string;
  /** The oldest first. */
  readonly commits: readonly string[];
  /** Moves `main` to one of the commits. */
  moveTo(commit: number): string;
  /** Makes a tag, or moves it. */
  tag(name: string, commit: number): string;
  removeTag(name: string): void;
}

/** One commit for each set of files, with all of its files in it. */
export function createGitHistory(
  folder: string,
  trees: readonly Readonly<Record<string, string>>[],
): GitHistory {
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const git = (args: readonly string[], input?: string): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", env, input, stdio: "pipe" });
  mkdirSync(folder, { recursive: true });
  git(["init", "--quiet", "--bare", "--initial-branch=main"]);
  git(["fast-import", "--quiet"], trees.map(toCommit).join(""));
  const commits = git(["rev-list", "--reverse", "refs/heads/all"]).trim().split("\n");
  const point = (ref: string, commit: number): string => {
    const id = commits[commit];
    if (id === undefined) throw new Error(`There is no commit ${commit} in "${folder}".`);
    mkdirSync(dirname(join(folder, ref)), { recursive: true });
    // The folder's time is what the fakes look at, and a file that is written over does not move it.
    rmSync(join(folder, ref), { force: true });
    writeFileSync(join(folder, ref), `${id}\n`);
    return id;
  };
  point("refs/heads/main", 0);
  return {
    folder,
    commits,
    moveTo: (commit) => point("refs/heads/main", commit),
    tag: (name, commit) => point(`refs/tags/${name}`, commit),
    removeTag: (name) => rmSync(join(folder, "refs/tags", name)),
  };
}

function toCommit(files: Readonly<Record<string, string>>, number: number): string {
  const at = 1_767_225_600 + number * 60;
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  return [
    "commit refs/heads/all\n",
    `committer A. Author <author@example.org> ${at} +0000\n`,
    data(`Change ${number}`),
    "deleteall\n",
    ...changes,
    "\n",
  ].join("");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
