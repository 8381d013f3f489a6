import type { NamedProgram } from "../catalogue/layers.ts";
import type { Store } from "../catalogue/store.ts";

/** A list of a course may have thousands; a statement takes no list of any length. */
const PATHS_AT_ONCE = 500;

/** Path in lower case → the programs that have it, or had it once, by the path that they have now. */
export async function findByPaths(
  store: Pick<Store, "layers">,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly NamedProgram[]>> {
  const found = new Map<string, NamedProgram[]>();
  // What no path has, and no database takes, may stand in a file that was written by hand.
  const asked = [...new Set(paths)].filter((path) => !/\p{Cc}/u.test(path));
  for (let start = 0; start < asked.length; start += PATHS_AT_ONCE) {
    for (const named of await store.layers.findNamed(asked.slice(start, start + PATHS_AT_ONCE))) {
      if (named.by !== "path") continue;
      const holders = found.get(named.address);
      if (holders === undefined) found.set(named.address, [named]);
      else holders.push(named);
    }
  }
  return found;
}

/** Path in lower case → id of the program that has it, or had it once. */
export async function programIdsOf(
  store: Pick<Store, "layers">,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const [path, holders] of await findByPaths(store, paths)) {
    const holder = holders.find(({ isCurrent }) => isCurrent) ?? holders[0];
    if (holder !== undefined) ids.set(path, holder.programId);
  }
  return ids;
}
