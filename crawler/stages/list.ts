import { repositoryAddress } from "../../src/catalogue/identifier.ts";
import { newRepository } from "../../src/catalogue/new-repository.ts";
import type { Failure, Repository, Source } from "../../src/catalogue/sources.ts";
import { toFailure } from "../failures.ts";
import type { FoundRepository, Head } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";
import { reasonToExclude } from "./exclude.ts";
import { renamed } from "./resolve.ts";

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
  /** Known from before, and absent from a complete listing. */
  readonly vanished: readonly Repository[];
  readonly failure: Failure | undefined;
}

/** All repositories that the catalogue knows, by host and path: two sources may name the same one. */
export interface KnownRepositories {
  /** Of each source, by forge and forge id. */
  readonly bySource: ReadonlyMap<string, ReadonlyMap<string, Repository>>;
  /** Of sources that are no longer crawled, by host, forge and forge id. */
  readonly leftBehind: ReadonlyMap<string, Repository>;
  /** Host and path → the repository to which its entries belong. */
  readonly owners: Map<string, string>;
}

/** Reads what is known of all repositories, once for a run. */
export async function loadKnown(context: CrawlContext): Promise<KnownRepositories> {
  const sources = await context.store.sources.list();
  const bySource = new Map<string, ReadonlyMap<string, Repository>>();
  const leftBehind = new Map<string, Repository>();
  const owners = new Map<string, string>();
  for (const source of sources) {
    const repositories = await context.store.sources.listRepositories(source.id);
    bySource.set(source.id, new Map(repositories.map((it) => [identityOf(it), it])));
    for (const repository of repositories) {
      if (source.state === "active") claim(owners, repository);
      else leftBehind.set(`${repository.host} ${identityOf(repository)}`, repository);
    }
  }
  return { bySource, leftBehind, owners };
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
    const all = listing.repositories.map((found) => ({
      found,
      repository: toRepository(context, source, found, known),
    }));
    const present = new Set(all.map(({ repository }) => repository.id));
    const vanished = listing.partial === true ? [] : before.filter((it) => !present.has(it.id));
    const owned = all.filter(({ repository }) => owns(known, repository));
    const refused = all.find(({ repository }) => !owns(known, repository));
    await saveNew(
      context,
      owned.map(({ repository }) => repository),
      before,
    );
    const stored = await storedOf(
      context,
      source,
      owned.map(({ repository }) => repository),
    );
    const listed = owned.map(({ found }, at) => ({ found, repository: stored[at] as Repository }));
    const leftOut = (found: FoundRepository): string | undefined => reasonToExclude(source, found);
    const remark = refused === undefined ? listing.remark : takenRemark(refused.repository);
    const failure = remark === undefined ? undefined : remarkOf(remark, at);
    await save(context, source, failure, at);
    return {
      source,
      repositories: listed
        .filter(({ found }) => leftOut(found) === undefined)
        .map(({ found, repository }) => ({ repository, head: found.head })),
      excluded: listed.flatMap(({ found, repository }) => {
        const message = leftOut(found);
        return message === undefined ? [] : [{ repository, message }];
      }),
      vanished,
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

/** A forge that lists nothing may still answer for the repositories that are known of it; a missing folder does not. */
function mayLookWithoutList(source: Source, failure: Failure): boolean {
  const isForge = source.kind === "github" || source.kind === "gitlab";
  return isForge && failure.code !== "SOURCE_INVALID" && failure.code !== "FORBIDDEN";
}

function isRead({ state }: Repository): boolean {
  return state !== "excluded" && state !== "gone";
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

/** False when the host and path of a repository already belong to one of another source. */
function owns(known: KnownRepositories, repository: Repository): boolean {
  return claim(known.owners, repository) === repository.id;
}

function takenRemark({ host, path }: Repository): string {
  return `"${host}/${path}" is not read, because another source has a repository of that address: remove one.`;
}

function claim(owners: Map<string, string>, repository: Repository): string {
  const address = repositoryAddress(repository.host, repository.path);
  const owner = owners.get(address) ?? repository.id;
  owners.set(address, owner);
  return owner;
}

function toRepository(
  context: CrawlContext,
  source: Source,
  found: FoundRepository,
  known: KnownRepositories,
): Repository {
  const identity = identityOf(found);
  const before =
    known.bySource.get(source.id)?.get(identity) ??
    // What a source that is no longer crawled left behind goes over to the one that lists it now.
    known.leftBehind.get(`${found.host} ${identity}`);
  if (before !== undefined) return { ...renamed(before, found), sourceId: source.id };
  return newRepository(found, {
    id: context.newId(),
    sourceId: source.id,
    createdAt: context.now().toISOString(),
  });
}

function identityOf({ forge, forgeId }: Pick<Repository, "forge" | "forgeId">): string {
  return `${forge} ${forgeId}`;
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
