import type { ForgeFacts } from "../../../src/catalogue/sources.ts";
import type { FoundRepository, Head } from "../forge.ts";
import type { ForgeHost } from "../forge-host.ts";
import { isRecord, listOf, numberOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import { upstreamFailed } from "./failures.ts";
import { tagsMarkOf } from "./tags.ts";

/** One project as GraphQL says it. */
export interface GitLabProject {
  readonly found: FoundRepository;
  /** False when GitLab shows the project without its repository, which members alone may read then. */
  readonly hasRepository: boolean;
  /** `undefined` when GitLab named no commit although there is a repository that is not empty. */
  readonly head: Head | undefined;
}

const ID = /^gid:\/\/gitlab\/Project\/(?<id>\d{1,18})$/;
const PATH = /^[^\s\p{Cc}?#%\\:]+$/u;

/** Throws `UPSTREAM_FAILED` when the node is not what a GitLab says. */
export function toProject(node: unknown, host: ForgeHost, now: Date): GitLabProject {
  const fields = recordOf(node);
  const forgeId = idOf(fields["id"]);
  const path = textOf(fields["fullPath"]);
  if (forgeId === undefined || path === undefined || !isPath(path)) {
    const named = JSON.stringify([fields["id"], fields["fullPath"]]).slice(0, 200);
    throw upstreamFailed(`"${host.host}" named a project in a way that is not understood: ${named}.`);
  }
  return {
    found: {
      forge: "gitlab",
      forgeId,
      host: host.host,
      path,
      // Made here and not taken from the answer: an instance may name itself by a host that nobody configured.
      url: `${host.url}/${path}.git`,
      webUrl: `${host.url}/${path}`,
      facts: toFacts(fields),
    },
    hasRepository: isRecord(fields["repository"]),
    head: toHead(fields, now),
  };
}

/** The number in `gid://gitlab/Project/42`, by which REST and webhooks name the project too. */
export function idOf(gid: unknown): string | undefined {
  return ID.exec(textOf(gid) ?? "")?.groups?.["id"];
}

export function toGid(forgeId: string): string {
  return `gid://gitlab/Project/${forgeId}`;
}

/** True for the path of a project or a group: parts between slashes, none of them empty or of dots alone. */
export function isPath(path: string): boolean {
  return PATH.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function toFacts(fields: JsonRecord): ForgeFacts {
  return {
    description: textOf(fields["description"]),
    topics: listOf(fields["topics"]).flatMap((topic) => textOf(topic) ?? []),
    stars: numberOf(fields["starCount"]),
    archived: fields["archived"] === true,
    fork: fields["isForked"] === true,
  };
}

function toHead(fields: JsonRecord, now: Date): Head | undefined {
  const repository = recordOf(fields["repository"]);
  if (repository["empty"] === true) return { state: "empty" };
  const commit = textOf(recordOf(recordOf(repository["tree"])["lastCommit"])["sha"]);
  const branch = textOf(repository["rootRef"]);
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  return { state: "head", commit, branch, tagsMark: tagsMarkOf(textOf(fields["lastActivityAt"]), now) };
}
