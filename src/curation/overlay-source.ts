import type { Overlay } from "../catalogue/overlay.ts";
import type { OverlaySource } from "../catalogue/with-overlay.ts";
import type { Store } from "../catalogue/store.ts";
import type { Curated } from "./curated.ts";

/** A list of a course may have thousands; a statement takes no list of any length. */
const PATHS_AT_ONCE = 500;

interface VettedCollection {
  readonly id: string;
  readonly title: string;
}

/** Overlays and vetted collections by the entries that they mean, also those that were renamed since. */
export async function createOverlaySource(
  { store, vettedOnly }: { readonly store: Pick<Store, "layers">; readonly vettedOnly: boolean },
  curated: Curated,
): Promise<OverlaySource> {
  const vetted = new Map<string, VettedCollection[]>();
  for (const { id, title, items, vetted: vouches } of curated.collections.values()) {
    if (!vouches) continue;
    for (const { entry } of items) {
      const path = entry.toLowerCase();
      vetted.set(path, [...(vetted.get(path) ?? []), { id, title }]);
    }
  }
  const ids = await programIdsOf(store, [...curated.overlays.keys(), ...vetted.keys()]);
  const overlaysById = byId(curated.overlays, ids);
  const vettedById = byId(vetted, ids, (one, other) => [...one, ...other]);
  return {
    vocabularies: curated.vocabularies,
    vettedOnly,
    // One that names the entry as it is called now counts before one that names it as it was called.
    find: ({ id, path }): Overlay | undefined =>
      curated.overlays.get(path.toLowerCase()) ?? overlaysById.get(id),
    vettedIn: ({ id, path }) =>
      once([...(vettedById.get(id) ?? []), ...(vetted.get(path.toLowerCase()) ?? [])]),
  };
}

/** Path in lower case → id of the program that has it, or had it once. */
export async function programIdsOf(
  store: Pick<Store, "layers">,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const now = new Map<string, string>();
  const once = new Map<string, string>();
  // What no path has, and no database takes, may stand in a file that was written by hand.
  const asked = [...new Set(paths)].filter((path) => !/\p{Cc}/u.test(path));
  for (let start = 0; start < asked.length; start += PATHS_AT_ONCE) {
    const named = await store.layers.findNamed(asked.slice(start, start + PATHS_AT_ONCE));
    for (const { by, address, isCurrent, programId } of named) {
      const ids = isCurrent ? now : once;
      // Of several that had a path, the first by the path that it has now.
      if (by === "path" && !ids.has(address)) ids.set(address, programId);
    }
  }
  return new Map([...once, ...now]);
}

function once(collections: readonly VettedCollection[]): readonly VettedCollection[] {
  return [...new Map(collections.map((one) => [one.id, one])).values()];
}

/** Where several paths are those of one program, `join` says what counts. */
function byId<T>(
  byPath: ReadonlyMap<string, T>,
  ids: ReadonlyMap<string, string>,
  join: (one: T, other: T) => T = (one) => one,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [path, value] of byPath) {
    const id = ids.get(path);
    if (id === undefined) continue;
    const known = found.get(id);
    found.set(id, known === undefined ? value : join(known, value));
  }
  return found;
}
