import type { Request, RequestHandler } from "express";
import type { Role } from "../../catalogue/access-store.ts";
import { ExecatError } from "../../errors.ts";
import { wantsJson } from "../middleware/request-facts.ts";
import { currentReader } from "./current-reader.ts";
import { signInHref } from "./local-path.ts";
import { mayDo } from "./permissions.ts";

/** Lets nobody through who may not. Who has not signed in and reads is led to the page for that, and back. */
export function requireRole(need: Role): RequestHandler {
  return (request, response, next) => {
    const refusal = refusalFor(request, need);
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (refusal === undefined) {
      next();
    } else if (isRead && currentReader(request) === undefined && !wantsJson(request)) {
      response.set("Cache-Control", "no-store").vary("Accept");
      response.redirect(303, signInHref(request.originalUrl));
    } else {
      next(refusal);
    }
  };
}

/**
 * Why who sends a request may not what needs a role; `undefined` when they may. Programs are told to sign in by 401;
 * a browser's form has lost its session, which the page of the error says, with a link.
 */
export function refusalFor(request: Request, need: Role): ExecatError | undefined {
  const reader = currentReader(request);
  if (mayDo(reader, need)) return undefined;
  const details = { needs: need };
  if (reader !== undefined) {
    return new ExecatError("FORBIDDEN", `This needs the role "${need}"; yours is "${reader.role}".`, {
      hint: "The operator makes tokens for other roles.",
      details,
    });
  }
  return new ExecatError(
    wantsJson(request) ? "UNAUTHENTICATED" : "FORBIDDEN",
    `This needs the role "${need}", and you have not signed in, or not any more.`,
    { hint: "Sign in at /sign-in; a program sends its token as `Authorization: Bearer`.", details },
  );
}
