import { lockDataFolder, makeDataFolder } from "../catalogue/data-folder.ts";
import type { Store } from "../catalogue/store.ts";
import { type Catalogue, openCatalogue, openStore } from "../compose.ts";
import type { Settings } from "../config/settings.ts";

/** Locks the data folder, opens the catalogue in it, and closes both whatever happens. Throws as both do. */
export async function withCatalogue<T>(
  settings: Settings,
  work: (catalogue: Catalogue) => Promise<T>,
): Promise<T> {
  const folder = lockDataFolder(settings.dataDir);
  try {
    const catalogue = await openCatalogue(settings);
    try {
      // The folder is locked, so whoever claimed something in it has ended; other databases may be shared.
      if (settings.databaseUrl === "") await catalogue.store.jobs.releaseAll();
      return await work(catalogue);
    } finally {
      await catalogue.close();
    }
  } finally {
    folder.release();
  }
}

/** Opens only the store, which several processes may share: a running server need not be ended for it. */
export async function withStore<T>(
  settings: Settings,
  work: (store: Store, migrations: readonly string[]) => Promise<T>,
): Promise<T> {
  makeDataFolder(settings.dataDir);
  const store = await openStore(settings);
  try {
    const migrations = await store.migrate();
    return await work(store, migrations);
  } finally {
    await store.close();
  }
}
