import type { Statement } from "better-sqlite3";
import { Kysely, SqliteDialect, type SqliteStatement } from "kysely";
import { ExecatError } from "../../errors.ts";
import { sqliteDriver } from "../../sqlite.ts";
import type { Database } from "./schema.ts";

const STATEMENTS_KEPT = 256;

/**
 * Opens a SQLite file (`:memory:` for none) that several processes may share.
 * Throws `ENGINE_UNAVAILABLE`, here and from every later query, when the file cannot be used.
 */
export function openSqlite(file: string): Kysely<Database> {
  const Sqlite = sqliteDriver();
  const sqlite = guarded(() => new Sqlite(file, { timeout: 5_000 }));
  guarded(() => {
    sqlite.pragma("journal_mode = WAL");
    // A commit survives the process in any case; only a power cut may lose the last ones, which a crawl finds again.
    sqlite.pragma("synchronous = NORMAL");
    sqlite.pragma("foreign_keys = ON");
  });
  const statements = new Map<string, SqliteStatement>();
  const database = {
    close: () => void sqlite.close(),
    prepare(text: string): SqliteStatement {
      const known = statements.get(text);
      if (known !== undefined) return known;
      if (statements.size >= STATEMENTS_KEPT) statements.clear();
      const statement = guardedStatement(guarded(() => sqlite.prepare(text)));
      statements.set(text, statement);
      return statement;
    },
  };
  return new Kysely<Database>({ dialect: new SqliteDialect({ database }) });
}

function guardedStatement(statement: Statement): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => guarded(() => statement.all(parameters)),
    run: (parameters) => guarded(() => statement.run(parameters)),
    iterate: (parameters) => guarded(() => statement.iterate(parameters)),
  };
}

/** Turns what the database cannot help into the one error that callers act on; a bug stays a bug. */
function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = error instanceof sqliteDriver().SqliteError ? error.code : "";
    const closed = error instanceof TypeError && error.message.includes("not open");
    const missing = error instanceof TypeError && error.message.includes("directory does not exist");
    if (closed || missing || /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|CORRUPT|NOTADB|READONLY)/.test(code)) {
      throw new ExecatError("ENGINE_UNAVAILABLE", "The catalogue's database cannot be used.", {
        hint: databaseHint(code),
        cause: error,
      });
    }
    throw error;
  }
}

function databaseHint(code: string): string {
  if (code.startsWith("SQLITE_FULL")) return "The disk is full: free some room and try again.";
  if (/CORRUPT|NOTADB/.test(code))
    return "The file is damaged: restore it from `execat export`, or delete it and crawl again.";
  if (/BUSY|LOCKED/.test(code)) return "Another process holds it: try again in a moment.";
  return "Check that the data folder (EXECAT_DATA_DIR) exists and can be written.";
}
