import type { Repository } from "../../../src/catalogue/sources.ts";
import type { ForgeHost } from "../forge-host.ts";
import type { HeadAnswer } from "../forge.ts";
import { isRecord, listOf } from "../json-fields.ts";
import type { GitHubApi } from "./access.ts";
import { isTooHeavy, upstreamFailed } from "./failures.ts";
import { askGraphQl, errorsAt, partFailure, type GraphQlAnswer } from "./graphql.ts";
import { pointsOf, REPOSITORIES_BY_ID } from "./queries.ts";
import { fromGraphQl, hasAllTags } from "./to-found.ts";

export type AskedRepository = Pick<Repository, "id" | "forgeId" | "path">;

/** How few repositories a question is about before a failure counts as one of all of them. */
const FEWEST = 25;

/**
 * Heads of up to a hundred repositories by one question. One that is too heavy for GitHub is asked in halves.
 * What fails for one repository is that one's answer; what fails for the whole question is thrown.
 */
export async function askHeads(
  host: ForgeHost,
  api: GitHubApi,
  repositories: readonly AskedRepository[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const what = `${String(repositories.length)} repositories`;
  try {
    const variables = { ids: repositories.map((it) => it.forgeId) };
    const cost = pointsOf(repositories.length);
    const answer = await askGraphQl(api, { query: REPOSITORIES_BY_ID, variables, cost, what, signal });
    return readHeads(host, repositories, answer);
  } catch (error) {
    if (!isTooHeavy(error) || repositories.length <= FEWEST) throw error;
    const half = Math.ceil(repositories.length / 2);
    const first = await askHeads(host, api, repositories.slice(0, half), signal);
    const second = await askHeads(host, api, repositories.slice(half), signal);
    return new Map([...first, ...second]);
  }
}

function readHeads(
  host: ForgeHost,
  repositories: readonly AskedRepository[],
  answer: GraphQlAnswer,
): ReadonlyMap<string, HeadAnswer> {
  const nodes = listOf(answer.data["nodes"]);
  if (nodes.length !== repositories.length) {
    throw upstreamFailed(
      `"${host.host}" was asked for ${String(repositories.length)} repositories and answered for ${String(nodes.length)}.`,
    );
  }
  const heads = new Map<string, HeadAnswer>();
  for (const [index, repository] of repositories.entries()) {
    heads.set(repository.id, readHead(host, repository, { node: nodes[index], index, answer }));
  }
  return heads;
}

interface NodeOf {
  readonly node: unknown;
  readonly index: number;
  readonly answer: GraphQlAnswer;
}

function readHead(host: ForgeHost, repository: AskedRepository, { node, index, answer }: NodeOf): HeadAnswer {
  const what = `"${repository.path}"`;
  const [error] = errorsAt(answer.errors, "nodes", index);
  if (error !== undefined) {
    const isGone = error.type === "NOT_FOUND" && error.path.length === 2;
    return isGone
      ? { state: "gone", message: `There is no ${what} at "${host.host}", or its token may not see it.` }
      : { state: "failed", error: partFailure(host.host, what, error) };
  }
  if (!isRecord(node) || node["__typename"] !== "Repository") {
    return { state: "failed", error: upstreamFailed(`"${host.host}" gave no answer for ${what}.`) };
  }
  try {
    const found = fromGraphQl(host, node);
    if (!hasAllTags(node)) {
      return { state: "failed", error: upstreamFailed(`"${host.host}" cut off the tags of ${what}.`) };
    }
    if (found.head !== undefined) return { ...found.head, found };
    return { state: "failed", error: upstreamFailed(`"${host.host}" has closed ${what} for everybody.`) };
  } catch (error) {
    return { state: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}
