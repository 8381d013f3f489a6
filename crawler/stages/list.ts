import { repositoryAddress } from "../../src/catalogue/identifier.ts";
import type { Failure, Repository, Source } from "../../src/catalogue/sources.ts";
import { toFailure } from "../failures.ts";
import type { FoundRepository } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";

/** The repositories of one source, to be looked at. */
export interface ListedSource {
  readonly source: Source;
  readonly repositories: readonly Repository[];
  /** Known from before, and absent from a complete listing. */
  readonly vanished: readonly Repository[];
  readonly failure: Failure | undefined;
}

/** All repositories that the catalogue knows, by host and path: two sources may name the same one. */
export interface KnownRepositories {
  readonly all: readonly Repository[];
  readonly activeSources: ReadonlySet<string>;
  /** Host and path → the repository to which its entries belong. */
  readonly owners: Map<string, string>;
}

/** Reads what is known of all repositories, once for a run. */
export async function loadKnown(context: CrawlContext): Promise<KnownRepositories> {
  const sources = await context.store.sources.list();
  const all: Repository[] = [];
  for (const source of sources) all.push(...(await context.store.sources.listRepositories(source.id)));
  const activeSources = new Set(sources.filter((it) => it.state === "active").map((it) => it.id));
  const owners = new Map<string, string>();
  for (const repository of all) {
    if (activeSources.has(repository.sourceId)) claim(owners, repository);
  }
  return { all, activeSources, owners };
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
  const forge = source.kind === "folder" ? context.forges.directory : context.forges.git;
  try {
    const listing = await forge.list(source, signal);
    const all = listing.repositories.map((found) => toRepository(context, source, found, known));
    const present = new Set(all.map((repository) => repository.id));
    const vanished = known.all.filter((it) => it.sourceId === source.id && !present.has(it.id));
    const owned = all.filter((repository) => owns(known, repository));
    const repositories = context.sharesStore ? await shareNew(context, source, owned) : owned;
    for (const repository of repositories) await saveIfMoved(context, repository, known);
    const refused = all.find((repository) => !owned.includes(repository));
    const remark = refused === undefined ? listing.remark : takenRemark(refused);
    const failure = remark === undefined ? undefined : remarkOf(remark, at);
    await save(context, source, failure, at);
    return { source, repositories, vanished, failure };
  } catch (error) {
    signal.throwIfAborted();
    const failure = toFailure(error, at);
    if (failure.code === "INTERNAL") context.log.error({ err: error, source: source.key }, "listing failed");
    await save(context, source, failure, source.lastListedAt);
    return { source, repositories: [], vanished: [], failure };
  }
}

/** Adds what is new to the store at once, so that all processes know it under one id. */
async function shareNew(
  context: CrawlContext,
  source: Source,
  repositories: readonly Repository[],
): Promise<Repository[]> {
  const { sources } = context.store;
  for (const repository of repositories)
    if (repository.state === "new") await sources.saveRepository(repository);
  const stored = await sources.listRepositories(source.id);
  return repositories.map((repository) => stored.find((it) => isSame(it, repository)) ?? repository);
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
  const before =
    known.all.find((it) => it.sourceId === source.id && isSame(it, found)) ??
    // What a source that is no longer crawled left behind goes over to the one that lists it now.
    known.all.find(
      (it) => !known.activeSources.has(it.sourceId) && isSame(it, found) && it.host === found.host,
    );
  if (before !== undefined) {
    const moved = before.host !== found.host || before.path !== found.path;
    // Its entries get other paths, so it must be read again although the commit is the same.
    return { ...before, ...found, sourceId: source.id, headSeen: moved ? undefined : before.headSeen };
  }
  return {
    id: context.newId(),
    sourceId: source.id,
    ...found,
    defaultBranch: undefined,
    headSeen: undefined,
    checkedWith: undefined,
    state: "new",
    failure: undefined,
    goneSince: undefined,
    attempts: 0,
    nextLookAt: undefined,
    lastLookedAt: undefined,
    createdAt: context.now().toISOString(),
  };
}

/** A look that finds nothing new writes nothing, so another source or another address is written here. */
async function saveIfMoved(
  context: CrawlContext,
  repository: Repository,
  known: KnownRepositories,
): Promise<void> {
  const before = known.all.find((it) => it.id === repository.id);
  if (before === undefined) return;
  const same = before.sourceId === repository.sourceId && before.url === repository.url;
  if (!same) await context.store.sources.saveRepository(repository);
}

function isSame(repository: Repository, found: FoundRepository): boolean {
  return repository.forge === found.forge && repository.forgeId === found.forgeId;
}

async function save(
  context: CrawlContext,
  source: Source,
  failure: Failure | undefined,
  listedAt: string | undefined,
): Promise<void> {
  const unchanged = failure?.message === source.failure?.message && source.lastListedAt !== undefined;
  if (unchanged && failure !== undefined) return;
  await context.store.sources.save({ ...source, failure, lastListedAt: listedAt });
}

function remarkOf(message: string, at: string): Failure {
  return { code: "SOURCE_INVALID", message, hint: undefined, at };
}
