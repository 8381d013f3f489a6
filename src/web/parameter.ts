import type { Request } from "express";

/** What stands behind the first `?` of an address, which has a second one in it where nobody has written it as `%3F`. */
export function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(queryTextOf(request));
}

/** The same with its `?`, as it was sent; empty where there is none. */
export function queryTextOf({ url }: Request): string {
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start);
}

/** A named part of a route's path, decoded; a wildcard's parts are joined again. */
export function parameterOf(request: Request, name: string): string {
  const value: unknown = request.params[name];
  return Array.isArray(value) ? value.join("/") : String(value);
}
