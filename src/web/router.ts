import type { Express, RequestHandler } from "express";
import { ExecatError } from "../errors.ts";

/** What answers a path, by method. HEAD is answered as GET. */
export interface RouteHandlers {
  readonly get?: RequestHandler | readonly RequestHandler[];
  readonly post?: RequestHandler | readonly RequestHandler[];
}

export interface RegisteredRoute {
  readonly method: "get" | "post";
  readonly path: string;
}

/** Registers routes; another method on a path that we know is a 405 with `Allow`. */
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
        app.get(path, ...[handlers.get].flat());
        allowed.push("GET", "HEAD");
        registered.push({ method: "get", path });
      }
      if (handlers.post !== undefined) {
        app.post(path, ...[handlers.post].flat());
        allowed.push("POST");
        registered.push({ method: "post", path });
      }
      app.all(path, refuseMethod(allowed));
    },
  };
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set("Allow", allowed.join(", "));
    throw new ExecatError("METHOD_NOT_ALLOWED", `"${request.method}" is not possible here.`, {
      hint: `This address takes ${allowed.join(", ")}.`,
    });
  };
}
