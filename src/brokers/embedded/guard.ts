import type { Request, RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { ExecatError } from "../../errors.ts";
import { isTrusted } from "./access.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const WINDOW_MS = 60_000;

/**
 * Refuses what a page of any site makes a reader's browser send: a broker's clients are programs, and a browser says
 * of itself where a request comes from. Otherwise a page could use a reader on this machine to accept or cancel.
 */
export const refuseBrowsers: RequestHandler = (request, _response, next) => {
  const site = request.get("sec-fetch-site");
  if (SAFE_METHODS.has(request.method) || (isFromNoPage(site) && request.get("origin") === undefined)) {
    next();
    return;
  }
  throw new ExecatError(
    "FORBIDDEN",
    "Requests of a web page to this broker are refused: ask through the catalogue.",
  );
};

function isFromNoPage(site: string | undefined): boolean {
  return site === undefined || site === "none";
}

/** Limits what one address may post a minute; 0 sets no limit. Our own web counts its readers itself. */
export function limitPosts(perMinute: number, clientToken: string | undefined): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    skip: (request: Request) => SAFE_METHODS.has(request.method) || isTrusted(request, clientToken),
    // The proxies that are believed are a setting; the library's check would only repeat that in the log.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, _response, next) => {
      next(
        new ExecatError("TOO_MANY_REQUESTS", `More than ${perMinute} requests a minute from your address.`),
      );
    },
  });
}
