import type { Repository } from "./sources.ts";

/** What a forge says of a repository. */
type Named = Pick<Repository, "forge" | "forgeId" | "host" | "path" | "url" | "webUrl"> &
  Partial<Pick<Repository, "facts">>;

/** A repository that somebody has just named, of which nothing else is known. */
export function newRepository(
  { forge, forgeId, host, path, url, webUrl, facts }: Named,
  { id, sourceId, createdAt }: Pick<Repository, "id" | "sourceId" | "createdAt">,
): Repository {
  return {
    id,
    sourceId,
    forge,
    forgeId,
    host,
    path,
    url,
    webUrl,
    facts,
    defaultBranch: undefined,
    headSeen: undefined,
    tagsSeen: undefined,
    reportWanted: undefined,
    reportSent: undefined,
    checkedWith: undefined,
    state: "new",
    failure: undefined,
    goneSince: undefined,
    attempts: 0,
    nextLookAt: undefined,
    lastLookedAt: undefined,
    createdAt,
  };
}
