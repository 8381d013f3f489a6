import type { Problem } from "../manifest/problems.ts";
import type { CheckedManifest } from "./reconcile-input.ts";
import type { Repository } from "./sources.ts";
import type { TriedOut } from "./try-out.ts";

/** A repository as a crawl would find it at this commit. */
export interface CheckedRepository extends Pick<TriedOut, "entries"> {
  readonly repository: Repository;
  readonly commit: string;
  readonly branch: string | undefined;
  readonly manifests: readonly CheckedManifest[];
  /** Findings that no manifest has by itself: files that were not read, addresses that two documents claim. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a repository that a reader names, as the crawler would, and keeps nothing of it.
 *
 * Takes addresses that begin with `https:` only (`http:` too for hosts that the settings allow). Fails with
 * `SOURCE_INVALID` for any other and for an address with no repository behind it, `FORBIDDEN` for a private one,
 * `TOO_LARGE`, `TOO_MANY_REQUESTS` while too many are read, `UPSTREAM_FAILED` and `UPSTREAM_TIMEOUT`.
 */
export interface RepositoryCheck {
  check(url: string, signal: AbortSignal): Promise<CheckedRepository>;
}
