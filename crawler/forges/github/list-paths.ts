import type { ApiAnswer } from "../forge-api.ts";
import type { ForgeHost } from "../forge-host.ts";
import type { FoundRepository, Listing } from "../forge.ts";
import { isRecord, recordOf } from "../json-fields.ts";
import { ExecatError } from "../../../src/errors.ts";
import type { GitHubApi } from "./access.ts";
import { failureOf, isTooHeavy, upstreamFailed } from "./failures.ts";
import { askGraphQl, errorsAt } from "./graphql.ts";
import type { ListContext } from "./list-context.ts";
import { toListing } from "./list-pages.ts";
import { MOST_AT_ONCE, pointsOf, repositoriesByPath } from "./queries.ts";
import { fromGraphQl, fromRest } from "./to-found.ts";

/** An anonymous caller has sixty requests an hour: a long list is read over several hours. */
const LONG_LIST = 30;
const LONG_LIST_AGE_MS = 6 * 3_600_000;
const FEWEST = 25;

interface Looked {
  readonly path: string;
  /** `missing`: GitHub says that there is none. `refused`: it is there, and not for us. */
  readonly state: "found" | "missing" | "refused";
  readonly found?: FoundRepository | undefined;
}

/**
 * Repositories by `owner/name`, also under a name that they had before. Those that are not there are named in the
 * remark. `apiOf` answers as whom an owner is asked.
 */
export async function listPaths(
  context: Omit<ListContext, "api">,
  paths: readonly string[],
  apiOf: (path: string) => Promise<GitHubApi>,
): Promise<Listing> {
  const { host } = context;
  const groups = new Map<GitHubApi, string[]>();
  for (const path of paths) {
    checkPath(path);
    const api = await apiOf(path);
    const group = groups.get(api) ?? [];
    group.push(path);
    groups.set(api, group);
  }
  const looked: Looked[] = [];
  for (const [api, group] of groups) {
    const maxAgeMs = group.length > LONG_LIST ? LONG_LIST_AGE_MS : 0;
    for (const path of api.isSignedIn ? [] : group) {
      looked.push(await lookByRest({ ...context, api }, path, maxAgeMs));
    }
    for (let at = 0; api.isSignedIn && at < group.length; at += MOST_AT_ONCE) {
      looked.push(...(await lookAtMany({ ...context, api }, group.slice(at, at + MOST_AT_ONCE))));
    }
  }
  return listingOf(host, looked);
}

function listingOf(host: ForgeHost, looked: readonly Looked[]): Listing {
  const found = new Map<string, FoundRepository>();
  for (const { found: one } of looked) if (one !== undefined) found.set(one.forgeId, one);
  const missing = looked.filter(({ state }) => state === "missing").map(({ path }) => `"${path}"`);
  const unreadable = looked.filter(({ state }) => state === "refused").length;
  const remarks = missing.length === 0 ? [] : [`Not at "${host.host}", or private: ${missing.join(", ")}.`];
  return toListing(host, { found, unreadable, total: found.size + unreadable, isIncomplete: false }, remarks);
}

function checkPath(path: string): void {
  if (/^[^/\s]+\/[^/\s]+$/.test(path)) return;
  throw new ExecatError("SOURCE_INVALID", `"${path}" is no repository of GitHub's.`, {
    hint: 'Write it as "owner/name".',
  });
}

async function lookAtMany(context: ListContext, paths: readonly string[]): Promise<readonly Looked[]> {
  const { host, api, signal } = context;
  const variables: Record<string, string> = {};
  for (const [index, path] of paths.entries()) {
    const [owner = "", name = ""] = path.split("/");
    variables[`owner${String(index)}`] = owner;
    variables[`name${String(index)}`] = name;
  }
  try {
    const { data, errors } = await askGraphQl(api, {
      query: repositoriesByPath(paths.length),
      variables,
      cost: pointsOf(paths.length),
      what: `${String(paths.length)} repositories`,
      signal,
    });
    return paths.map((path, index): Looked => {
      const key = `r${String(index)}`;
      const [error] = errorsAt(errors, key);
      if (error?.type === "NOT_FOUND" && error.path.length === 1) return { path, state: "missing" };
      const node = data[key];
      if (error !== undefined) return { path, state: "refused" };
      if (!isRecord(node)) throw upstreamFailed(`"${host.host}" gave no answer for "${path}".`);
      return { path, state: "found", found: fromGraphQl(host, node) };
    });
  } catch (error) {
    if (!isTooHeavy(error) || paths.length <= FEWEST) throw error;
    const half = Math.ceil(paths.length / 2);
    const first = await lookAtMany(context, paths.slice(0, half));
    return [...first, ...(await lookAtMany(context, paths.slice(half)))];
  }
}

async function lookByRest(
  { host, api, answers, signal }: ListContext,
  path: string,
  maxAgeMs: number,
): Promise<Looked> {
  const [owner = "", name = ""] = path.split("/").map((part) => encodeURIComponent(part));
  return answers.get(api, {
    url: `${api.addresses.rest}/repos/${owner}/${name}`,
    resource: "core",
    signal,
    maxAgeMs,
    read: (answer) => readRest(host, path, answer),
  });
}

function readRest(host: ForgeHost, path: string, answer: ApiAnswer): Looked {
  if (answer.status === 404 || answer.status === 410) return { path, state: "missing" };
  if (answer.status === 403 || answer.status === 451) return { path, state: "refused" };
  if (answer.status !== 200) throw failureOf(answer, host.host, `"${path}"`);
  return { path, state: "found", found: fromRest(host, recordOf(answer.json)) };
}
