import type { Database } from "better-sqlite3";
import { sqliteDriver } from "../../sqlite.ts";
import type { IndexSettings, SearchFacet } from "../search-engine.ts";

/** Grows when the tables change: an index of another version is made anew. */
const VERSION = "2";

/** The texts come as words already (see `toIndexedText`): this tokeniser parts them at the spaces only. */
const FTS = "fts5(words, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii')";

/** A table of words for each level, so that none is read past another's. */
const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE value (number INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL);
  CREATE TABLE document (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, facts BLOB NOT NULL, hash TEXT NOT NULL
  );
  CREATE TABLE hit (
    row INTEGER PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, description TEXT NOT NULL,
    card TEXT NOT NULL
  );
  CREATE VIRTUAL TABLE title_words USING ${FTS};
  CREATE VIRTUAL TABLE short_words USING ${FTS};
  CREATE VIRTUAL TABLE long_words USING ${FTS};
`;

export interface IndexDatabase {
  readonly database: Database;
  readonly settings: IndexSettings;
  readonly settingsHash: string | undefined;
}

/** Makes the tables in a transaction that stays open; `file` must not exist yet. */
export function createTables(
  file: string,
  settings: IndexSettings,
  settingsHash: string | undefined,
): IndexDatabase {
  const database = new (sqliteDriver())(file);
  configure(database);
  database.pragma("journal_mode = OFF");
  database.pragma("synchronous = OFF");
  database.exec(TABLES);
  database.prepare<[string]>("INSERT INTO meta (key, value) VALUES ('version', ?)").run(VERSION);
  putSettings(database, settings, settingsHash);
  database.exec("BEGIN");
  return { database, settings, settingsHash };
}

/** Writes what `openTables` reads. */
export function putSettings(
  database: Database,
  settings: IndexSettings,
  settingsHash: string | undefined,
): void {
  const put = database.prepare<[string, string]>("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
  put.run("facets", JSON.stringify(settings.facets));
  put.run("synonyms", JSON.stringify([...settings.synonyms]));
  if (settingsHash !== undefined) put.run("settingsHash", settingsHash);
}

/** Opens an index; `undefined` when it was made by another version. Throws what SQLite throws when it is damaged. */
export function openTables(file: string): IndexDatabase | undefined {
  const database = new (sqliteDriver())(file, { fileMustExist: true });
  try {
    configure(database);
    const rows = database.prepare<[], [string, string]>("SELECT key, value FROM meta").raw().all();
    const meta = new Map(rows);
    if (meta.get("version") !== VERSION) {
      database.close();
      return undefined;
    }
    // `putSettings` wrote both.
    const settings: IndexSettings = {
      facets: JSON.parse(meta.get("facets") ?? "[]") as SearchFacet[],
      synonyms: new Map(JSON.parse(meta.get("synonyms") ?? "[]") as [string, string[]][]),
    };
    return { database, settings, settingsHash: meta.get("settingsHash") };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** No write-ahead log: its file beside the index would outlive a generation that is swapped by renaming. */
function configure(database: Database): void {
  database.pragma("journal_mode = DELETE");
  database.pragma("synchronous = NORMAL");
  database.pragma("cache_size = -32000");
  database.pragma("temp_store = MEMORY");
}
