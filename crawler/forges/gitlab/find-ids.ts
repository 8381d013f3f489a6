import { isRecord, numberOf, recordOf, textOf } from "../json-fields.ts";
import { QUESTION_LIMITS } from "./complexity.ts";
import { failureOf, upstreamFailed } from "./failures.ts";
import type { GitLabApi } from "./gitlab-api.ts";
import { pathsQuery } from "./queries.ts";
import { idOf } from "./to-found.ts";

/** Each path costs 2 points and some 50 characters of the query. */
const PATHS_AT_ONCE = QUESTION_LIMITS.anonymous / 2;

export interface FoundIds {
  /** In the order of the paths, without doubles. */
  readonly ids: readonly string[];
  /** What is told of paths that name nothing, or something that has moved. */
  readonly remarks: readonly string[];
}

/**
 * The ids of projects that are listed by their paths. GraphQL knows a project by its present path only; for the
 * others REST is asked one by one, which leads from an old path to the new one.
 */
export async function findIds(
  api: GitLabApi,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<FoundIds> {
  const ids = new Set<string>();
  const remarks: string[] = [];
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const some = paths.slice(at, at + PATHS_AT_ONCE);
    const found = await askPaths(api, some, signal);
    for (const [index, path] of some.entries()) {
      const moved = found[index] === undefined ? await askMoved(api, path, signal) : undefined;
      const id = found[index] ?? moved?.id;
      if (id !== undefined) ids.add(id);
      if (moved !== undefined) remarks.push(moved.remark);
    }
  }
  return { ids: [...ids], remarks };
}

async function askPaths(
  api: GitLabApi,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly (string | undefined)[]> {
  const variables = Object.fromEntries(paths.map((path, index) => [`p${String(index)}`, path]));
  const what = `${String(paths.length)} projects by their paths`;
  const { data, errors } = await api.graphql({ query: pathsQuery(paths.length), variables, what, signal });
  return paths.map((path, index) => {
    const project = data[`p${String(index)}`];
    if (isRecord(project)) return idOf(project["id"]);
    if (project === null && errors.length === 0) return undefined;
    throw upstreamFailed(
      `"${api.host}" did not answer about "${path}": ${errors[0] ?? "the answer is cut short"}.`,
    );
  });
}

async function askMoved(
  api: GitLabApi,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly id: string | undefined; readonly remark: string }> {
  const answer = await api.get(`/projects/${encodeURIComponent(path)}`, signal);
  if (answer.status === 404) {
    const remark = `"${path}" is not there, or private: remove it from sources.yaml, or check how it is written.`;
    return { id: undefined, remark };
  }
  if (answer.status !== 200) throw failureOf(answer, await api.asked(`the project "${path}"`));
  const project = recordOf(answer.json);
  const id = numberOf(project["id"]);
  const now = textOf(project["path_with_namespace"]);
  if (id === undefined || now === undefined) {
    throw upstreamFailed(`"${api.host}" named the project "${path}" in a way that is not understood.`);
  }
  return { id: String(id), remark: `"${path}" has moved to "${now}": write it so in sources.yaml.` };
}
