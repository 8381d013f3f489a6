import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { ExecatError } from "../../errors.ts";

const WINDOW_MS = 60_000;

/** Limits what one address may do a minute; 0 sets no limit. The answer over it is a 429 with `Retry-After`. */
export function limitRate(perMinute: number, what: string): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // The proxies that are believed are a setting; its check of X-Forwarded-For would only repeat that in the log.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, _response, next) => {
      next(
        new ExecatError("TOO_MANY_REQUESTS", `More than ${perMinute} ${what} a minute from your address.`, {
          hint: "Wait a minute, then try again.",
        }),
      );
    },
  });
}
