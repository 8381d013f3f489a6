import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { ExecatError } from "../../errors.ts";

const WINDOW_MS = 15 * 60_000;
const MOST_FAILED = 10;
/** Of a failed attempt, and of one that was not looked at any more. */
const FAILED: ReadonlySet<number> = new Set([401, 429]);

/**
 * Limits failed attempts to sign in: ten of one address in fifteen minutes. Nobody guesses 256 bits; this keeps
 * attempts out of audit and log, and tells a program with an old token to stop.
 */
export function limitAttempts(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: MOST_FAILED,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => !FAILED.has(response.statusCode),
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // As in `middleware/rate-limits.ts`. A request is counted twice where its bearer token and its form are refused.
    validate: { xForwardedForHeader: false, forwardedHeader: false, singleCount: false },
    handler: (_request, _response, next) => {
      next(
        new ExecatError("TOO_MANY_REQUESTS", "Too many attempts to sign in from your address have failed.", {
          hint: "Wait fifteen minutes, then try again with a token that the operator has just made.",
        }),
      );
    },
  });
}
