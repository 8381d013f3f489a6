import type { Repository } from "../../src/catalogue/sources.ts";
import type { Head } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";

/** Asks the forge for the head of a repository's default branch. */
export function resolveHead(
  context: CrawlContext,
  repository: Repository,
  signal: AbortSignal,
): Promise<Head> {
  return context.forges[repository.forge].resolveHead(repository, signal);
}

/**
 * True when nothing needs to be read: the same commit, the same checker, and the last look succeeded in
 * everything. A repository whose last look failed is never unchanged.
 */
export function isUnchanged(context: CrawlContext, repository: Repository, head: Head): boolean {
  const { state, attempts, goneSince } = repository;
  const settled = state === "ok" || state === "broken" || state === "empty";
  if (!settled || attempts > 0 || goneSince !== undefined) return false;
  if (head.state === "empty") return state === "empty" && repository.headSeen === undefined;
  return (
    head.state === "head" &&
    head.commit === repository.headSeen &&
    head.branch === repository.defaultBranch &&
    repository.checkedWith === context.checkedWith
  );
}
