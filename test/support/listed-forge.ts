import { blobIdOf } from "../../crawler/forges/manifest-files.ts";
import type { ForgesOptions } from "../../crawler/forges/create-forges.ts";
import { repositoryOf } from "../../crawler/forges/git/index.ts";
import type { Forge, FoundRepository, Head, HeadAnswer, Listing } from "../../crawler/forges/forge.ts";
import type { Source } from "../../src/catalogue/sources.ts";
import { createCrawlFixture, type CrawlFixture, type CrawlerParts } from "./crawl-fixture.ts";

/** A forge in memory that lists by a source's key, and whose answers a test changes between crawls. */
export interface ListedForge extends Forge {
  /** By source key. */
  readonly listings: Map<string, Listing>;
  /** By forge id; what is not here is gone. */
  readonly heads: Map<string, HeadAnswer>;
  /** By commit: path → text. A commit that is not here holds no file. */
  readonly trees: Map<string, Readonly<Record<string, string>>>;
  /** Paths of the repositories that were read, and whose heads were asked. */
  readonly read: string[];
  readonly asked: string[];
  /** Runs before a tree is read. */
  onRead: ((path: string) => Promise<void>) | undefined;
  /** Runs before a source is listed. */
  onList: (() => Promise<void>) | undefined;
}

export function createListedForge(): ListedForge {
  const forge: ListedForge = {
    name: "github",
    headsAtOnce: 100,
    listings: new Map(),
    heads: new Map(),
    trees: new Map(),
    read: [],
    asked: [],
    onRead: undefined,
    onList: undefined,
    async list({ key }: Source) {
      await forge.onList?.();
      return forge.listings.get(key) ?? { repositories: [], remark: undefined };
    },
    async resolveHeads(repositories) {
      forge.asked.push(...repositories.map(({ path }) => path));
      const gone: HeadAnswer = { state: "gone", message: "There is no such repository." };
      return new Map(repositories.map(({ id, forgeId }) => [id, forge.heads.get(forgeId) ?? gone]));
    },
    async readTree({ path }, commit) {
      forge.read.push(path);
      await forge.onRead?.(path);
      const files = Object.entries(forge.trees.get(commit) ?? {}).map(([file, text]) => {
        const bytes = Buffer.from(text);
        return { path: file, blobId: blobIdOf(bytes), bytes };
      });
      return { commit, files, facts: [], problems: [] };
    },
  };
  return forge;
}

/** A head at the commit that this sign stands for. */
export function headAt(sign: string): Head {
  return { state: "head", commit: commitOf(sign), branch: "main", tags: [] };
}

export function commitOf(sign: string): string {
  return sign.repeat(40);
}

export function foundRepository(forgeId: string, path: string, head?: Head): FoundRepository {
  return {
    forge: "github",
    forgeId,
    host: "github.com",
    path,
    url: `https://github.com/${path}.git`,
    webUrl: `https://github.com/${path}`,
    facts: { topics: [], archived: false, fork: false },
    ...(head === undefined ? {} : { head }),
  };
}

export function listingOf(...repositories: FoundRepository[]): Listing {
  return { repositories, remark: undefined };
}

/** github.com and plain git, both answered by this forge. */
export function instancesOf(forge: ListedForge): Pick<ForgesOptions, "git" | "instances"> {
  const git: Forge = {
    ...forge,
    name: "git",
    list: (source) => Promise.resolve(listingOf(repositoryOf(source))),
  };
  return { git, instances: new Map([["https://github.com", forge]]) };
}

export function createListedFixture(forge: ListedForge, parts: CrawlerParts = {}): Promise<CrawlFixture> {
  return createCrawlFixture({ parallel: 1, ...parts, forges: instancesOf(forge) });
}

/** Adds an organisation of github.com as a source under its own name. */
export function addOrganisation(
  crawl: CrawlFixture,
  name: string,
  exclude?: readonly string[],
): Promise<void> {
  const scope = { url: "https://github.com", of: "organisation", name } as const;
  return crawl.addSource(name, "github", `https://github.com/${name}`, {
    scope,
    ...(exclude === undefined ? {} : { exclude }),
  });
}
