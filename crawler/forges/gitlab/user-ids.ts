import { listOf, numberOf, recordOf } from "../json-fields.ts";
import { failureOf, upstreamFailed } from "./failures.ts";
import type { GitLabApi } from "./gitlab-api.ts";

/**
 * The ids of a user's own projects, by REST: GraphQL shows a user's namespace to that user alone. Pages follow each
 * other by keyset, in the order of ids, as the answers' `Link` says.
 */
export async function readUserIds(
  api: GitLabApi,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const what = `the user "${name}"`;
  const cut = (why: string): Error =>
    upstreamFailed(`"${api.host}" sent a part of the list of ${what}: ${why}.`);
  const ids: number[] = [];
  let next: string | undefined =
    `/users/${encodeURIComponent(name)}/projects?pagination=keyset&order_by=id&sort=asc&per_page=100`;
  while (next !== undefined) {
    const answer = await api.get(next, signal);
    if (answer.status !== 200) throw failureOf(answer, await api.asked(what));
    if (!Array.isArray(answer.json)) throw upstreamFailed(`"${api.host}" sent no list of ${what}.`);
    const page = listOf(answer.json).map((project) => numberOf(recordOf(project)["id"]));
    for (const id of page) {
      if (id === undefined) throw cut("a project has no id");
      if (id <= (ids.at(-1) ?? 0)) throw cut("its pages overlap");
      ids.push(id);
    }
    const total = Number(answer.headers.get("x-total") ?? Number.NaN);
    next = nextOf(answer.headers.get("link"));
    if (next === undefined && !Number.isNaN(total) && ids.length < total) {
      throw cut(`it counts ${String(total)} projects and listed ${String(ids.length)}`);
    }
    if (next !== undefined && !api.owns(next)) throw cut("its next page is at another address");
    if (next !== undefined && page.length === 0) throw cut("a page in the middle is empty");
  }
  return ids.map(String);
}

/** The address of the next page (RFC 8288). */
function nextOf(link: string | undefined): string | undefined {
  for (const [, url, parameters] of (link ?? "").matchAll(/<([^>]*)>([^,]*)/g)) {
    if (/;\s*rel="?next"?/.test(parameters ?? "")) return url;
  }
  return undefined;
}
