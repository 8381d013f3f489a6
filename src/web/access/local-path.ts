const NOWHERE = "http://localhost";

/** Where to go after signing in: a path of ours, whatever was asked for. */
export function toLocalPath(text: string | null | undefined): string {
  if (typeof text !== "string" || !text.startsWith("/") || text.length > 2000) return "/";
  // A browser takes `//` and `/\` for the beginning of a host, and drops tabs and line breaks before it looks.
  if (/^\/[/\\]|[\p{Cc}\\]/u.test(text)) return "/";
  try {
    const url = new URL(text, NOWHERE);
    // A path like `/.//host` becomes one when its dots are taken out.
    if (url.origin !== NOWHERE || url.pathname.startsWith("//")) return "/";
    return url.pathname === "/sign-in" ? "/" : `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}

/** The page for signing in that leads back to `path`. */
export function signInHref(path: string): string {
  const next = toLocalPath(path);
  return next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}
