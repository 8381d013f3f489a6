import type { Forge } from "../forge.ts";
import type { ForgeHost } from "../forge-host.ts";
import { projectsAtOnce, QUESTION_LIMITS } from "./complexity.ts";
import { createGitLabApi, type ApiParts } from "./gitlab-api.ts";
import { resolveHeads } from "./heads.ts";
import { list } from "./list.ts";
import { readDelivery } from "./read-delivery.ts";
import { report } from "./report.ts";
import { readTags } from "./tags.ts";

export interface GitLabForgeOptions extends ApiParts {
  readonly host: ForgeHost;
  /** Reads what changed, from the project's address for `git clone`. */
  readonly git: Forge;
}

/**
 * A GitLab instance: lists groups with their sub-groups, users, topics and named projects, and reads the heads of a
 * hundred projects in one question. With a token it lists whatever the token's owner may see.
 */
export function createGitLabForge({ host, git, ...parts }: GitLabForgeOptions): Forge {
  const api = createGitLabApi(host, parts);
  const context = { host, api, now: parts.now };
  const mayReport = host.report && host.token !== undefined;
  return {
    name: "gitlab",
    headsAtOnce: projectsAtOnce("projects", QUESTION_LIMITS.anonymous),
    list: (source, signal) => list(context, source, signal),
    resolveHeads: (repositories, signal) => resolveHeads(context, repositories, signal),
    readTags: (repository, signal) => readTags(api, repository, signal),
    readTree: (repository, commit, signal) => git.readTree(repository, commit, signal),
    readTrees: git.readTrees,
    report: mayReport ? (written, signal) => report(api, written, signal) : undefined,
    readDelivery:
      host.webhookSecret === undefined ? undefined : (delivery) => readDelivery(host, delivery, parts.now()),
  };
}
