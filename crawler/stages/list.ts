import type { Failure, Repository, Source } from "../../src/catalogue/sources.ts";
import { toFailure } from "../failures.ts";
import type { FoundRepository, Head } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";
import { reasonToExclude } from "./exclude.ts";
import { identityOf, isRead, type KnownRepositories, owns, toRepository } from "./known-repositories.ts";

/** One repository of a source, with what the listing already says of its head. */
export interface ListedRepository {
  readonly repository: Repository;
  readonly head: Head | undefined;
}

/** The repositories of one source, to be looked at. */
export interface ListedSource {
  readonly source: Source;
  readonly repositories: readonly ListedRepository[];
  /** Those that the source leaves out although its forge lists them, with the reason. */
  readonly excluded: readonly { readonly repository: Repository; readonly message: string }[];
  /** Known from before, and absent from a listing that is not partial. */
  readonly vanished: readonly Repository[];
  readonly failure: Failure | undefined;
}

/**
 * Lists a source. A listing that fails is kept with the source and changes nothing else: none of its
 * repositories is gone because of it.
 */
export async function listSource(
  context: CrawlContext,
  source: Source,
  known: KnownRepositories,
  signal: AbortSignal,
): Promise<ListedSource> {
  const at = context.now().toISOString();
  const before = [...(known.bySource.get(source.id)?.values() ?? [])];
  try {
    const listing = await context.forges.ofSource(source).list(source, signal);
    const named = listing.repositories.map((found) => ({
      found,
      repository: toRepository(context, source, found, known),
    }));
    const leftOut = (it: Pick<FoundRepository, "path" | "facts">): string | undefined =>
      reasonToExclude(source, it);
    const present = new Set(named.map(({ repository }) => repository.id));
    const absent = before.filter((it) => !present.has(it.id));
    const owned = named.filter(
      ({ found, repository }) => leftOut(found) !== undefined || owns(known, repository),
    );
    const refused = named.find((it) => !owned.includes(it));
    const repositories = owned.map(({ repository }) => repository);
    await saveNew(context, repositories, before);
    const stored = await storedOf(context, source, repositories);
    const listed = owned.map(({ found }, at) => {
      return { described: found, head: found.head, repository: stored[at] as Repository };
    });
    // The forge may know more than it named: what it says of each of the others alone counts.
    const asked = listing.partial === true ? await stillAsked(context, absent) : [];
    const all = [...listed, ...asked.map((it) => ({ described: it, head: undefined, repository: it }))];
    const remark = refused === undefined ? listing.remark : takenRemark(refused.repository);
    const failure = remark === undefined ? undefined : remarkOf(remark, at);
    await save(context, source, failure, at);
    return {
      source,
      repositories: all
        .filter(({ described }) => leftOut(described) === undefined)
        .map(({ repository, head }) => ({ repository, head })),
      excluded: all.flatMap(({ described, repository }) => {
        const message = leftOut(described);
        return message === undefined ? [] : [{ repository, message }];
      }),
      vanished: listing.partial === true ? [] : absent,
      failure,
    };
  } catch (error) {
    signal.throwIfAborted();
    const failure = toFailure(error, at);
    if (failure.code === "INTERNAL") context.log.error({ err: error, source: source.key }, "listing failed");
    await save(context, source, failure, source.lastListedAt);
    const stillThere = mayLookWithoutList(source, failure) ? before.filter(isRead) : [];
    const repositories = stillThere.map((repository) => ({ repository, head: undefined }));
    return { source, repositories, excluded: [], vanished: [], failure };
  }
}

/** Those of which their forge is to be asked: that are read, or that are gone with entries still to be withdrawn. */
async function stillAsked(
  { store }: CrawlContext,
  repositories: readonly Repository[],
): Promise<readonly Repository[]> {
  const asked: Repository[] = [];
  for (const repository of repositories) {
    if (isRead(repository)) asked.push(repository);
    else if (repository.state === "gone") {
      const entries = await store.entries.listOfRepository(repository.id);
      if (entries.some(({ program }) => program.state === "published")) asked.push(repository);
    }
  }
  return asked;
}

/** A forge that lists nothing may still answer for the repositories that are known of it; a missing folder does not. */
function mayLookWithoutList(source: Source, failure: Failure): boolean {
  const isForge = source.kind === "github" || source.kind === "gitlab";
  return isForge && failure.code !== "SOURCE_INVALID" && failure.code !== "FORBIDDEN";
}

/** Adds what is new, or is described otherwise than before, so that a reader finds it before anybody has looked. */
async function saveNew(
  context: CrawlContext,
  repositories: readonly Repository[],
  before: readonly Repository[],
): Promise<void> {
  const known = new Map(before.map((repository) => [repository.id, repository]));
  const changed = repositories.filter((repository) => {
    const old = known.get(repository.id);
    return (
      old === undefined ||
      old.sourceId !== repository.sourceId ||
      old.url !== repository.url ||
      JSON.stringify(old.facts) !== JSON.stringify(repository.facts)
    );
  });
  if (changed.length > 0) await context.store.sources.describeRepositories(changed);
}

/** As they stand in the store: another process may have added the same one under another id just now. */
async function storedOf(
  context: CrawlContext,
  source: Source,
  repositories: readonly Repository[],
): Promise<readonly Repository[]> {
  if (!context.sharesStore) return repositories;
  const stored = await context.store.sources.listRepositories(source.id);
  const byIdentity = new Map(stored.map((repository) => [identityOf(repository), repository]));
  return repositories.map((repository) => byIdentity.get(identityOf(repository)) ?? repository);
}

function takenRemark({ host, path }: Repository): string {
  return `"${host}/${path}" is not read, because another source has a repository of that address: remove one.`;
}

async function save(
  context: CrawlContext,
  source: Source,
  failure: Failure | undefined,
  listedAt: string | undefined,
): Promise<void> {
  const unchanged = failure?.message === source.failure?.message && source.lastListedAt !== undefined;
  if (unchanged && failure !== undefined) return;
  await context.store.sources.noteListing(source.id, { failure, lastListedAt: listedAt });
}

function remarkOf(message: string, at: string): Failure {
  return { code: "SOURCE_INVALID", message, hint: undefined, at };
}
