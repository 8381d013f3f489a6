import type { Overlay } from "../catalogue/overlay.ts";
import type { OverlaySource } from "../catalogue/with-overlay.ts";
import { bindOverlays, type BindOptions, type BoundOverlay } from "./bind-overlays.ts";
import type { Curated } from "./curated.ts";
import { programIdsOf } from "./find-by-paths.ts";

interface VettedCollection {
  readonly id: string;
  readonly title: string;
}

export interface BoundOverlays extends OverlaySource {
  /** By their key in `Curated.overlays`. */
  readonly bound: ReadonlyMap<string, BoundOverlay>;
}

/** Overlays and vetted collections by the entries that they mean, also those that were renamed since. */
export async function createOverlaySource(
  options: BindOptions & { readonly vettedOnly: boolean },
  curated: Curated,
): Promise<BoundOverlays> {
  const vetted = new Map<string, VettedCollection[]>();
  for (const { id, title, items, vetted: vouches } of curated.collections.values()) {
    if (!vouches) continue;
    for (const { entry } of items) {
      const path = entry.toLowerCase();
      vetted.set(path, [...(vetted.get(path) ?? []), { id, title }]);
    }
  }
  const vettedById = byId(vetted, await programIdsOf(options.store, [...vetted.keys()]));
  const bound = await bindOverlays(options, curated.overlays);
  const overlayOf = createFinder([...bound.values()]);
  return {
    bound,
    vocabularies: curated.vocabularies,
    vettedOnly: options.vettedOnly,
    find: ({ id, path }) => overlayOf(id, path.toLowerCase()),
    vettedIn: ({ id, path }) =>
      once([...(vettedById.get(id) ?? []), ...(vetted.get(path.toLowerCase()) ?? [])]),
  };
}

type FindOverlay = (id: string, path: string) => Overlay | undefined;

/** What names an entry by its id counts before what does by its path, and that before what does by an old path. */
function createFinder(bound: readonly BoundOverlay[]): FindOverlay {
  const ids = new Map<string, Overlay>();
  const waiting = new Map<string, Overlay>();
  const ranks: readonly ((one: BoundOverlay) => boolean)[] = [
    ({ overlay, programId }) => programId !== undefined && overlay.entryId === programId,
    ({ isCurrent }) => isCurrent,
    () => true,
  ];
  for (const isOfRank of ranks) {
    for (const one of bound.filter(isOfRank)) {
      const { overlay, programId } = one;
      const [known, key] =
        programId === undefined ? [waiting, overlay.entry.toLowerCase()] : [ids, programId];
      if (!known.has(key)) known.set(key, overlay);
    }
  }
  return (id, path) => {
    const own = ids.get(id);
    const first = own ?? waiting.get(path);
    // An overlay that waited for its entry is that entry's from now on, under whatever name.
    if (own === undefined && first !== undefined) {
      waiting.delete(path);
      ids.set(id, first);
    }
    return first;
  };
}

function once(collections: readonly VettedCollection[]): readonly VettedCollection[] {
  return [...new Map(collections.map((one) => [one.id, one])).values()];
}

/** Several paths may be those of one program. */
function byId(
  byPath: ReadonlyMap<string, readonly VettedCollection[]>,
  ids: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly VettedCollection[]> {
  const found = new Map<string, readonly VettedCollection[]>();
  for (const [path, collections] of byPath) {
    const id = ids.get(path);
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), ...collections]);
  }
  return found;
}
