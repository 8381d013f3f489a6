import type { Overlay } from "../catalogue/overlay.ts";
import type { OverlaySource } from "../catalogue/with-overlay.ts";
import type { Store } from "../catalogue/store.ts";
import type { Curated } from "./curated.ts";

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
  const vettedById = byId(vetted, ids);
  return {
    vocabularies: curated.vocabularies,
    vettedOnly,
    find: ({ id, path }): Overlay | undefined =>
      overlaysById.get(id) ?? curated.overlays.get(path.toLowerCase()),
    vettedIn: ({ id, path }) => vettedById.get(id) ?? vetted.get(path.toLowerCase()) ?? [],
  };
}

/** Path in lower case → id of the program that has it, or had it once. */
export async function programIdsOf(
  store: Pick<Store, "layers">,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const named = await store.layers.findNamed([...new Set(paths)]);
  const wanted = new Set(paths);
  const now = named.filter(({ by, path }) => by === "path" && wanted.has(path.toLowerCase()));
  for (const { path, programId } of now) ids.set(path.toLowerCase(), programId);
  const missing = paths.filter((path) => !ids.has(path));
  for (const path of missing) {
    const [moved] = (await store.layers.findNamed([path])).filter(({ by }) => by === "path");
    if (moved !== undefined) ids.set(path, moved.programId);
  }
  return ids;
}

function byId<T>(byPath: ReadonlyMap<string, T>, ids: ReadonlyMap<string, string>): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [path, value] of byPath) {
    const id = ids.get(path);
    if (id !== undefined) found.set(id, value);
  }
  return found;
}
