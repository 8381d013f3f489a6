import { ExecatError } from "../src/errors.ts";
import type { LookReason, LookStage } from "../src/catalogue/looks.ts";
import type { EntryEvent } from "../src/catalogue/entry-event.ts";
import type { Failure, Repository } from "../src/catalogue/sources.ts";
import type { Problem } from "../src/manifest/problems.ts";
import { afterFailure, retryTime, toFailure } from "./failures.ts";
import type { Head, HeadAnswer } from "./forges/forge.ts";
import { hasLeftSource, lookAtLeft } from "./look-at-left.ts";
import { checkManifests } from "./stages/check.ts";
import type { CrawlContext } from "./stages/context.ts";
import { settleExcluded } from "./stages/excluded.ts";
import { extractManifests } from "./stages/extract.ts";
import { addFacts } from "./stages/facts.ts";
import { fetchTree } from "./stages/fetch.ts";
import { settleGone } from "./stages/gone.ts";
import { noManifest, publish, type Published } from "./stages/publish.ts";
import { isUnchanged, renamed, resolveHeads, tagsKey, withTags } from "./stages/resolve.ts";
import { tagManifests } from "./stages/tag.ts";
import { createStages } from "./stage-clock.ts";
import { counted } from "./stages/report.ts";

/** What one look at a repository came to. */
export interface Look {
  readonly repository: Repository;
  /** `deferred` when its forge asked for patience, which says nothing about the repository. */
  readonly outcome: "unchanged" | "looked" | "failed" | "deferred";
  readonly events: readonly EntryEvent[];
  /** Findings at the commit that was read. */
  readonly problems: readonly Problem[];
  /** When that commit was made. */
  readonly committedAt?: string | undefined;
  readonly failure: Failure | undefined;
  /** True when programs were written. */
  readonly changed: boolean;
}

/** What is known before the look: the head, or that there is nothing to ask for. */
export type Verdict =
  | { readonly kind: "head"; readonly answer: HeadAnswer }
  /** It has left its source. */
  | { readonly kind: "vanished"; readonly message: string }
  /** Its source leaves it out. */
  | { readonly kind: "excluded"; readonly message: string };

export interface LookOptions {
  readonly reason: LookReason;
  readonly signal: AbortSignal;
  readonly onStage?: ((stage: LookStage) => void) | undefined;
}

/**
 * Looks at one repository: head → tree → manifests → findings → entries. A failure is kept with the repository
 * and its entries stay as they are. Throws only when the run cannot go on: the store fails, or the signal aborts.
 */
export async function lookAt(
  context: CrawlContext,
  repository: Repository,
  verdict: Verdict,
  options: LookOptions,
): Promise<Look> {
  try {
    if (verdict.kind === "head") return await lookAtHead(context, repository, verdict.answer, options);
    const stored = await storedOf(context, repository);
    // Another source lists it by now.
    if (stored.sourceId !== repository.sourceId) return nothingNew(stored);
    const settle = verdict.kind === "vanished" ? settleGone : settleExcluded;
    return fromSettled(stored, await settle(context, stored, verdict.message));
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof ExecatError && error.code === "ENGINE_UNAVAILABLE") throw error;
    return keepFailure(context, await storedOf(context, repository), error);
  }
}

/** A crawl believes its listing; what is looked at by itself may have left its source. */
async function lookAtHead(
  context: CrawlContext,
  known: Repository,
  answer: HeadAnswer,
  options: LookOptions,
): Promise<Look> {
  if (options.reason !== "crawl" && answer.state !== "gone") {
    const stored = await storedOf(context, known);
    if (await hasLeftSource(context, stored)) {
      return { ...nothingNew(stored), ...(await lookAtLeft(context, stored, answer)) };
    }
  }
  return readAndPublish(context, known, answer, options);
}

