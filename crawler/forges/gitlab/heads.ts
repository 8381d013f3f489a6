import type { Repository } from "../../../src/catalogue/sources.ts";
import type { HeadAnswer } from "../forge.ts";
import { askProjects, type AskedProjects, type GitLabContext } from "./ask-projects.ts";
import { sourceInvalid, upstreamFailed } from "./failures.ts";

/** The heads of many repositories; fails as a whole only when GitLab answers nothing at all. */
export async function resolveHeads(
  context: GitLabContext,
  repositories: readonly Repository[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const ids = repositories.map(({ forgeId }) => forgeId);
  const asked = await askProjects(context, ids, signal);
  return new Map(
    repositories.map((repository) => [repository.id, toAnswer(repository, asked, context.host.host)]),
  );
}

function toAnswer({ forgeId, path }: Repository, asked: AskedProjects, host: string): HeadAnswer {
  const why = asked.unanswered.get(forgeId);
  if (why !== undefined) return failed(upstreamFailed(`"${host}" did not answer about "${path}": ${why}.`));
  const project = asked.projects.get(forgeId);
  if (project === undefined) {
    return {
      state: "gone",
      message: `"${host}" shows no project ${forgeId} ("${path}") any more: it was deleted, or is private.`,
    };
  }
  const { found, head, hasRepository } = project;
  if (!hasRepository) {
    return failed(
      sourceInvalid(
        `"${host}" does not show the repository of "${found.path}".`,
        "It may be for members only: its owner can open it to everyone.",
      ),
    );
  }
  if (head === undefined) return failed(upstreamFailed(`"${host}" names no commit of "${found.path}".`));
  return { ...head, found };
}

function failed(error: Error): HeadAnswer {
  return { state: "failed", error };
}
