import type { CurationCommit } from "../repository.ts";
import type { Git } from "./git-command.ts";
import { toPath } from "./objects.ts";

/** A commit with what is needed to write it again. */
export interface LoggedCommit {
  readonly commit: CurationCommit;
  /** Seconds and zone as git writes them. */
  readonly authoredAt: string;
}

const FIELDS = ["%H", "%P", "%an", "%ae", "%ad", "%s", "%b"];
const DESCRIBE =
  "log --no-walk=unsorted --stdin -z --date=raw --encoding=UTF-8 --no-mailmap --no-show-signature --no-decorate " +
  "--raw --root --no-abbrev --no-renames --diff-merges=first-parent";

/** All commits that lead to one, the newest first; of those that changed a path when one is given. */
export async function listCommits(git: Git, head: string, path?: string): Promise<readonly string[]> {
  const limit = path === undefined ? [] : [`:(literal,top)${path}`];
  const output = await git({ args: ["rev-list", "--date-order", head, "--", ...limit] });
  return lines(output);
}

/** Commits of a line of first parents that another commit does not have, the oldest first. */
export async function listOwn(git: Git, head: string, other: string): Promise<readonly string[]> {
  return lines(await git({ args: ["rev-list", "--first-parent", "--reverse", head, `^${other}`] }));
}

export async function countOwn(git: Git, head: string, other: string | undefined): Promise<number> {
  const limit = other === undefined ? [] : [`^${other}`];
  return Number(lines(await git({ args: ["rev-list", "--count", head, ...limit] }))[0] ?? "0");
}

/** The newest commit that both have; `undefined` for two histories that have nothing in common. */
export async function mergeBase(git: Git, left: string, right: string): Promise<string | undefined> {
  return lines(await git({ args: ["merge-base", left, right], answersBy: 1 }))[0];
}

export async function isAncestor(git: Git, old: string, young: string): Promise<boolean> {
  return old === young || (await mergeBase(git, old, young)) === old;
}

export async function hasCommit(git: Git, id: string): Promise<boolean> {
  const output = await git({ args: ["cat-file", "--batch-check"], input: Buffer.from(`${id}\n`) });
  return output.toString("latin1").startsWith(`${id} commit `);
}

/** Ids of the trees of all commits that lead to one. */
export async function listTrees(git: Git, head: string): Promise<ReadonlySet<string>> {
  return new Set(lines(await git({ args: ["log", "--format=%T", head, "--"] })));
}

/** The newest commit whose message has a line that begins so. */
export async function findByLine(git: Git, head: string, start: string): Promise<string | undefined> {
  const args = ["log", "-1", "--format=%H", "--basic-regexp", `--grep=^${start}`, head, "--"];
  return lines(await git({ args }))[0];
}

/** Commits in the order of their ids. */
export async function describeCommits(git: Git, ids: readonly string[]): Promise<readonly LoggedCommit[]> {
  if (ids.length === 0) return [];
  const output = await git({
    args: [...DESCRIBE.split(" "), `--format=${FIELDS.join("%x00")}%x00`],
    input: Buffer.from(`${ids.join("\n")}\n`),
  });
  return parseLog(output.toString("latin1").split("\0"));
}

/** A commit's fields, then two pieces for each path: what happened (`:100644 … M`), and the path. */
function parseLog(pieces: readonly string[]): readonly LoggedCommit[] {
  const commits: LoggedCommit[] = [];
  let at = 0;
  while (at + FIELDS.length <= pieces.length) {
    const fields = pieces.slice(at, at + FIELDS.length).map(toPath);
    at += FIELDS.length;
    const paths: string[] = [];
    // git ends the fields with a NUL of its own, or with an empty line when paths follow.
    if (pieces[at] === "") at += 1;
    while (/^\n?:\d{6} /.test(pieces[at] ?? "")) {
      paths.push(toPath(pieces[at + 1] ?? ""));
      at += 2;
    }
    commits.push(toCommit(fields, paths));
  }
  return commits;
}

function toCommit(fields: readonly string[], paths: readonly string[]): LoggedCommit {
  const [id = "", parents = "", name = "", email = "", authoredAt = "", subject = "", body = ""] = fields;
  const at = new Date(Number(authoredAt.split(" ")[0]) * 1000);
  const commit = {
    id: id.trim(),
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name, email },
    // A date that no clock can show is somebody's joke.
    at: Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString(),
    subject,
    body: body.trimEnd(),
    paths,
  };
  return { commit, authoredAt: /^\d{1,12} [+-]\d{4}$/.test(authoredAt) ? authoredAt : "0 +0000" };
}

function lines(output: Buffer): readonly string[] {
  return output
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "");
}
