import { isRecord, listOf, numberOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import type { GitLabContext } from "./ask-projects.ts";
import { projectsAtOnce } from "./complexity.ts";
import { isTooHeavy, notFound, upstreamFailed } from "./failures.ts";
import { GROUP_QUERY, TOPIC_QUERY } from "./queries.ts";
import { idOf, toProject, type GitLabProject } from "./to-found.ts";

interface Page {
  readonly nodes: readonly JsonRecord[];
  readonly count: number | undefined;
  readonly next: string | undefined;
  /** Another page follows, and this one holds fewer than were asked for. */
  readonly isShort: boolean;
}

/** GitLab counts no further than this, and says one more when there are more. */
const COUNTED = 1_000;

export interface Pages {
  readonly question: "group" | "topic";
  readonly name: string;
  /** In words: `the group "x"`. */
  readonly what: string;
}

/**
 * Reads all pages of a group's or a topic's projects by their cursors, with their heads. A list that ends early,
 * or holds fewer than GitLab counts, fails.
 */
export async function readPages(
  context: GitLabContext,
  pages: Pages,
  signal: AbortSignal,
): Promise<readonly GitLabProject[]> {
  const { host, now } = context;
  const projects = new Map<string, GitLabProject>();
  let fewest: number | undefined;
  let isShort = false;
  for await (const page of eachPage(context, pages, signal)) {
    for (const node of page.nodes) {
      const project = toProject(node, host, now());
      projects.set(project.found.forgeId, project);
    }
    // The smallest, for a project may be added or go while the pages are read.
    if (page.count !== undefined) fewest = Math.min(fewest ?? page.count, page.count);
    isShort ||= page.isShort;
  }
  const isCounted = fewest !== undefined && fewest <= COUNTED;
  if (projects.size < (fewest ?? 0) || (!isCounted && isShort)) {
    const counted = isCounted ? String(fewest) : "more";
    throw upstreamFailed(
      `"${host.host}" counts ${counted} projects of ${pages.what} and listed ${String(projects.size)}.`,
      "Nothing is taken from a list that is not whole; it is tried again later.",
    );
  }
  return [...projects.values()];
}

/** Pages become smaller where GitLab finds them too heavy. */
async function* eachPage(
  context: GitLabContext,
  pages: Pages,
  signal: AbortSignal,
): AsyncGenerator<Page, void> {
  let first = Math.max(1, projectsAtOnce(pages.question, await context.api.questionLimit()));
  let after: string | undefined;
  do {
    const page = await readPage(context, pages, { first, after, signal }).catch((error: unknown) => {
      if (isTooHeavy(error) && first > 1) return undefined;
      throw error;
    });
    if (page === undefined) {
      first = Math.ceil(first / 2);
      continue;
    }
    yield page;
    if (page.next === undefined) return;
    if (page.next === after || page.nodes.length === 0) {
      throw upstreamFailed(`"${context.host.host}" leads nowhere in the list of ${pages.what}.`);
    }
    after = page.next;
  } while (!signal.aborted);
  signal.throwIfAborted();
}

async function readPage(
  { api, host }: GitLabContext,
  { question, name, what }: Pages,
  { first, after, signal }: { first: number; after: string | undefined; signal: AbortSignal },
): Promise<Page> {
  const query = question === "group" ? GROUP_QUERY : TOPIC_QUERY;
  const { data, errors } = await api.graphql({
    query,
    variables: { name, first, after: after ?? null },
    what,
    signal,
  });
  if (question === "group" && data["group"] === null && errors.length === 0) {
    throw notFound(await api.asked(what));
  }
  const connection = recordOf(question === "group" ? recordOf(data["group"])["projects"] : data["projects"]);
  const pageInfo = recordOf(connection["pageInfo"]);
  const nodes = listOf(connection["nodes"]);
  const { hasNextPage } = pageInfo;
  const next = hasNextPage === true ? textOf(pageInfo["endCursor"]) : undefined;
  const isWhole =
    Array.isArray(connection["nodes"]) &&
    (hasNextPage === false || next !== undefined) &&
    nodes.every((node) => isRecord(node) && idOf(node["id"]) !== undefined);
  if (!isWhole) {
    throw upstreamFailed(
      `"${host.host}" sent a part of the list of ${what}: ${errors[0] ?? "the answer is cut short"}.`,
    );
  }
  return {
    nodes: nodes.filter(isRecord),
    count: numberOf(connection["count"]),
    next,
    isShort: next !== undefined && nodes.length < first,
  };
}
