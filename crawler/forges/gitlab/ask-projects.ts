import type { ForgeHost } from "../forge-host.ts";
import { isRecord, listOf, recordOf } from "../json-fields.ts";
import { projectsAtOnce } from "./complexity.ts";
import { isTooHeavy, upstreamFailed } from "./failures.ts";
import type { GitLabApi } from "./gitlab-api.ts";
import { PROJECTS_QUERY } from "./queries.ts";
import { toGid, toProject, type GitLabProject } from "./to-found.ts";

export interface GitLabContext {
  readonly host: ForgeHost;
  readonly api: GitLabApi;
  readonly now: () => Date;
}

export interface AskedProjects {
  /** By id. */
  readonly projects: ReadonlyMap<string, GitLabProject>;
  /** Ids about which GitLab, by its own word, could not answer: none of these is gone because it is not there. */
  readonly unanswered: ReadonlyMap<string, string>;
}

/**
 * Asks for projects by their ids, as many in one question as GitLab allows; a question that proves too heavy is
 * asked in halves.
 */
export async function askProjects(
  context: GitLabContext,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<AskedProjects> {
  const atOnce = Math.max(1, projectsAtOnce("projects", await context.api.questionLimit()));
  const projects = new Map<string, GitLabProject>();
  const unanswered = new Map<string, string>();
  for (let at = 0; at < ids.length; at += atOnce) {
    const some = await askSome(context, ids.slice(at, at + atOnce), signal);
    for (const [id, project] of some.projects) projects.set(id, project);
    for (const [id, why] of some.unanswered) unanswered.set(id, why);
  }
  return { projects, unanswered };
}

async function askSome(
  context: GitLabContext,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<AskedProjects> {
  try {
    return await askOnce(context, ids, signal);
  } catch (error) {
    if (!isTooHeavy(error) || ids.length < 2) throw error;
    const half = Math.ceil(ids.length / 2);
    const first = await askSome(context, ids.slice(0, half), signal);
    const second = await askSome(context, ids.slice(half), signal);
    return {
      projects: new Map([...first.projects, ...second.projects]),
      unanswered: new Map([...first.unanswered, ...second.unanswered]),
    };
  }
}

async function askOnce(
  { host, api, now }: GitLabContext,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<AskedProjects> {
  const what = `${String(ids.length)} projects`;
  const variables = { ids: ids.map(toGid), first: ids.length };
  const { data, errors } = await api.graphql({ query: PROJECTS_QUERY, variables, what, signal });
  const { nodes, pageInfo } = recordOf(data["projects"]);
  const isWhole = Array.isArray(nodes) && recordOf(pageInfo)["hasNextPage"] === false;
  if (!isWhole) {
    const because = errors[0] ?? "the answer is cut short";
    throw upstreamFailed(`"${host.host}" did not answer about ${what}: ${because}.`);
  }
  const projects = new Map<string, GitLabProject>();
  for (const node of listOf(nodes).filter(isRecord)) {
    const project = toProject(node, host, now());
    // Beside an error a part that is missing says nothing.
    if (errors.length === 0 || project.head !== undefined) projects.set(project.found.forgeId, project);
  }
  const missing = ids.filter((id) => !projects.has(id));
  const [why] = errors;
  return { projects, unanswered: new Map(why === undefined ? [] : missing.map((id) => [id, why])) };
}
