import type { Request, RequestHandler } from "express";
import { ExecatError } from "../../errors.ts";
import { hasOwnCookie } from "./cookies.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site's page makes a reader's browser send.
 *
 * `Sec-Fetch-Site` decides where the browser sends it, else `Origin`, which must be ours. A request with neither
 * comes from no browser of today; it is taken when it carries no cookie of ours, and so has nothing to misuse.
 */
export function sameOrigin(publicUrl: string): RequestHandler {
  const publicOrigin = publicUrl === "" ? undefined : new URL(publicUrl).origin;
  return (request, _response, next) => {
    if (SAFE_METHODS.has(request.method) || isOwn(request, publicOrigin)) {
      next();
      return;
    }
    throw new ExecatError("FORBIDDEN", "This request came from another site and was refused.", {
      hint: "Open the page here and send its form, or, from a program, send `Origin` with this server's address.",
    });
  };
}

function isOwn(request: Request, publicOrigin: string | undefined): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = request.get("origin");
  if (origin === undefined) return !hasOwnCookie(request);
  if (origin === publicOrigin) return true;
  const host = request.get("host");
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