async function readAndPublish(
  context: CrawlContext,
  known: Repository,
  answer: HeadAnswer,
  options: LookOptions,
): Promise<Look> {
  const { signal, onStage } = options;
  const stages = createStages(context, onStage);
  if (answer.state === "failed") throw answer.error;
  const planned = renamed(known, answer.found);
  const head = await withTags(context, planned, answer, signal);
  if (isUnchanged(context, planned, head) && hasMark(planned, head)) return nothingNew(planned);
  const stored = await storedOf(context, planned);
  if (stored.lastLookedAt !== known.lastLookedAt) {
    // Another look has ended since this one was planned: its head may be the later one.
    return readAndPublish(context, stored, await askAgain(context, stored, signal), options);
  }
  const repository = refreshed(stored, planned);
  if (isUnchanged(context, repository, head)) return nothingNew(await keepMark(context, repository, head));
  if (head.state === "gone") return fromPublished(await settleGone(context, repository, head.message));
  if (head.state === "empty") return keepEmpty(context, repository);
  stages.begin("fetch", `The head is ${head.commit.slice(0, 12)}.`);
  const tree = await fetchTree(context, repository, head.commit, signal);
  stages.begin("extract", `${counted(tree.files.length, "file")} could be a manifest or stands beside one.`);
  const source = await context.store.sources.get(repository.sourceId);
  const { manifests, problems } = extractManifests(tree, source?.options.files);
  stages.begin(
    "check",
    `There ${manifests.length === 1 ? "is" : "are"} ${counted(manifests.length, "manifest")}.`,
  );
  const { manifests: told, problems: ofFacts } = await addFacts(
    await checkManifests(context, manifests),
    tree.facts,
  );
  const checked = await tagManifests(context, { repository, manifests: told, files: tree.facts });
  signal.throwIfAborted();
  stages.begin(
    "reconcile",
    `The check ended with ${counted(checked.flatMap((it) => it.checked.problems).length, "finding")}.`,
  );
  const published = await publish(context, {
    repository,
    head,
    commit: tree.commit,
    options: source?.options ?? {},
    signal,
    manifests: checked,
    problems: [...problems, ...ofFacts],
  });
  stages.end();
  return { ...fromPublished(published), committedAt: tree.committedAt };
}

async function askAgain(
  context: CrawlContext,
  repository: Repository,
  signal: AbortSignal,
): Promise<HeadAnswer> {
  const answers = await resolveHeads(context, [repository], signal);
  return answers.get(repository.id) ?? { state: "failed", error: new Error("The forge gave no answer.") };
}

function hasMark(repository: Repository, head: Head): boolean {
  if (head.state !== "head" || head.tags === undefined || head.tagsMark === undefined) return true;
  return tagsKey(head) === repository.tagsSeen;
}

/** Tags that were read and are the same may stand under another mark, by which they are known from now on. */
async function keepMark(context: CrawlContext, repository: Repository, head: Head): Promise<Repository> {
  if (hasMark(repository, head)) return repository;
  const next = { ...repository, tagsSeen: tagsKey(head) };
  await context.store.sources.saveRepository(next);
  return next;
}

async function storedOf({ store }: CrawlContext, repository: Repository): Promise<Repository> {
  return (await store.sources.findRepository(repository.id)) ?? repository;
}

/** What the store has of a repository, under the name that its forge has just given it. */
function refreshed(stored: Repository, planned: Repository): Repository {
  const { sourceId, forge, forgeId, host, path, url, webUrl, facts } = planned;
  return { ...renamed(stored, { forge, forgeId, host, path, url, webUrl, facts }), sourceId };
}

function nothingNew(repository: Repository): Look {
  return { repository, outcome: "unchanged", events: [], problems: [], failure: undefined, changed: false };
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
  const { failure } = next;
  return { repository: next, outcome: "looked", events: [], problems: [], failure, changed: false };
}

async function keepFailure(context: CrawlContext, repository: Repository, error: unknown): Promise<Look> {
  const at = context.now().toISOString();
  const failure = toFailure(error, at);
  const retryAt = retryTime(error);
  if (retryAt !== undefined) {
    await context.store.sources.deferLooks([repository.id], retryAt);
    const next = { ...repository, nextLookAt: retryAt };
    return { repository: next, outcome: "deferred", events: [], problems: [], failure, changed: false };
  }
  if (failure.code === "INTERNAL") context.log.error({ err: error, url: repository.url }, "look failed");
  const next = afterFailure(repository, failure, context.random);
  await context.store.sources.saveRepository(next);
  return { repository: next, outcome: "failed", events: [], problems: [], failure, changed: false };
}

function fromPublished({ repository, events, problems, changed }: Published): Look {
  const { failure, state, attempts } = repository;
  // An empty or excluded repository is told why, which is no failure of the look.
  const told = (state === "empty" && attempts === 0) || state === "excluded";
  const failed = failure !== undefined && !told;
  return {
    repository,
    outcome: failed ? "failed" : "looked",
    events,
    problems: problems ?? [],
    failure,
    changed,
  };
}

/** What has left the source and has no entries any more is not told of at every crawl. */
function fromSettled(before: Repository, settled: Published): Look {
  return settled.repository === before ? nothingNew(before) : fromPublished(settled);
}
