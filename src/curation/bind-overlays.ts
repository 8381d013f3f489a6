import type { Overlay } from "../catalogue/overlay.ts";
import type { NamedProgram } from "../catalogue/layers.ts";
import type { Store } from "../catalogue/store.ts";
import { findByPaths } from "./find-by-paths.ts";

export interface BindOptions {
  readonly store: Pick<Store, "entries" | "layers">;
  /** When an overlay was seen first, by its key in `Curated.overlays`; `undefined` for one that is just being made. */
  readonly firstSeen?: ((key: string) => Promise<string | undefined>) | undefined;
}

/** The entry that an overlay is about. */
export interface BoundOverlay {
  readonly overlay: Overlay;
  /** `undefined` while no entry is called so. */
  readonly programId: string | undefined;
  /** True when the path is the entry's own now; also when no entry is called so. */
  readonly isCurrent: boolean;
  /** Another entry that has the path now: nobody may have meant it. */
  readonly other: Pick<NamedProgram, "programId" | "path"> | undefined;
}

/**
 * Finds the entry of each overlay, by its key. The id counts where this catalogue knows it, else the path: it means the
 * entry that had it when the overlay was seen first, so that no newcomer under an old name inherits what was said of
 * another.
 */
export async function bindOverlays(
  options: BindOptions,
  overlays: ReadonlyMap<string, Overlay>,
): Promise<ReadonlyMap<string, BoundOverlay>> {
  const paths = [...overlays.values()].map(({ entry }) => entry.toLowerCase());
  const named = await findByPaths(options.store, paths);
  const known = await knownIds(options, [...overlays.values()], named);
  const bound = new Map<string, BoundOverlay>();
  for (const [key, overlay] of overlays) {
    const holders = named.get(overlay.entry.toLowerCase()) ?? [];
    const { entryId } = overlay;
    const own = entryId !== undefined && known.has(entryId) ? entryId : await meant(options, key, holders);
    const now = holders.find(({ isCurrent }) => isCurrent);
    const other = now?.programId === own ? undefined : now;
    bound.set(key, {
      overlay,
      programId: own,
      isCurrent: own === undefined || now?.programId === own,
      other,
    });
  }
  return bound;
}

/** Those of the ids in overlays that are an entry's. */
async function knownIds(
  { store }: BindOptions,
  overlays: readonly Overlay[],
  named: ReadonlyMap<string, readonly NamedProgram[]>,
): Promise<ReadonlySet<string>> {
  const known = new Set([...named.values()].flat().map(({ programId }) => programId));
  // The path of most leads to it as well.
  const others = overlays.flatMap(({ entryId }) =>
    entryId === undefined || known.has(entryId) ? [] : [entryId],
  );
  for (const id of new Set(others)) if ((await store.entries.get(id)) !== undefined) known.add(id);
  return known;
}

/** Of those that have or had a path, the one that it meant when an overlay named it. */
async function meant(
  { store, firstSeen }: BindOptions,
  key: string,
  holders: readonly NamedProgram[],
): Promise<string | undefined> {
  const now = holders.find(({ isCurrent }) => isCurrent);
  // What is gone left its name to whoever came after it.
  const before = holders.filter(({ isCurrent, state }) => !isCurrent && state === "published");
  const first = (now ?? before[0] ?? holders[0])?.programId;
  const seen = now === undefined || before.length === 0 ? undefined : await firstSeen?.(key);
  if (now === undefined || seen === undefined) return first;
  const entries = await store.entries.getAll([now, ...before].map(({ programId }) => programId));
  // git counts in seconds.
  const until = Date.parse(seen) + 999;
  const there = new Set(
    entries.flatMap(({ program }) => (Date.parse(program.firstPublishedAt) <= until ? [program.id] : [])),
  );
  return [now, ...before].find(({ programId }) => there.has(programId))?.programId ?? first;
}
