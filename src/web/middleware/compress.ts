import compression from "compression";
import type { Request, RequestHandler, Response } from "express";

/**
 * Compresses what a reader's program takes compressed. Streams of events say `no-transform` and are let through as
 * they are written.
 */
export function compress(): RequestHandler {
  return compression({ filter: mayCompress });
}

/**
 * What one reader alone may see is left as it is. Who can make a browser ask for a page with words of his choice, and
 * sees how long the answers are, would learn from compressed ones what else stands in them (the BREACH attack).
 */
function mayCompress(request: Request, response: Response): boolean {
  const isPersonal = /\bprivate\b/u.test(String(response.getHeader("Cache-Control") ?? ""));
  return !isPersonal && compression.filter(request, response);
}
