import type { Repository } from "../../../src/catalogue/sources.ts";
import type { TagsAnswer } from "../forge.ts";
import { listOf, recordOf, textOf } from "../json-fields.ts";
import { failureOf, upstreamFailed } from "./failures.ts";
import type { GitLabApi } from "./gitlab-api.ts";

/**
 * GitLab moves a project's `last_activity_at` at every push, of tags as well, but not again within an hour
 * (`Event::RESET_PROJECT_ACTIVITY_INTERVAL`); the minutes are for clocks that differ.
 */
const SETTLED_AFTER_MS = 65 * 60_000;

const PER_PAGE = 100;

/**
 * Stands for the state of all tags: the time of the last activity, once an hour has passed. Whatever was pushed
 * after that has moved the time, so that tags read under a mark are the same while the mark is. Within the hour
 * there is none, and tags are read at every look.
 */
export function tagsMarkOf(lastActivityAt: string | undefined, now: Date): string | undefined {
  const time = lastActivityAt === undefined ? Number.NaN : Date.parse(lastActivityAt);
  if (Number.isNaN(time) || now.getTime() - time < SETTLED_AFTER_MS) return undefined;
  return new Date(time).toISOString();
}

/** The newest hundred tags: one request a project, for GraphQL has no tags. A list that holds fewer than it counts fails. */
export async function readTags(
  api: GitLabApi,
  { forgeId, path }: Repository,
  signal: AbortSignal,
): Promise<TagsAnswer> {
  const answer = await api.get(
    `/projects/${forgeId}/repository/tags?order_by=updated&sort=desc&per_page=${String(PER_PAGE)}`,
    signal,
  );
  const what = `the tags of "${path}"`;
  if (answer.status !== 200) throw failureOf(answer, await api.asked(what));
  if (!Array.isArray(answer.json)) throw upstreamFailed(`"${api.host}" sent no list of ${what}.`);
  const tags = listOf(answer.json).map((tag) => {
    const name = textOf(recordOf(tag)["name"]);
    const commit = textOf(recordOf(recordOf(tag)["commit"])["id"]);
    if (name === undefined || commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) {
      throw upstreamFailed(`"${api.host}" named ${what} in a way that is not understood.`);
    }
    return { name, commit };
  });
  const total = Number(answer.headers.get("x-total") ?? tags.length);
  if (tags.length < Math.min(total, PER_PAGE)) {
    throw upstreamFailed(`"${api.host}" counts ${String(total)} of ${what} and sent ${String(tags.length)}.`);
  }
  return { tags, tagsLeftOut: total > tags.length ? total - tags.length : undefined };
}
