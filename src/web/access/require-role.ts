import type { Request, RequestHandler, Response } from "express";
import type { Role } from "../../catalogue/access-store.ts";
import { ExecatError } from "../../errors.ts";
import { readLargeForm } from "../middleware/read-form.ts";
import { wantsJson } from "../middleware/request-facts.ts";
import { currentReader } from "./current-reader.ts";
import { signInHref } from "./local-path.ts";
import { mayDo } from "./permissions.ts";

/** Lets nobody through who may not. Who has not signed in and reads is led to the page for that, and back. */
export function requireRole(need: Role): RequestHandler {
  return async (request, response, next) => {
    const refusal = refusalFor(request, need);
    const isRead = request.method === "GET" || request.method === "HEAD";
    const isSignedOut = currentReader(request) === undefined && !wantsJson(request);
    if (refusal === undefined) {
      next();
    } else if (isRead && isSignedOut) {
      response.set("Cache-Control", "no-store").vary("Accept");
      response.redirect(303, signInHref(request.originalUrl));
    } else {
      if (isSignedOut) await readRefusedForm(request, response);
      next(refusal);
    }
  };
}

/** A session may have ended while somebody was typing: the page of the refusal gives their form back. */
async function readRefusedForm(request: Request, response: Response): Promise<void> {
  for (const read of readLargeForm) {
    // What cannot be read is not given back.
    await new Promise<void>((resolve) => void read(request, response, () => resolve()));
  }
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
      hint: "Sign in with a token for that role; the operator makes them.",
      details,
    });
  }
  const isProgram = wantsJson(request);
  return new ExecatError(
    isProgram ? "UNAUTHENTICATED" : "FORBIDDEN",
    `This needs the role "${need}", and you have not signed in, or not any more.`,
    {
      hint: isProgram
        ? "Sign in at /sign-in; a program sends its token as `Authorization: Bearer`."
        : "Sign in with a token for that role; the operator makes them.",
      details,
    },
  );
}
