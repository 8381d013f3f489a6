import { createHash } from "node:crypto";
import type { ForgeFacts, Repository } from "../../src/catalogue/sources.ts";
import type { Forge, FoundRepository, Head, HeadAnswer, TagRef } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";

/** Asks one forge for the heads of up to `headsAtOnce` of its repositories; an answer for each, by id. */
export async function resolveHeads(
  context: CrawlContext,
  repositories: readonly Repository[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const [first] = repositories;
  if (first === undefined) return new Map();
  return context.forges.ofRepository(first).resolveHeads(repositories, signal);
}

/** Repositories in groups that one question may be about; those whose forge is not configured are alone. */
export function groupForHeads(
  context: CrawlContext,
  repositories: readonly Repository[],
): readonly (readonly Repository[])[] {
  const groups: Repository[][] = [];
  const open = new Map<Forge | undefined, Repository[]>();
  for (const repository of repositories) {
    const forge = forgeOf(context, repository);
    let group = open.get(forge);
    // The question itself will say which forge is missing.
    if (group === undefined || group.length >= (forge?.headsAtOnce ?? 1)) {
      group = [];
      groups.push(group);
      open.set(forge, group);
    }
    group.push(repository);
  }
  return groups;
}

function forgeOf({ forges }: CrawlContext, repository: Repository): Forge | undefined {
  try {
    return forges.ofRepository(repository);
  } catch {
    return undefined;
  }
}

/** A repository as its forge names and describes it now. What changes its entries means another reading. */
export function renamed(repository: Repository, found: FoundRepository | undefined): Repository {
  if (found === undefined) return repository;
  const { host, path, url, webUrl, facts } = found;
  const moved = host !== repository.host || path !== repository.path;
  const described = !isSameDescription(facts, repository.facts);
  return {
    ...repository,
    host,
    path,
    url,
    webUrl,
    facts,
    // Its entries get other paths, so it must be read again although the commit is the same.
    headSeen: moved ? undefined : repository.headSeen,
    checkedWith: described ? undefined : repository.checkedWith,
  };
}

/** True when nothing that stands in an entry is different; stars do not. */
function isSameDescription(left: ForgeFacts | undefined, right: ForgeFacts | undefined): boolean {
  const told = (facts: ForgeFacts | undefined): string =>
    JSON.stringify(facts === undefined ? {} : { ...facts, stars: undefined });
  return told(left) === told(right);
}

/**
 * The head with its tags, which some forges tell in a question of their own. It is not asked while the mark of the
 * tags is the one that was kept, and nothing else is new.
 */
export async function withTags(
  context: CrawlContext,
  repository: Repository,
  head: Head,
  signal: AbortSignal,
): Promise<Head> {
  if (head.state !== "head" || head.tags !== undefined) return head;
  const { readTags } = context.forges.ofRepository(repository);
  if (readTags === undefined) return head;
  if (head.tagsMark !== undefined && isUnchanged(context, repository, head)) return head;
  return { ...head, ...(await readTags(repository, signal)) };
}

/** Names the tags of a head and where they lead; behind a space stands the mark that the forge gave them. */
export function tagsKey(head: Head): string | undefined {
  if (head.state !== "head") return undefined;
  const digest = digestOf(head.tags ?? []);
  return head.tagsMark === undefined ? digest : `${digest ?? NO_TAGS} ${head.tagsMark}`;
}

const NO_TAGS = "-";

function digestOf(tags: readonly TagRef[]): string | undefined {
  if (tags.length === 0) return undefined;
  const lines = tags.map((tag) => `${tag.commit} ${tag.name}`).sort();
  return createHash("sha1").update(lines.join("\n")).digest("hex");
}

/** By the tags themselves when they were read, else by their mark. */
function hasSameTags(head: Head & { readonly state: "head" }, tagsSeen: string | undefined): boolean {
  const [digest, mark] = (tagsSeen ?? NO_TAGS).split(" ");
  if (head.tags === undefined && head.tagsMark !== undefined) return head.tagsMark === mark;
  return (digestOf(head.tags ?? []) ?? NO_TAGS) === digest;
}

/**
 * True when nothing needs to be read: the same commit and tags, the same checker, and the last look succeeded in
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
    hasSameTags(head, repository.tagsSeen) &&
    repository.checkedWith === context.checkedWith
  );
}
