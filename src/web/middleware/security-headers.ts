import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * Headers that keep a page to itself. Scripts and styles come from our own files only.
 *
 * The referrer policy is `same-origin` and not `no-referrer`: with the latter a browser sends `Origin: null` with
 * a form, and our own forms would look like a stranger's.
 */
export function securityHeaders(publicUrl: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
      },
    },
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: publicUrl.startsWith("https:") ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: "deny" },
  });
}
