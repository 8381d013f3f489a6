import type { FakeAnswer, Fault } from "../faults.ts";
import { createFakeServer, type FakeRequest, type FakeServer } from "../fake-server.ts";
import { serveGitFolder } from "../git-backend.ts";
import { answerApp, createFakeApp, type FakeApp } from "./fake-app.ts";
import { FakeHook } from "./fake-hook.ts";
import { GitHubModel, pathOf, refsOf } from "./github-model.ts";
import { answerGraphQl } from "./graphql-answers.ts";
import { createLimits, type FakeLimits } from "./limits.ts";
import { answerRest, problem, type WrittenStatus } from "./rest-answers.ts";

/**
 * A GitHub on loopback, with addresses as an Enterprise Server has them: REST, GraphQL on the real schema, git, and
 * webhooks. Requests are counted, and faults planned, by these kinds: `graphql`, `rest`, `search`, `code_search`,
 * `status`, `app`, `git`.
 */
export interface FakeGitHub extends FakeServer {
  /** What stands on it: `model.addRepository("org/tool", { folder })`, `model.move(…)`, `model.remove(…)`. */
  readonly model: GitHubModel;
  /** Tokens that it takes; empty one to revoke all. */
  readonly tokens: Set<string>;
  readonly limits: FakeLimits;
  readonly statuses: WrittenStatus[];
  /** Sends deliveries once it has an address. */
  readonly hook: FakeHook;
  readonly app: FakeApp | undefined;
  /** Every search says `incomplete_results`. */
  setSearchIncomplete(isIncomplete: boolean): void;
}

export interface FakeGitHubOptions {
  readonly now?: () => Date;
  /** Makes a GitHub App with a key of its own. */
  readonly withApp?: boolean;
}

const REST = "/api/v3";

export async function createFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const now = options.now ?? (() => new Date());
  const model = new GitHubModel();
  const tokens = new Set<string>();
  const statuses: WrittenStatus[] = [];
  const app = options.withApp === true ? createFakeApp() : undefined;
  const limits = createLimits(now);
  let isSearchIncomplete = false;
  const whoIs = (authorization: string | undefined): string | undefined => {
    const token = tokenOf(authorization);
    if (token === undefined) return "anonymous";
    const ends = app?.tokens.get(token);
    return tokens.has(token) || (ends !== undefined && ends > now()) ? token : undefined;
  };
  const addressesOf = ({ url }: Pick<FakeRequest, "url">) => ({
    rest: `${url.origin}${REST}`,
    web: url.origin,
  });
  const answerApi = async (request: FakeRequest, kind: string): Promise<FakeAnswer> => {
    const addresses = addressesOf(request);
    const path = request.url.pathname.slice(REST.length);
    const { authorization } = request.headers;
    const ofApp =
      app === undefined ? undefined : await answerApp({ app, model, addresses, now }, path, authorization);
    if (ofApp !== undefined) return ofApp;
    const who = whoIs(authorization);
    if (who === undefined) return problem(401, "Bad credentials");
    const isSignedIn = who !== "anonymous";
    const sees = (it: { readonly isPrivate: boolean }): boolean => isSignedIn || !it.isPrivate;
    if (kind !== "graphql") {
      const resource = kind === "search" || kind === "code_search" ? kind : "core";
      const context = { model, addresses, isSignedIn, sees, statuses, isSearchIncomplete, now };
      return limits.apply(who, resource, () => ({ points: 1, answer: answerRest(context, path, request) }));
    }
    if (!isSignedIn) return problem(401, "This endpoint requires you to be authenticated.");
    const call = JSON.parse(request.body) as { query: string; variables?: Record<string, unknown> };
    const asker = { sees, halfList: request.halfList, webUrl: addresses.web };
    const { points, body } = await answerGraphQl(model, { variables: {}, ...call }, asker);
    return limits.apply(who, "graphql", () => ({ points, answer: { status: 200, body } }));
  };
  const server = await createFakeServer({
    kindOf,
    answer: (request, kind) => (kind === "web" ? { status: 200, body: "A page." } : answerApi(request, kind)),
    git(url, request, response) {
      const [, path = "", rest = ""] = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/.*)$/.exec(url.pathname) ?? [];
      const repository = model.find(decodeURIComponent(path));
      const who = whoIs(request.headers.authorization);
      if (repository === undefined || who === undefined || (repository.isPrivate && who === "anonymous")) {
        return { status: 401, headers: { "www-authenticate": 'Basic realm="GitHub"' }, body: "Not here." };
      }
      if (pathOf(repository).toLowerCase() !== path.toLowerCase()) {
        return { status: 301, headers: { location: `/${pathOf(repository)}.git${rest}${url.search}` } };
      }
      if (repository.folder === undefined) return { status: 500, body: "The fake has no git behind it." };
      serveGitFolder({ folder: repository.folder, rest, search: url.search }, request, response);
      return undefined;
    },
  });
  const addresses = { rest: `${server.origin}${REST}`, web: server.origin };
  return {
    ...server,
    model,
    tokens,
    limits,
    statuses,
    app,
    hook: new FakeHook(addresses, (repository) => refsOf(repository).commit),
    setSearchIncomplete(value) {
      isSearchIncomplete = value;
    },
  };
}

function kindOf(method: string, { pathname }: URL): string {
  if (pathname === "/api/graphql") return "graphql";
  if (!pathname.startsWith(`${REST}/`))
    return /\/(?:info\/refs|git-upload-pack)$/.test(pathname) ? "git" : "web";
  if (pathname === `${REST}/search/code`) return "code_search";
  if (pathname.startsWith(`${REST}/search/`)) return "search";
  if (pathname.startsWith(`${REST}/app/`) || pathname.endsWith("/installation")) return "app";
  return method === "POST" && pathname.includes("/statuses/") ? "status" : "rest";
}

/** `Bearer`, or `Basic` with the token in place of the password, as git sends it. */
function tokenOf(authorization: string | undefined): string | undefined {
  const [, scheme = "", value = ""] = /^(\w+)\s+(.+)$/.exec(authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer" || scheme.toLowerCase() === "token") return value;
  if (scheme.toLowerCase() !== "basic") return undefined;
  const text = Buffer.from(value, "base64").toString();
  return text.slice(text.indexOf(":") + 1);
}

/** "You are too quick", which says nothing of the hour's limit. */
export function secondaryLimit(retryAfterSeconds?: number): Fault {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return { kind: "status", status: 403, headers, body: { message } };
}
