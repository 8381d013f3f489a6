import type { Express, RequestHandler } from "express";
import type { Role } from "../catalogue/access-store.ts";
import { ExecatError } from "../errors.ts";
import { needOf } from "./access/permissions.ts";
import { requireRole } from "./access/require-role.ts";

/** What answers a path, by method. HEAD is answered as GET. */
export interface RouteHandlers {
  readonly get?: RequestHandler | readonly RequestHandler[];
  readonly post?: RequestHandler | readonly RequestHandler[];
}

export interface RegisteredRoute {
  readonly method: "get" | "post";
  readonly path: string;
  /** The role without which it is refused. */
  readonly needs: Role;
}

/**
 * Registers routes; another method on a path that we know is a 405 with `Allow`. Who may use a route says the table
 * in `access/permissions.ts`; a route that has no line there throws.
 */
export interface Routes {
  add(path: string, handlers: RouteHandlers): void;
  readonly registered: readonly RegisteredRoute[];
}

export function createRoutes(app: Express): Routes {
  const registered: RegisteredRoute[] = [];
  return {
    registered,
    add(path, handlers) {
      const allowed: string[] = [];
      if (handlers.get !== undefined) {
        const needs = needOf("get", path);
        app.get(path, requireRole(needs), ...[handlers.get].flat());
        allowed.push("GET", "HEAD");
        registered.push({ method: "get", path, needs });
      }
      if (handlers.post !== undefined) {
        const needs = needOf("post", path);
        app.post(path, requireRole(needs), ...[handlers.post].flat());
        allowed.push("POST");
        registered.push({ method: "post", path, needs });
      }
      app.all(path, refuseMethod(allowed));
    },
  };
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    // The route that took it has passed it on.
    if (allowed.includes(request.method)) {
      next();
      return;
    }
    response.set("Allow", allowed.join(", "));
    throw new ExecatError("METHOD_NOT_ALLOWED", `"${request.method}" is not possible here.`, {
      hint: `This address takes ${allowed.join(", ")}.`,
    });
  };
}
