import type { Entry } from "./entry.ts";
import { withOverlay, type OverlaySource } from "./with-overlay.ts";
import type { EntryStore, Store } from "./store.ts";

/**
 * The store as readers see it: each entry with what curators said of it. The crawler works with the store itself,
 * so that no curator's word is ever written back as an author's.
 */
export function createOverlaidStore(store: Store, source: () => OverlaySource): Store {
  return { ...store, entries: overlaidEntries(store.entries, source) };
}

function overlaidEntries(entries: EntryStore, source: () => OverlaySource): EntryStore {
  const one = (entry: Entry | undefined): Entry | undefined =>
    entry === undefined ? undefined : withOverlay(entry, source());
  const all = (found: readonly Entry[]): readonly Entry[] => {
    const now = source();
    return found.map((entry) => withOverlay(entry, now));
  };
  return {
    ...entries,
    find: async (path) => one(await entries.find(path)),
    get: async (programId) => one(await entries.get(programId)),
    getAll: async (programIds) => all(await entries.getAll(programIds)),
    listOfRepository: async (repositoryId) => all(await entries.listOfRepository(repositoryId)),
    page: async (afterId, limit) => all(await entries.page(afterId, limit)),
  };
}
