import type { CurationPreview } from "../../curation/desk.ts";
import type { CurationCommit, FileDiff } from "../../curation/repository.ts";
import { changeHref } from "../curating/take-form.ts";
import { toTime } from "../format.ts";
import type { WebServices } from "../services.ts";
import { toConcerned, toConflicts } from "./change-preview.ts";
import { toDone } from "./curation.ts";
import { toDiff } from "./diff.ts";

const PATHS_SHOWN = 5;

/** A page of the history. */
export interface HistoryFacts {
  readonly path: string | undefined;
  readonly commits: readonly CurationCommit[];
  /** The id to go on after; `undefined` at the end. */
  readonly before: string | undefined;
}

export function toHistory(services: WebServices, { path, commits, before }: HistoryFacts): object {
  return {
    path: path ?? null,
    allHref: path === undefined ? null : "/curation/history",
    none: commits.length === 0,
    commits: commits.map((commit) => toCommit(services, commit)),
    moreHref: before === undefined ? null : historyHref(path, before),
  };
}

function toCommit(services: WebServices, commit: CurationCommit): object {
  return {
    subject: commit.subject,
    short: commit.id.slice(0, 7),
    href: changeHref(commit.id),
    author: commit.author.name,
    at: toTime(commit.at, services.now()),
    paths: commit.paths.slice(0, PATHS_SHOWN).map((path) => ({ path, href: historyHref(path) })),
    morePaths: commit.paths.length > PATHS_SHOWN ? `and ${commit.paths.length - PATHS_SHOWN} more` : null,
  };
}

export function historyHref(path?: string, before?: string): string {
  const query = new URLSearchParams({
    ...(path === undefined ? {} : { path }),
    ...(before === undefined ? {} : { before }),
  });
  return query.size === 0 ? "/curation/history" : `/curation/history?${query.toString()}`;
}

/** The email of a curator is theirs and stands in git, not on a page that anybody reads. */
export function toCommitJson(commit: CurationCommit): Readonly<Record<string, unknown>> {
  const { id, parents, author, at, subject, body, paths } = commit;
  return { id, parents, author: author.name, at, subject, body, paths, href: changeHref(id) };
}

export interface ChangeFacts {
  readonly commit: CurationCommit;
  readonly diff: readonly FileDiff[];
  /** What undoing it would do; only for those who may. */
  readonly undo: CurationPreview | undefined;
  /** Why it cannot be undone. */
  readonly problem: { readonly message: string; readonly hint: string | undefined } | undefined;
  /** How many entries it concerned, when it was just made. */
  readonly entries: number | undefined;
  readonly isNew: boolean;
}

export function toChange(services: WebServices, facts: ChangeFacts): object {
  const { commit, diff, undo, problem, entries, isNew } = facts;
  return {
    ...toCommit(services, commit),
    id: commit.id,
    body: commit.body.trim() || null,
    done: isNew && undo?.state !== "conflict" ? toDone(services, commit, entries) : null,
    diff: toDiff(diff),
    same: diff.length === 0,
    problem: problem === undefined ? null : { message: problem.message, hint: problem.hint ?? null },
    undo:
      undo?.state === "ready"
        ? { concerned: toConcerned(undo.concerned), action: `${changeHref(commit.id)}/undo` }
        : null,
    conflict:
      undo?.state === "conflict"
        ? { conflicts: toConflicts(undo.conflicts), oursLabel: "Now", theirsLabel: "Undone" }
        : null,
  };
}

export function toChangeJson(facts: ChangeFacts): Readonly<Record<string, unknown>> {
  const { undo } = facts;
  return {
    change: toCommitJson(facts.commit),
    diff: facts.diff,
    undo:
      undo === undefined
        ? null
        : { state: undo.state, ...(undo.state === "ready" ? { concerned: undo.concerned } : {}) },
  };
}
