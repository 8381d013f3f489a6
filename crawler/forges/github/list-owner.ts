import { ExecatError } from "../../../src/errors.ts";
import type { ForgeHost } from "../forge-host.ts";
import type { Listing } from "../forge.ts";
import { isRecord, listOf, numberOf, recordOf } from "../json-fields.ts";
import type { ApiAnswer } from "../forge-api.ts";
import { failureOf, notFound, upstreamFailed } from "./failures.ts";
import { askGraphQl, errorsAt, partFailure } from "./graphql.ts";
import type { ListContext } from "./list-context.ts";
import { collectPages, pageOfConnection, toListing, type Page } from "./list-pages.ts";
import { LIST_OF_OWNER, MOST_AT_ONCE, pointsOf } from "./queries.ts";
import { fromRest } from "./to-found.ts";

export type OwnerKind = "organisation" | "user";

/** All repositories of an organisation or user. Fails with `SOURCE_INVALID` when there is none of that name. */
export async function listOwner(context: ListContext, kind: OwnerKind, login: string): Promise<Listing> {
  const { host, api } = context;
  const what = `the ${kind} "${login}"`;
  const owner = { kind, login, what };
  const collected = api.isSignedIn
    ? await collectPages({
        canShrink: true,
        read: (first, after) => readPage(context, owner, { first, after }),
      })
    : await collectPages({ canShrink: false, read: (_first, after) => readRestPage(context, owner, after) });
  return toListing(host, collected);
}

interface OwnerOf {
  readonly kind: OwnerKind;
  readonly login: string;
  readonly what: string;
}

async function readPage(
  { host, api, signal }: ListContext,
  { kind, login, what }: OwnerOf,
  { first, after }: { readonly first: number; readonly after: string | undefined },
): Promise<Page> {
  const { data, errors } = await askGraphQl(api, {
    query: LIST_OF_OWNER,
    variables: { login, first, after: after ?? null },
    cost: pointsOf(first),
    what,
    signal,
  });
  const owner = data["repositoryOwner"];
  const path = ["repositoryOwner", "repositories"];
  const ofPage = errors.find((error) => errorsAt([error], ...path, "nodes").length === 0);
  if (!isRecord(owner) || ofPage !== undefined) {
    if (ofPage === undefined || ofPage.type === "NOT_FOUND") throw notFound(host.host, what);
    throw partFailure(host.host, what, ofPage);
  }
  checkKind(host, kind, { login, isUser: owner["__typename"] === "User" });
  return pageOfConnection(host, recordOf(owner["repositories"]), { errors, path, total: "totalCount" });
}

function checkKind(
  host: ForgeHost,
  kind: OwnerKind,
  { login, isUser }: { readonly login: string; readonly isUser: boolean },
): void {
  if (isUser === (kind === "user")) return;
  const is = isUser ? "a user" : "an organisation";
  throw new ExecatError(
    "SOURCE_INVALID",
    `"${login}" at "${host.host}" is ${is}, not the ${kind} that was named.`,
    {
      hint: `Write it as "${isUser ? "user" : "organisation"}" in sources.yaml.`,
    },
  );
}

/** An anonymous caller counts by a request of its own: nothing in a page tells that it was cut off. */
async function readRestPage(context: ListContext, owner: OwnerOf, after: string | undefined): Promise<Page> {
  const { host, api, answers, signal } = context;
  const place = `${owner.kind === "user" ? "users" : "orgs"}/${encodeURIComponent(owner.login)}`;
  const root = `${api.addresses.rest}/${place}`;
  const question = { resource: "core", signal, maxAgeMs: 0 };
  const type = owner.kind === "user" ? "owner" : "public";
  const page = await answers.get(api, {
    ...question,
    url: after ?? `${root}/repos?type=${type}&sort=full_name&per_page=${String(MOST_AT_ONCE)}`,
    read: (answer) => readRestRepositories(context, answer, owner.what),
  });
  if (page.next !== undefined) return { ...page, total: 0 };
  const total = await answers.get(api, {
    ...question,
    url: root,
    read: (answer) => readCount(host, answer, owner),
  });
  return { ...page, total };
}

function readCount(host: ForgeHost, answer: ApiAnswer, { kind, login, what }: OwnerOf): number {
  if (answer.status !== 200) throw failureOf(answer, host.host, what);
  const owner = recordOf(answer.json);
  if (kind === "user") checkKind(host, kind, { login, isUser: owner["type"] !== "Organization" });
  const count = numberOf(owner["public_repos"]);
  if (count === undefined)
    throw upstreamFailed(`"${host.host}" does not say how many repositories ${what} has.`);
  return count;
}

function readRestRepositories(
  { host, api }: ListContext,
  answer: ApiAnswer,
  what: string,
): Omit<Page, "total"> {
  if (answer.status !== 200) throw failureOf(answer, host.host, what);
  if (!Array.isArray(answer.json))
    throw upstreamFailed(`"${host.host}" answered without a list for ${what}.`);
  const next = nextPage(answer.headers.get("link"));
  if (next !== undefined && !next.startsWith(`${new URL(api.addresses.rest).origin}/`)) {
    throw upstreamFailed(`"${host.host}" names a next page at another address: "${next.slice(0, 200)}".`);
  }
  return {
    repositories: listOf(answer.json).map((it) => fromRest(host, recordOf(it))),
    unreadable: 0,
    next,
  };
}

/** `Link: <https://…?page=2>; rel="next"` (RFC 8288). */
function nextPage(link: string | undefined): string | undefined {
  for (const part of link?.split(",") ?? []) {
    const match = /^\s*<([^<>]+)>\s*;.*\brel="?next"?/i.exec(part);
    if (match !== null) return match[1];
  }
  return undefined;
}
