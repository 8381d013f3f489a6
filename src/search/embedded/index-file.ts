import type { Database } from "better-sqlite3";
import type { IndexSettings, ListedDocument, SearchDocument } from "../search-engine.ts";
import type { Columns } from "./columns.ts";
import { createDocumentWriter, loadMemory } from "./index-rows.ts";
import { createTables, openTables, putSettings, type IndexDatabase } from "./index-tables.ts";
import { createTextIndex, type TextIndex } from "./text-index.ts";

/** What comes back of a document. */
export interface StoredHit {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly card: string;
}

/**
 * One generation of the index: a SQLite file with the texts, and its facets in memory. All calls are synchronous;
 * a write is one transaction.
 */
export interface IndexFile {
  readonly settings: IndexSettings;
  readonly settingsHash: string | undefined;
  readonly columns: Columns;
  readonly text: TextIndex;
  /** The facets must be those of the index. */
  updateSettings(settings: IndexSettings, settingsHash: string): void;
  write(documents: readonly SearchDocument[]): void;
  remove(ids: readonly string[]): void;
  list(afterId: string, limit: number): readonly ListedDocument[];
  hit(row: number): StoredHit | undefined;
  /** Ends the one transaction in which a new generation is filled. */
  commit(): void;
  close(): void;
}

/**
 * Makes an empty index in a transaction that `commit` ends; `file` must not exist yet. Until it is opened anew it
 * has no journal: whoever fills it throws it away when that fails.
 */
export function createIndexFile(
  file: string,
  settings: IndexSettings,
  settingsHash: string | undefined,
): IndexFile {
  return useTables(createTables(file, settings, settingsHash));
}

/** Opens an index; `undefined` when it was made by another version. Throws what SQLite throws when it is damaged. */
export function openIndexFile(file: string): IndexFile | undefined {
  const tables = openTables(file);
  if (tables === undefined) return undefined;
  try {
    return useTables(tables);
  } catch (error) {
    tables.database.close();
    throw error;
  }
}

function useTables(opened: IndexDatabase): IndexFile {
  const { database } = opened;
  let { settings, settingsHash } = opened;
  let memory = loadMemory(database, settings);
  let text = createTextIndex(database, memory.columns, memory.terms);
  const writer = createDocumentWriter(database);
  const { hits, listed } = prepareReads(database);
  const change = (work: () => void): void => {
    text.forget();
    // A savepoint would make FTS5 write out its memory: a generation is filled five times slower that way.
    if (database.inTransaction) {
      work();
      return;
    }
    try {
      database.transaction(work)();
    } catch (error) {
      // The rows in memory may be ahead of those that were rolled back.
      memory = loadMemory(database, settings);
      text = createTextIndex(database, memory.columns, memory.terms);
      throw error;
    }
  };
  return {
    get settings() {
      return settings;
    },
    get settingsHash() {
      return settingsHash;
    },
    get columns() {
      return memory.columns;
    },
    get text() {
      return text;
    },
    updateSettings: (next, hash) => {
      database.transaction(() => putSettings(database, next, hash))();
      settings = next;
      settingsHash = hash;
    },
    write: (documents) => {
      change(() => {
        for (const document of documents) writer.write(memory, document);
      });
    },
    remove: (ids) => {
      change(() => {
        for (const id of ids) writer.remove(memory, id);
      });
    },
    list: (afterId, limit) => listed.all(afterId, limit),
    hit: (row) => hits.get(row),
    commit: () => {
      database.exec("COMMIT");
    },
    close: () => {
      database.close();
    },
  };
}

function prepareReads(database: Database) {
  return {
    hits: database.prepare<[number], StoredHit>(
      "SELECT id, title, summary, description, card FROM hit JOIN document USING (row) WHERE row = ?",
    ),
    listed: database.prepare<[string, number], ListedDocument>(
      "SELECT id, hash FROM document WHERE id > ? ORDER BY id LIMIT ?",
    ),
  };
}
