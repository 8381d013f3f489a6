import { repositoryAddress } from "../../src/catalogue/identifier.ts";
import { newRepository } from "../../src/catalogue/new-repository.ts";
import type { Repository, Source } from "../../src/catalogue/sources.ts";
import type { FoundRepository } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";
import { renamed } from "./resolve.ts";

/** All repositories that the catalogue knows, by host and path: two sources may name the same one. */
export interface KnownRepositories {
  /** Of each source, by forge and forge id. */
  readonly bySource: ReadonlyMap<string, ReadonlyMap<string, Repository>>;
  /**
   * By host, forge and forge id, those that go over to another source which lists them: of sources that are no longer
   * crawled, and those that have left theirs.
   */
  readonly leftBehind: Map<string, Repository>;
  /** Of sources that are no longer crawled, by host and path. */
  readonly abandoned: Map<string, Repository>;
  /** Host and path → the repository to which its entries belong. */
  readonly owners: Map<string, string>;
}

/** Reads what is known of all repositories, once for a run. */
export async function loadKnown(context: CrawlContext): Promise<KnownRepositories> {
  const sources = await context.store.sources.list();
  const bySource = new Map<string, ReadonlyMap<string, Repository>>();
  const leftBehind = new Map<string, Repository>();
  const abandoned = new Map<string, Repository>();
  const owners = new Map<string, string>();
  for (const source of sources) {
    const repositories = await context.store.sources.listRepositories(source.id);
    bySource.set(source.id, new Map(repositories.map((it) => [identityOf(it), it])));
    for (const repository of repositories) {
      const isActive = source.state === "active";
      if (isActive && isRead(repository)) claim(owners, repository);
      if (!isActive) abandoned.set(addressOf(repository), repository);
      if (!isActive || repository.goneSince !== undefined) {
        leftBehind.set(`${repository.host} ${identityOf(repository)}`, repository);
      }
    }
  }
  return { bySource, leftBehind, abandoned, owners };
}

/** False for one that is gone or left out: it is not looked at, and its address is free for another. */
export function isRead({ state }: Repository): boolean {
  return state !== "excluded" && state !== "gone";
}

/** False when the host and path of a repository already belong to one of another source. */
export function owns(known: KnownRepositories, repository: Repository): boolean {
  return claim(known.owners, repository) === repository.id;
}

function claim(owners: Map<string, string>, repository: Repository): string {
  const address = addressOf(repository);
  const owner = owners.get(address) ?? repository.id;
  owners.set(address, owner);
  return owner;
}

function addressOf({ host, path }: Pick<Repository, "host" | "path">): string {
  return repositoryAddress(host, path);
}

/** A repository that a source lists, as the one that is known, or a new one. */
export function toRepository(
  context: CrawlContext,
  source: Source,
  found: FoundRepository,
  known: KnownRepositories,
): Repository {
  const identity = identityOf(found);
  const before =
    known.bySource.get(source.id)?.get(identity) ??
    take(known.leftBehind, `${found.host} ${identity}`) ??
    // An operator who exchanges a source for another of the same address means the same repository.
    take(known.abandoned, addressOf(found));
  if (before === undefined) {
    const createdAt = context.now().toISOString();
    return newRepository(found, { id: context.newId(), sourceId: source.id, createdAt });
  }
  const { forge, forgeId } = found;
  return { ...renamed(before, found), sourceId: source.id, forge, forgeId };
}

/** One goes over once. */
function take(repositories: Map<string, Repository>, key: string): Repository | undefined {
  const repository = repositories.get(key);
  repositories.delete(key);
  return repository;
}

export function identityOf({ forge, forgeId }: Pick<Repository, "forge" | "forgeId">): string {
  return `${forge} ${forgeId}`;
}
