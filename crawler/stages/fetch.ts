import type { Repository } from "../../src/catalogue/sources.ts";
import type { Tree } from "../forges/forge.ts";
import type { CrawlContext } from "./context.ts";

/** Fetches the manifests of a repository at a commit, and nothing else of it. */
export function fetchTree(
  context: CrawlContext,
  repository: Repository,
  commit: string,
  signal: AbortSignal,
): Promise<Tree> {
  return context.forges.ofRepository(repository).readTree(repository, commit, signal);
}
