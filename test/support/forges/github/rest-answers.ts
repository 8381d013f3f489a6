import { createHash } from "node:crypto";
import type { FakeAnswer } from "../faults.ts";
import type { FakeRequest } from "../fake-server.ts";
import { pathOf, type GitHubModel, type GitHubOwner, type GitHubRepository } from "./github-model.ts";
import { restRepository, simpleUser, type FakeAddresses } from "./rest-repository.ts";
import { searchFiles, searchRepositories } from "./search-model.ts";

/** A commit status that somebody wrote. */
export interface WrittenStatus {
  readonly path: string;
  readonly sha: string;
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string;
  readonly context: string;
}

export interface RestContext {
  readonly model: GitHubModel;
  readonly addresses: FakeAddresses;
  readonly isSignedIn: boolean;
  readonly sees: (repository: GitHubRepository) => boolean;
  readonly statuses: WrittenStatus[];
  /** Said of every search. */
  readonly isSearchIncomplete: boolean;
  readonly now: () => Date;
}

const MOST_RESULTS = 1_000;

/** Answers a call of the REST API; `path` begins behind the API's root. */
export function answerRest(context: RestContext, path: string, request: FakeRequest): FakeAnswer {
  const parts = path.split("/").slice(1).map(decodeURIComponent);
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = parts;
  const isGet = request.method === "GET";
  if (isGet && first === "orgs" && third === "")
    return conditional(request, ownerAnswer(context, second, first));
  if (isGet && first === "users" && third === "")
    return conditional(request, ownerAnswer(context, second, first));
  if (isGet && third === "repos") return conditional(request, listOfOwner(context, second, request));
  if (isGet && first === "search") return searchAnswer(context, second, request);
  if (isGet && first === "repositories") return byId(context, Number(second));
  if (first === "repos" && fourth === "statuses" && request.method === "POST") {
    return writeStatus(context, { path: `${second}/${third}`, sha: fifth, request });
  }
  if (isGet && first === "repos" && fourth === "")
    return conditional(request, byPath(context, `${second}/${third}`));
  return problem(404, "Not Found");
}

export function problem(status: number, message: string): FakeAnswer {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

/** With an `ETag`; the same again is answered with 304 (RFC 9110, section 13.1.2). */
function conditional(request: FakeRequest, answer: FakeAnswer): FakeAnswer {
  if (answer.status !== 200) return answer;
  const hash = createHash("sha256").update(JSON.stringify(answer.body)).digest("hex");
  const etag = `W/"${hash}"`;
  const headers = { ...answer.headers, etag };
  return request.headers["if-none-match"] === etag ? { status: 304, headers } : { ...answer, headers };
}

function ownerAnswer(context: RestContext, login: string, place: string): FakeAnswer {
  const owner = findOwner(context, login, place);
  if (owner === undefined) return problem(404, "Not Found");
  const all = context.model.ofOwner(owner).filter((it) => !it.isPrivate);
  return {
    status: 200,
    body: {
      ...simpleUser(owner, context.addresses),
      public_repos: all.length,
      public_gists: 0,
      followers: 0,
    },
  };
}

function findOwner({ model }: RestContext, login: string, place: string): GitHubOwner | undefined {
  const owner = model.owners.get(login.toLowerCase());
  return place === "orgs" && owner?.type !== "Organization" ? undefined : owner;
}

function listOfOwner(context: RestContext, login: string, request: FakeRequest): FakeAnswer {
  const owner = findOwner(context, login, request.url.pathname.includes("/orgs/") ? "orgs" : "users");
  if (owner === undefined) return problem(404, "Not Found");
  const all = context.model.ofOwner(owner).filter((it) => context.sees(it) && !it.isPrivate);
  const { page, size } = pageOf(request);
  const shown = all.slice((page - 1) * size, page * size);
  const body = half(request, shown).map((it) => restRepository(it, context.addresses));
  const link = page * size < all.length ? nextLink(request, page + 1) : {};
  return { status: 200, headers: link, body };
}

function searchAnswer(context: RestContext, what: string, request: FakeRequest): FakeAnswer {
  const query = request.url.searchParams.get("q") ?? "";
  const { page, size } = pageOf(request);
  const at = (page - 1) * size;
  if (at >= MOST_RESULTS) return problem(422, "Only the first 1000 search results are available");
  if (what === "code" && !context.isSignedIn) return problem(401, "Requires authentication");
  // Made only for what is shown: there may be thousands.
  const all: (() => object)[] =
    what === "code"
      ? searchFiles(context.model, query)
          .filter((it) => context.sees(it.repository))
          .map((it) => () => codeItem(it, context.addresses))
      : searchRepositories(context.model, query)
          .filter((it) => context.sees(it))
          .map((it) => () => ({ ...restRepository(it, context.addresses), score: 1 }));
  const shown = half(request, all.slice(0, MOST_RESULTS).slice(at, at + size));
  const items = shown.map((make) => make());
  const body: unknown = { total_count: all.length, incomplete_results: context.isSearchIncomplete, items };
  return { status: 200, body };
}

function codeItem(
  { repository, path }: { readonly repository: GitHubRepository; readonly path: string },
  addresses: FakeAddresses,
): object {
  const url = `${addresses.rest}/repositories/${String(repository.id)}`;
  const sha = createHash("sha1").update(path).digest("hex");
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    sha,
    url: `${url}/contents/${path}?ref=main`,
    git_url: `${url}/git/blobs/${sha}`,
    html_url: `${addresses.web}/${pathOf(repository)}/blob/main/${path}`,
    repository: restRepository(repository, addresses),
    score: 1,
  };
}

