import type { Request } from "express";

/** Names an anonymous reader, from their first form on. */
export const ACTOR_COOKIE = "execat";
/** Names the session of somebody who has signed in. */
export const SESSION_COOKIE = "execat-session";

/** The secret in a cookie of ours, when there is one of the right form. */
export function readSecretCookie(request: Request, wanted: string): string | undefined {
  for (const pair of (request.get("cookie") ?? "").split(";")) {
    const [name, value] = pair.trim().split("=");
    if (name === wanted && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** True when the request carries anything that a forger could misuse. */
export function hasOwnCookie(request: Request): boolean {
  return [ACTOR_COOKIE, SESSION_COOKIE].some((name) => readSecretCookie(request, name) !== undefined);
}
