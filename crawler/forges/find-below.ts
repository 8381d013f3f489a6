/** What was found for an address. */
export interface Below<T> {
  /** The address that it lies below, with a slash at its end. */
  readonly base: string;
  readonly value: T;
  /** What comes behind `base`. */
  readonly path: string;
}

/**
 * Of values by address, the one with the longest address that `url` lies below: the same scheme, host and port, and
 * a path that begins with the same whole parts. What is spelt so that a server may read another path of it, as
 * `%2e%2e%2f`, lies nowhere.
 */
export function findBelow<T>(values: Iterable<readonly [string, T]>, url: string): Below<T> | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  if (climbs(pathname)) return undefined;
  let longest: Below<T> | undefined;
  for (const [address, value] of values) {
    const known = new URL(address);
    const folder = `${known.pathname.replace(/\/+$/, "")}/`;
    const base = `${known.origin}${folder}`;
    if (known.origin !== origin || !pathname.startsWith(folder)) continue;
    if (longest !== undefined && longest.base.length >= base.length) continue;
    longest = { base, value, path: pathname.slice(folder.length) };
  }
  return longest;
}

/** `URL` has resolved plain `..` already. */
function climbs(pathname: string): boolean {
  const decoded = pathname.replaceAll(/%2e/gi, ".").replaceAll(/%2f|%5c/gi, "/");
  return decoded.split("/").some((part) => part === "." || part === "..");
}