function byPath(context: RestContext, path: string): FakeAnswer {
  const repository = context.model.find(path);
  if (repository === undefined || !context.sees(repository)) return problem(404, "Not Found");
  if (repository.isProtected) return problem(403, "Resource protected by organization SAML enforcement.");
  if (repository.isDisabled) return problem(451, "Repository access blocked");
  if (pathOf(repository).toLowerCase() !== path.toLowerCase()) return moved(context, repository);
  return { status: 200, body: restRepository(repository, context.addresses) };
}

function moved({ addresses }: RestContext, repository: GitHubRepository): FakeAnswer {
  const url = `${addresses.rest}/repositories/${String(repository.id)}`;
  return {
    status: 301,
    headers: { location: url },
    body: { message: "Moved Permanently", url, documentation_url: "https://docs.github.com/rest" },
  };
}

function byId(context: RestContext, id: number): FakeAnswer {
  const repository = [...context.model.repositories.values()].find((it) => it.id === id);
  if (repository === undefined || !context.sees(repository)) return problem(404, "Not Found");
  return { status: 200, body: restRepository(repository, context.addresses) };
}

function writeStatus(
  context: RestContext,
  { path, sha, request }: { readonly path: string; readonly sha: string; readonly request: FakeRequest },
): FakeAnswer {
  const repository = context.model.find(path);
  if (repository === undefined || !context.isSignedIn) return problem(404, "Not Found");
  if (!/^[0-9a-f]{40}$/.test(sha)) return problem(422, `No commit found for SHA: ${sha}`);
  const written = JSON.parse(request.body) as Record<string, string>;
  const { state = "", description = "", target_url: targetUrl = "", context: name = "default" } = written;
  if (!["error", "failure", "pending", "success"].includes(state) || description.length > 140) {
    return problem(422, "Validation Failed");
  }
  context.statuses.push({ path: pathOf(repository), sha, state, description, targetUrl, context: name });
  const at = context.now().toISOString();
  return {
    status: 201,
    body: {
      url: `${context.addresses.rest}/repos/${path}/statuses/${sha}`,
      avatar_url: null,
      id: context.statuses.length,
      node_id: "SC_kwDO",
      state,
      description,
      target_url: targetUrl,
      context: name,
      created_at: at,
      updated_at: at,
      creator: null,
    },
  };
}

function pageOf({ url }: FakeRequest): { readonly page: number; readonly size: number } {
  const page = Number(url.searchParams.get("page") ?? 1);
  return { page, size: Math.min(100, Number(url.searchParams.get("per_page") ?? 30)) };
}

function half<T>(request: FakeRequest, all: readonly T[]): readonly T[] {
  return request.halfList ? all.slice(0, Math.floor(all.length / 2)) : all;
}

function nextLink({ url }: FakeRequest, page: number): Readonly<Record<string, string>> {
  const next = new URL(url);
  next.searchParams.set("page", String(page));
  return { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` };
}
