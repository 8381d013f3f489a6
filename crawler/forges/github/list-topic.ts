import { ExecatError } from "../../../src/errors.ts";
import type { FoundRepository, Listing } from "../forge.ts";
import { isRecord, listOf, numberOf, recordOf } from "../json-fields.ts";
import type { ApiAnswer } from "../forge-api.ts";
import type { ForgeHost } from "../forge-host.ts";
import { failureOf, upstreamFailed } from "./failures.ts";
import { askGraphQl, errorsAt, partFailure } from "./graphql.ts";
import type { ListContext } from "./list-context.ts";
import { collectPages, pageOfConnection, toListing, type Page, type Pages } from "./list-pages.ts";
import { MOST_AT_ONCE, pointsOf, SEARCH_REPOSITORIES } from "./queries.ts";
import { fromRest } from "./to-found.ts";

/** A search gives its first thousand results and no more. */
export const MOST_RESULTS = 1_000;
/** Before the first repository of GitHub. */
const BEGINNING_MS = Date.UTC(2007, 9, 1);
const DAY_MS = 24 * 3_600_000;
/** So that a listing by ten requests a minute goes on where the limit stopped it. */
export const SEARCH_AGE_MS = 600_000;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * All repositories with a topic. A search that finds more than it gives is asked again by the time at which the
 * repositories were made, in halves until each is small enough.
 */
export async function listTopic(context: ListContext, topic: string, forks: boolean): Promise<Listing> {
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(topic)) {
    throw new ExecatError("SOURCE_INVALID", `"${topic}" is no topic of GitHub's.`, {
      hint: "A topic has letters, digits and hyphens.",
    });
  }
  const query = `topic:${topic}${forks ? " fork:true" : ""}`;
  const found = new Map<string, FoundRepository>();
  const sum = { unreadable: 0, total: 0, isIncomplete: false };
  const add = async (span: Span | undefined): Promise<void> => {
    const pages = searchPages(context, `${query}${span === undefined ? "" : ` ${qualifierOf(span)}`}`);
    const firstPage = await pages.read(MOST_AT_ONCE, undefined);
    const halves = firstPage.total > MOST_RESULTS ? halve(span ?? wholeTime(context)) : [];
    for (const half of halves) await add(half);
    if (halves.length > 0) return;
    const collected = await collectPages(pages, firstPage);
    for (const [id, repository] of collected.found) found.set(id, repository);
    sum.unreadable += collected.unreadable;
    sum.total += collected.total;
    sum.isIncomplete ||= collected.isIncomplete;
  };
  await add(undefined);
  return toListing(context.host, { found, ...sum });
}

function wholeTime({ api }: ListContext): Span {
  return { fromMs: BEGINNING_MS, toMs: Math.ceil((api.now().getTime() + DAY_MS) / DAY_MS) * DAY_MS };
}

/** No halves for a span of a second: what it has beyond the thousand stays unseen, and the count tells. */
function halve({ fromMs, toMs }: Span): readonly Span[] {
  const middle = Math.floor((fromMs + toMs) / 2_000) * 1_000;
  if (middle <= fromMs || middle >= toMs) return [];
  return [
    { fromMs, toMs: middle },
    { fromMs: middle + 1_000, toMs },
  ];
}

function qualifierOf({ fromMs, toMs }: Span): string {
  const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return `created:${text(fromMs)}..${text(toMs)}`;
}

function searchPages(context: ListContext, query: string): Pages {
  return context.api.isSignedIn
    ? { canShrink: true, read: (first, after) => readPage(context, query, { first, after }) }
    : { canShrink: false, read: (_first, after) => readRestPage(context, query, Number(after ?? 1)) };
}

async function readPage(
  { host, api, signal }: ListContext,
  query: string,
  { first, after }: { readonly first: number; readonly after: string | undefined },
): Promise<Page> {
  const what = `the search "${query}"`;
  const { data, errors } = await askGraphQl(api, {
    query: SEARCH_REPOSITORIES,
    variables: { query, first, after: after ?? null },
    cost: pointsOf(first),
    what,
    signal,
  });
  const whole = errors.find((error) => errorsAt([error], "search", "nodes").length === 0);
  if (whole !== undefined) throw partFailure(host.host, what, whole);
  const path = ["search"];
  return pageOfConnection(host, recordOf(data["search"]), { errors, path, total: "repositoryCount" });
}

async function readRestPage(context: ListContext, query: string, page: number): Promise<Page> {
  const { host, api, answers, signal } = context;
  const parameters = new URLSearchParams({
    q: query,
    per_page: String(MOST_AT_ONCE),
    page: String(page),
  });
  return answers.get(api, {
    url: `${api.addresses.rest}/search/repositories?${parameters.toString()}`,
    resource: "search",
    signal,
    maxAgeMs: SEARCH_AGE_MS,
    read: (answer) => {
      const { items, total, isIncomplete } = readSearch(host, answer, `the search "${query}"`);
      const next = nextSearchPage(page, items.length, total);
      const repositories = items.map((it) => fromRest(host, recordOf(it)));
      return { repositories, unreadable: 0, total, next, isIncomplete };
    },
  });
}

export interface SearchPage {
  readonly items: readonly unknown[];
  readonly total: number;
  readonly isIncomplete: boolean;
}

/** Fails with `UPSTREAM_FAILED` when the answer is no page of results. */
export function readSearch(host: ForgeHost, answer: ApiAnswer, what: string): SearchPage {
  if (answer.status !== 200) throw failureOf(answer, host.host, what);
  const body = recordOf(answer.json);
  const total = numberOf(body["total_count"]);
  const items = listOf(body["items"]);
  if (total === undefined || !Array.isArray(body["items"]) || !items.every(isRecord)) {
    throw upstreamFailed(`"${host.host}" answered with a page that is not whole for ${what}.`);
  }
  return { items, total, isIncomplete: body["incomplete_results"] === true };
}

/** A page that is short although more was counted is followed by the next: the sum tells what is missing. */
export function nextSearchPage(page: number, items: number, total: number): string | undefined {
  const isLast = items === 0 || page * MOST_AT_ONCE >= Math.min(total, MOST_RESULTS);
  return isLast ? undefined : String(page + 1);
}
