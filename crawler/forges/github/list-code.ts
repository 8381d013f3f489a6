import { ExecatError } from "../../../src/errors.ts";
import type { FoundRepository, Listing } from "../forge.ts";
import { recordOf, textOf } from "../json-fields.ts";
import { MANIFEST_NAMES } from "../manifest-files.ts";
import { askHeads } from "./heads.ts";
import type { ListContext } from "./list-context.ts";
import { toListing } from "./list-pages.ts";
import { MOST_RESULTS, nextSearchPage, readSearch, SEARCH_AGE_MS, type SearchPage } from "./list-topic.ts";
import { MOST_AT_ONCE } from "./queries.ts";

/**
 * Repositories that have a file of a manifest's name in their default branch, as far as code search knows; `words`
 * narrow it. Always partial: GitHub has no index of every repository, above all of those that nobody has changed or
 * searched for long, so that what it does not name may be there all the same
 * (https://github.com/orgs/community/discussions/66113). A search of more than a thousand results says so.
 *
 * Fails with `SOURCE_INVALID` for an anonymous caller, who may not search code.
 */
export async function listCode(context: ListContext, words: string): Promise<Listing> {
  const { host, api } = context;
  if (!api.isSignedIn) {
    throw new ExecatError("SOURCE_INVALID", `"${host.host}" lets nobody search code without a token.`, {
      hint: "Give a token for it in EXECAT_FORGES, or list an organisation, a user, a topic or repositories.",
    });
  }
  const paths = new Map<string, string>();
  const remarks: string[] = [];
  let isIncomplete = false;
  for (const name of MANIFEST_NAMES) {
    const query = `filename:${name} ${words}`.trim();
    const searched = await searchName(context, query, { name, paths });
    isIncomplete ||= searched.isIncomplete;
    if (searched.total > MOST_RESULTS) {
      isIncomplete = true;
      remarks.push(
        `The search "${query}" finds ${String(searched.total)} files and gives ${String(MOST_RESULTS)}: narrow it.`,
      );
    }
  }
  const { found, unreadable } = await lookUp(context, paths);
  const total = found.size + unreadable;
  return { ...toListing(host, { found, unreadable, total, isIncomplete }, remarks), partial: true };
}

/** Adds to `paths` the repositories that are found: node id → path. */
async function searchName(
  context: ListContext,
  query: string,
  { name, paths }: { readonly name: string; readonly paths: Map<string, string> },
): Promise<Omit<SearchPage, "items">> {
  let isIncomplete = false;
  let total = 0;
  let seen = 0;
  for (let page: string | undefined = "1"; page !== undefined;) {
    const read: SearchPage = await readPage(context, query, page);
    total = read.total;
    seen += read.items.length;
    isIncomplete ||= read.isIncomplete;
    for (const item of read.items.map(recordOf)) {
      const repository = recordOf(item["repository"]);
      const id = textOf(repository["node_id"]);
      // The search takes names that only begin alike.
      if (id !== undefined && item["name"] === name) paths.set(id, textOf(repository["full_name"]) ?? id);
    }
    page = nextSearchPage(Number(page), read.items.length, total);
  }
  return { total, isIncomplete: isIncomplete || seen < Math.min(total, MOST_RESULTS) };
}

async function readPage(context: ListContext, query: string, page: string): Promise<SearchPage> {
  const { host, api, answers, signal } = context;
  const parameters = new URLSearchParams({ q: query, per_page: String(MOST_AT_ONCE), page });
  return answers.get(api, {
    url: `${api.addresses.rest}/search/code?${parameters.toString()}`,
    resource: "code_search",
    signal,
    maxAgeMs: SEARCH_AGE_MS,
    read: (answer) => readSearch(host, answer, `the search "${query}"`),
  });
}

/** What code search does not say of them, a hundred at once. One that is gone by now is left out. */
async function lookUp(
  { host, api, signal }: ListContext,
  paths: ReadonlyMap<string, string>,
): Promise<{ readonly found: Map<string, FoundRepository>; readonly unreadable: number }> {
  const found = new Map<string, FoundRepository>();
  let unreadable = 0;
  const all = [...paths].map(([id, path]) => ({ id, forgeId: id, path }));
  for (let at = 0; at < all.length; at += MOST_AT_ONCE) {
    const heads = await askHeads(host, api, all.slice(at, at + MOST_AT_ONCE), signal);
    for (const answer of heads.values()) {
      if (answer.state === "failed") unreadable += 1;
      else if (answer.found !== undefined) found.set(answer.found.forgeId, answer.found);
    }
  }
  return { found, unreadable };
}
