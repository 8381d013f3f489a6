import type { HttpClient } from "../../../src/http/http-client.ts";
import { createForgeApi, type ApiAnswer, type ApiRequest } from "../forge-api.ts";
import type { ForgeHost } from "../forge-host.ts";
import type { RequestBudget } from "../request-budget.ts";
import { addressesOf, type GitHubAddresses } from "./addresses.ts";
import { createAppTokens, signAppToken, type AppTokens, type Owner } from "./app-tokens.ts";
import { limitFailure, readLimits, type LimitContext } from "./limits.ts";

/** What every call to an instance needs. */
export interface ApiParts {
  readonly http: HttpClient;
  readonly budget: RequestBudget;
  readonly now: () => Date;
  readonly onAnswer?: Parameters<typeof createForgeApi>[0]["onAnswer"];
  /** Of one request; GitHub itself gives up a GraphQL question after ten seconds. */
  readonly timeoutMs: number;
}

/** An instance's API as one caller sees it. */
export interface GitHubApi {
  readonly host: string;
  readonly addresses: GitHubAddresses;
  /** False for an anonymous caller, who has neither GraphQL nor code search. */
  readonly isSignedIn: boolean;
  readonly now: () => Date;
  /** As `ForgeApi`; a 403 that means "too many" is `TOO_MANY_REQUESTS` as well. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** For an answer of status 200 that says that a limit is reached. */
  limitContext(resource: string): LimitContext;
}

/** Finds out as whom an owner's repositories are asked for: the App's installation, the token, or nobody. */
export interface GitHubAccess {
  /** The same object for the same owner, so that questions can be put together. */
  of(owner: Owner | undefined, signal: AbortSignal): Promise<GitHubApi>;
  /** The token for an owner, for git; `undefined` for an anonymous caller. */
  tokenOf(owner: Owner, signal: AbortSignal): Promise<string | undefined>;
  /** After a webhook told that the App's installation at this owner changed. */
  forget(owner: Owner): void;
}

const HEADERS = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };

export function createGitHubAccess(host: ForgeHost, parts: ApiParts): GitHubAccess {
  const addresses = addressesOf(host);
  const { token, app } = host;
  const shared = { host: host.host, addresses, now: parts.now };
  const apiWith: ApiWith = (authorization, suffix = "") =>
    createApi(parts, { host: host.host, addresses, authorization, suffix });
  const anonymous: GitHubApi = { ...shared, ...apiWith(async () => ({})), isSignedIn: false };
  const signedIn: GitHubApi = {
    ...shared,
    ...apiWith(async () => bearer(await token?.())),
    isSignedIn: true,
  };
  const tokens =
    app === undefined
      ? undefined
      : createAppTokens({
          app,
          host: host.host,
          rest: addresses.rest,
          api: apiWith(async () => bearer(await signAppToken(app, parts.now())), "/app"),
          now: parts.now,
        });
  const installations = new Map<string, GitHubApi>();
  return {
    async of(owner, signal) {
      if (tokens !== undefined && (await tokens.tokenOf(owner, signal)) !== undefined) {
        const key = owner?.login.toLowerCase() ?? "";
        const known = installations.get(key);
        const api = known ?? { ...shared, ...asInstallation(tokens, owner, apiWith), isSignedIn: true };
        installations.set(key, api);
        return api;
      }
      return (await token?.()) === undefined ? anonymous : signedIn;
    },
    tokenOf: async (owner, signal) => (await tokens?.tokenOf(owner, signal)) ?? (await token?.()),
    forget: (owner) => tokens?.forget(owner),
  };
}

type ApiWith = (authorization: Authorization, suffix?: string) => LimitedApi;
type LimitedApi = Pick<GitHubApi, "request" | "limitContext">;
type Authorization = (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;

function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A refused token may have been revoked a moment ago: one new one is tried. */
function asInstallation(tokens: AppTokens, owner: Owner | undefined, apiWith: ApiWith): LimitedApi {
  // Every installation has limits of its own.
  const suffix = owner === undefined ? "/any" : `/${owner.login.toLowerCase()}`;
  const api = apiWith(async (signal) => bearer(await tokens.tokenOf(owner, signal)), suffix);
  return {
    ...api,
    async request(request) {
      const answer = await api.request(request);
      if (answer.status !== 401) return answer;
      tokens.forget(owner);
      return api.request(request);
    },
  };
}

interface ApiOf {
  readonly host: string;
  readonly addresses: GitHubAddresses;
  readonly authorization: Authorization;
  /** Put behind the name of each limit. */
  readonly suffix: string;
}

function createApi(parts: ApiParts, { host, addresses, authorization, suffix }: ApiOf): LimitedApi {
  const api = createForgeApi({
    ...parts,
    origins: [new URL(addresses.rest).origin],
    authorization,
    limitsOf: ({ headers }, now) => {
      const limits = readLimits(headers, now);
      return limits === undefined ? undefined : { ...limits, resource: `${limits.resource}${suffix}` };
    },
  });
  const limitContext = (resource: string): LimitContext => {
    const { budget, now } = parts;
    return { host, budget, resource: `${resource}${suffix}`, now };
  };
  return {
    limitContext,
    async request(request) {
      const context = limitContext(request.resource);
      const headers = { ...HEADERS, ...request.headers };
      const answer = await api.request({ ...request, resource: context.resource, headers });
      const failure = limitFailure(answer, context);
      if (failure !== undefined) throw failure;
      return answer;
    },
  };
}
