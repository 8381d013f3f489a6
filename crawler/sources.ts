import type { Source } from "../src/catalogue/sources.ts";
import type { Store } from "../src/catalogue/store.ts";
import { loadSourcesFile, type SourceEntry } from "./sources-file.ts";

export interface SyncOptions {
  readonly store: Store;
  readonly now: () => Date;
  readonly newId: () => string;
}

/**
 * Reads `sources.yaml` and brings the store's sources into line with it. Throws `SOURCE_INVALID` when the file
 * cannot be read; the store is then left as it is.
 */
export async function syncSourcesFile(file: string, options: SyncOptions): Promise<readonly Source[]> {
  return syncSources(await loadSourcesFile(file), options);
}

/**
 * New sources become active; those that no longer stand in the file become `missing`, with their entries kept;
 * proposals stay as the operator left them, unless the file names their key. Returns all sources.
 */
export async function syncSources(
  entries: readonly SourceEntry[],
  { store, now, newId }: SyncOptions,
): Promise<readonly Source[]> {
  const known = new Map((await store.sources.list()).map((source) => [source.key, source]));
  for (const entry of entries) {
    const before = known.get(entry.key);
    const next = before === undefined ? toSource(entry, newId(), now()) : updated(before, entry);
    if (next !== before) await store.sources.save(next);
  }
  const named = new Set(entries.map((entry) => entry.key));
  for (const source of known.values()) {
    if (source.origin === "file" && source.state === "active" && !named.has(source.key)) {
      await store.sources.save({ ...source, state: "missing" });
    }
  }
  return store.sources.list();
}

function toSource(entry: SourceEntry, id: string, now: Date): Source {
  return {
    id,
    ...entry,
    state: "active",
    origin: "file",
    proposedBy: undefined,
    createdAt: now.toISOString(),
    failure: undefined,
    lastListedAt: undefined,
  };
}

/** The same object when the file says nothing new. */
function updated(source: Source, entry: SourceEntry): Source {
  const same =
    source.kind === entry.kind &&
    source.location === entry.location &&
    JSON.stringify(source.options) === JSON.stringify(entry.options) &&
    source.label === entry.label &&
    source.state === "active" &&
    source.origin === "file";
  return same ? source : { ...source, ...entry, state: "active", origin: "file" };
}
