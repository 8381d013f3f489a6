import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a forge knows of a repository from its git. */
export interface GitRefs {
  readonly branch: string | undefined;
  /** Of the default branch; absent without a commit. */
  readonly commit: string | undefined;
  /** The newest first; `object` is the annotated tag itself where there is one. */
  readonly tags: readonly { readonly name: string; readonly commit: string; readonly object: string }[];
}

const kept = new Map<string, { readonly stamp: string; readonly refs: GitRefs }>();

/** Reads the refs of a repository in a folder, bare or not; anew only after something in it moved. */
export function readGitRefs(folder: string): GitRefs {
  const gitDir = existsSync(join(folder, ".git")) ? join(folder, ".git") : folder;
  const stamp = ["HEAD", "packed-refs", "refs/heads", "refs/tags"]
    .map((name) => statSync(join(gitDir, name), { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? "")
    .join(" ");
  const known = kept.get(gitDir);
  if (known?.stamp === stamp) return known.refs;
  const refs = read(gitDir);
  kept.set(gitDir, { stamp, refs });
  return refs;
}

function read(gitDir: string): GitRefs {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["--git-dir", gitDir, ...args], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    }).trim();
  const head = git("symbolic-ref", "HEAD");
  const format = "%(refname) %(objecttype) %(objectname) %(*objectname)";
  let commit: string | undefined;
  const tags: GitRefs["tags"][number][] = [];
  for (const line of git("for-each-ref", "--sort=-creatordate", `--format=${format}`).split("\n")) {
    const [name = "", type, object = "", peeled] = line.split(" ");
    if (name === head) commit = object;
    if (!name.startsWith("refs/tags/")) continue;
    if (type === "commit") tags.push({ name: name.slice(10), commit: object, object });
    else if (type === "tag" && peeled !== undefined)
      tags.push({ name: name.slice(10), commit: peeled, object });
  }
  return { branch: head.replace(/^refs\/heads\//, ""), commit, tags };
}
