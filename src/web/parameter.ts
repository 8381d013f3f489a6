import type { Request } from "express";

/** A named part of a route's path, decoded; a wildcard's parts are joined again. */
export function parameterOf(request: Request, name: string): string {
  const value: unknown = request.params[name];
  return Array.isArray(value) ? value.join("/") : String(value);
}
