import { ExecatError } from "../../src/errors.ts";
import type { HttpClient, HttpResponse } from "../../src/http/http-client.ts";
import { retryAfter } from "../../src/http/retry-after.ts";
import type { LimitFacts, RequestBudget } from "./request-budget.ts";

export interface ForgeApiOptions {
  readonly http: HttpClient;
  readonly budget: RequestBudget;
  /** The only origins that a token is sent to. */
  readonly origins: readonly string[];
  /** `authorization` and the like; empty for an anonymous caller. */
  readonly authorization: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** What the host's headers say of its limits, and of which one. */
  readonly limitsOf: (
    response: HttpResponse,
    now: Date,
  ) => { readonly resource: string; readonly facts: LimitFacts } | undefined;
  /** Called after each answer, for the operator's figures. */
  readonly onAnswer?:
    | ((answer: { readonly host: string; readonly status: number; readonly bytes: number }) => void)
    | undefined;
  /** Of the redirects within `origins`, those that are followed; all when absent. */
  readonly followsRedirect?: ((to: URL) => boolean) | undefined;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

export interface ApiRequest {
  readonly url: string;
  readonly method?: "GET" | "POST" | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** As in `HttpRequest`: a POST that changes nothing. */
  readonly onlyAsks?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Of which limit it takes; the forge's own name. */
  readonly resource: string;
  /** Points that it takes; 1 when absent. */
  readonly cost?: number | undefined;
  readonly signal: AbortSignal;
  readonly maxBytes?: number | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** `undefined` without a body. */
  readonly json: unknown;
}

/**
 * Calls a forge's API within its budget. Answers of any status below 500 but 429 are returned, for the adapter knows
 * what a 403 or 404 means there. Redirects within `origins` are followed, three at most; any other is an answer.
 *
 * Fails with `TOO_MANY_REQUESTS` (spent, or asked to wait; `details.retryAt`), `UPSTREAM_FAILED` (5xx, no JSON,
 * cut off), `UPSTREAM_TIMEOUT` and `FORBIDDEN` as `HttpClient`.
 */
export interface ForgeApi {
  request(request: ApiRequest): Promise<ApiAnswer>;
}

const MAX_REDIRECTS = 3;
const MAX_BYTES = 20_000_000;
/** When a forge says that it is too much, and not until when. */
const DEFAULT_WAIT_MS = 60_000;

export function createForgeApi(options: ForgeApiOptions): ForgeApi {
  return {
    async request(request) {
      let { url } = request;
      for (let redirects = 0; ; redirects += 1) {
        const response = await call(options, request, url);
        const next = redirectOf(response, url, options);
        if (next === undefined || redirects >= MAX_REDIRECTS) return toAnswer(response, url);
        url = next;
      }
    },
  };
}

async function call(options: ForgeApiOptions, request: ApiRequest, url: string): Promise<HttpResponse> {
  const { origin, host } = new URL(url);
  const authorization = options.origins.includes(origin) ? await options.authorization(request.signal) : {};
  options.budget.take(request.resource, request.cost);
  const response = await options.http.request(url, {
    method: request.method ?? "GET",
    headers: {
      accept: "application/json",
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
      ...authorization,
    },
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    onlyAsks: request.onlyAsks,
    signal: request.signal,
    timeoutMs: options.timeoutMs,
    maxBytes: request.maxBytes ?? MAX_BYTES,
  });
  options.onAnswer?.({ host, status: response.status, bytes: Buffer.byteLength(response.body) });
  const limits = options.limitsOf(response, options.now());
  if (limits !== undefined) options.budget.note(limits.resource, limits.facts);
  const retryAt = retryAfter(response, options.now());
  if (response.status === 429 || (response.status === 403 && retryAt !== undefined)) {
    const until = retryAt ?? spentUntil(limits?.facts) ?? new Date(options.now().getTime() + DEFAULT_WAIT_MS);
    // A 403 with a time is GitHub's secondary limit, which is one for everything.
    if (response.status === 403) options.budget.pause(until);
    else options.budget.note(request.resource, { waitUntil: until });
    throw new ExecatError(
      "TOO_MANY_REQUESTS",
      `"${host}" asks to wait until ${until.toISOString().slice(11, 16)} UTC.`,
      {
        hint: "It goes on by itself then.",
        details: { retryAt: until.toISOString() },
      },
    );
  }
  if (response.status >= 500) {
    throw new ExecatError("UPSTREAM_FAILED", `"${host}" answered with status ${String(response.status)}.`, {
      hint: "It is tried again later.",
      details: { status: response.status },
    });
  }
  return response;
}

/** With something left it is another limit that was hit, which says nothing of when this window ends. */
function spentUntil(facts: LimitFacts | undefined): Date | undefined {
  return facts?.remaining === 0 ? facts.resetsAt : undefined;
}

function redirectOf(
  response: HttpResponse,
  from: string,
  { origins, followsRedirect = () => true }: ForgeApiOptions,
): string | undefined {
  if (![301, 302, 307, 308].includes(response.status)) return undefined;
  const location = response.headers.get("location");
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const next = new URL(location, from);
  return origins.includes(next.origin) && followsRedirect(next) ? next.href : undefined;
}

function toAnswer(response: HttpResponse, url: string): ApiAnswer {
  const { status, headers, body } = response;
  if (body.trim() === "") return { status, headers, json: undefined };
  try {
    return { status, headers, json: JSON.parse(body) as unknown };
  } catch (cause) {
    if (status >= 300) return { status, headers, json: undefined };
    throw new ExecatError(
      "UPSTREAM_FAILED",
      `"${new URL(url).host}" answered with something that is no JSON.`,
      {
        hint: "It is tried again later.",
        cause,
      },
    );
  }
}
