import type { Repository } from "./sources.ts";

/** Hosts where the first part of a repository's path is an account, also when plain git reads them. */
const FORGE_HOSTS = new Set(["github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht"]);

type Owned = Pick<Repository, "id" | "forge" | "host" | "path">;

/**
 * Names the one who can write to a repository, as far as its address shows it. Two documents have one owner when this
 * is the same for both:
 * - on a forge (one that is listed through its API, or a well-known one) the host and the first part of the path,
 *   which is the account or the top group;
 * - in a folder of this machine the source that it is listed by (`local.<key>`);
 * - on any other git host only the repository itself, since nothing says who may write beside it.
 */
export function ownerOf(repository: Owned): string {
  const { id, forge, host, path } = repository;
  if (forge === "directory") return `source ${host.toLowerCase()}`;
  return isOnForge(repository) ? `${host}/${path.split("/")[0] ?? ""}`.toLowerCase() : `repository ${id}`;
}

/** The owner as pages name it. */
export function ownerLabel(repository: Owned): string {
  const { forge, host, path } = repository;
  if (forge === "directory") return host;
  return isOnForge(repository) ? `${host}/${path.split("/")[0] ?? ""}` : `${host}/${path}`;
}

function isOnForge({ forge, host, path }: Owned): boolean {
  const isForge = forge === "github" || forge === "gitlab" || FORGE_HOSTS.has(host.toLowerCase());
  return isForge && path.includes("/");
}
