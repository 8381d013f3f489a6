import { nearest } from "../manifest/nearest.ts";

/** `; did you mean "port"?`, or nothing when no key is near. */
export function nearestKey(key: string, keys: readonly string[]): string {
  const found = nearest(key, keys);
  return found === undefined ? "" : `; did you mean "${found}"?`;
}
