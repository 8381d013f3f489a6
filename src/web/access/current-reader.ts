import type { Request, RequestHandler, Response } from "express";
import type { ExecatError } from "../../errors.ts";
import type { Identity, SignedIn } from "./identity.ts";

const READERS = new WeakMap<object, SignedIn>();

/** Who has signed in; `undefined` for a reader like any other. */
export function currentReader(request: Request): SignedIn | undefined {
  return READERS.get(request);
}

/** Finds out once who sends a request. What does not count is a failed attempt: `attempts` counts it and may refuse. */
export function identify(identities: readonly Identity[], attempts: RequestHandler): RequestHandler {
  return async (request, response, next) => {
    for (const identity of identities) {
      const found = await identity.identify(request);
      if (found === undefined) continue;
      if ("role" in found) {
        READERS.set(request, found);
        break;
      }
      const tooMany = await resultOf(attempts, request, response);
      if (tooMany !== undefined) throw tooMany;
      await found.record();
      throw found.refusal;
    }
    next();
  };
}

/** What a handler passes on: a failure, or nothing. */
function resultOf(
  handler: RequestHandler,
  request: Request,
  response: Response,
): Promise<ExecatError | undefined> {
  return new Promise((resolve) => {
    // Ours throw nothing else.
    void handler(request, response, (failure?: unknown) => resolve(failure as ExecatError | undefined));
  });
}
