import { ExecatError } from "../src/errors.ts";
import type { EntryEvent } from "../src/catalogue/reconcile.ts";
import type { Failure, Repository } from "../src/catalogue/sources.ts";
import { afterFailure, toFailure } from "./failures.ts";
import { checkManifests } from "./stages/check.ts";
import type { CrawlContext } from "./stages/context.ts";
import { extractManifests } from "./stages/extract.ts";
import { fetchTree } from "./stages/fetch.ts";
import { settleGone } from "./stages/gone.ts";
import { noManifest, publish, type Published } from "./stages/publish.ts";
import { isUnchanged, resolveHead } from "./stages/resolve.ts";

/** What one look at a repository came to. */
export interface Look {
  readonly repository: Repository;
  readonly outcome: "unchanged" | "looked" | "failed";
  readonly events: readonly EntryEvent[];
  readonly failure: Failure | undefined;
  /** True when programs were written. */
  readonly changed: boolean;
}

/** Whether a repository is to be asked for: one that has left its source is not. */
export type Verdict = { readonly kind: "look" } | { readonly kind: "vanished"; readonly message: string };

/**
 * Looks at one repository: head → tree → manifests → findings → entries. A failure is kept with the repository
 * and its entries stay as they are. Throws only when the run cannot go on: the store fails, or `signal` aborts.
 */
export async function lookAt(
  context: CrawlContext,
  repository: Repository,
  verdict: Verdict,
  signal: AbortSignal,
): Promise<Look> {
  try {
    switch (verdict.kind) {
      case "vanished":
        return await forgetVanished(context, repository, verdict.message);
      case "look":
        return await readAndPublish(context, repository, signal);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExecatError && error.code === "ENGINE_UNAVAILABLE") throw error;
    return keepFailure(context, repository, error);
  }
}

/** What has left the source and has no entries any more is not told of at every crawl. */
async function forgetVanished(context: CrawlContext, repository: Repository, message: string): Promise<Look> {
  const settled = await settleGone(context, repository, message);
  if (settled.repository !== repository) return fromPublished(settled);
  return { repository, outcome: "unchanged", events: [], failure: undefined, changed: false };
}

async function readAndPublish(
  context: CrawlContext,
  repository: Repository,
  signal: AbortSignal,
): Promise<Look> {
  const head = await resolveHead(context, repository, signal);
  if (isUnchanged(context, repository, head)) {
    return { repository, outcome: "unchanged", events: [], failure: undefined, changed: false };
  }
  if (head.state === "gone") return fromPublished(await settleGone(context, repository, head.message));
  if (head.state === "empty") return keepEmpty(context, repository);
  const tree = await fetchTree(context, repository, head.commit, signal);
  const { manifests, problems } = extractManifests(tree);
  const checked = checkManifests(context, manifests);
  signal.throwIfAborted();
  const published = await publish(context, {
    repository,
    branch: head.branch,
    commit: tree.commit,
    manifests: checked,
    problems,
  });
  return fromPublished(published);
}

/** A repository without a commit: an empty answer never deletes, so its entries stay. */
async function keepEmpty(context: CrawlContext, repository: Repository): Promise<Look> {
  const at = context.now().toISOString();
  const next: Repository = {
    ...repository,
    state: "empty",
    headSeen: undefined,
    failure: { ...noManifest(at), message: "The repository holds no commit on its default branch." },
    goneSince: undefined,
    attempts: 0,
    nextLookAt: undefined,
    lastLookedAt: at,
  };
  await context.store.sources.saveRepository(next);
  return { repository: next, outcome: "looked", events: [], failure: next.failure, changed: false };
}

async function keepFailure(context: CrawlContext, repository: Repository, error: unknown): Promise<Look> {
  const failure = toFailure(error, context.now().toISOString());
  if (failure.code === "INTERNAL") context.log.error({ err: error, url: repository.url }, "look failed");
  const next = afterFailure(repository, failure, context.random);
  await context.store.sources.saveRepository(next);
  return { repository: next, outcome: "failed", events: [], failure, changed: false };
}

function fromPublished({ repository, events, changed }: Published): Look {
  const { failure, state, attempts } = repository;
  // An empty repository is told what to do, which is no failure of the look.
  const failed = failure !== undefined && (state !== "empty" || attempts > 0);
  return { repository, outcome: failed ? "failed" : "looked", events, failure, changed };
}
