import type { Failure, Repository } from "../src/catalogue/sources.ts";
import { toFailure } from "./failures.ts";
import type { HeadAnswer } from "./forges/forge.ts";
import type { CrawlContext } from "./stages/context.ts";
import { LISTING_WAIT_MS } from "./schedule.ts";

/**
 * True for a repository that has left a source which is listed: that its forge answers for it does not say that it
 * belongs there again, so only a listing brings it back. Where a source is one address, the answer is the listing.
 */
export async function hasLeftSource(
  { store }: CrawlContext,
  { sourceId, goneSince }: Repository,
): Promise<boolean> {
  return goneSince !== undefined && (await store.sources.get(sourceId))?.kind !== "git";
}

/** What a look came to that changed nothing. */
export interface LookAtLeft {
  readonly outcome: "unchanged" | "failed";
  readonly failure: Failure;
}

/** A single look at such a repository: it changes nothing, and asks for a crawl when there is something again. */
export async function lookAtLeft(
  context: CrawlContext,
  repository: Repository,
  answer: Exclude<HeadAnswer, { readonly state: "gone" }>,
): Promise<LookAtLeft> {
  const now = context.now();
  if (answer.state === "failed") {
    return { outcome: "failed", failure: toFailure(answer.error, now.toISOString()) };
  }
  const source = await context.store.sources.get(repository.sourceId);
  const soon = new Date(now.getTime() + LISTING_WAIT_MS).toISOString();
  await context.store.jobs.add("crawl", repository.sourceId, soon);
  const key = source?.key ?? "";
  return {
    outcome: "unchanged",
    failure: {
      code: "NOT_FOUND",
      message: `"${repository.path}" has left source "${key}", which is listed again in a moment.`,
      hint: "A listing that names it brings its entries back.",
      at: now.toISOString(),
    },
  };
}
