import type { Request, RequestHandler, Response } from "express";
import { ulid } from "ulid";

const API_PREFIX = "/api/v1";

/** What later handlers need to know of a request. */
export interface RequestFacts {
  readonly requestId: string;
  /** True below `/api/v1`: the answer is JSON, and so are the addresses that it names. */
  readonly api: boolean;
}

const FACTS = new WeakMap<object, RequestFacts>();

/**
 * Gives a request its id, and takes `/api/v1` off its address: a page's JSON twin is the same route, asked for
 * under another prefix.
 */
export function requestFacts(now: () => Date): RequestHandler {
  return (request, response, next) => {
    const requestId = ulid(now().getTime());
    const api = request.url === API_PREFIX || /^\/api\/v1[/?]/.test(request.url);
    if (api) {
      const rest = request.url.slice(API_PREFIX.length);
      request.url = rest.startsWith("/") ? rest : `/${rest}`;
    }
    FACTS.set(request, { requestId, api });
    response.set("X-Request-Id", requestId);
    next();
  };
}

export function factsOf(request: Request): RequestFacts {
  return FACTS.get(request) ?? { requestId: "", api: false };
}

/** True when the answer is to be JSON: below `/api/v1`, or by `Accept`. Pages win where both are as welcome. */
export function wantsJson(request: Request): boolean {
  return factsOf(request).api || request.accepts(["html", "json"]) === "json";
}

/**
 * Where a redirect leads: a request below `/api/v1` stays there. One that is for ever is asked for again all the same:
 * a name may come back, and nobody could tell a browser that keeps it.
 */
export function redirectTo(request: Request, response: Response, status: 301 | 303, path: string): void {
  if (status === 301) response.set("Cache-Control", "no-cache");
  response.redirect(status, factsOf(request).api ? `${API_PREFIX}${path}` : path);
}
