import type { Database, Statement } from "better-sqlite3";
import { sqliteDriver } from "../src/sqlite.ts";

export interface StatementCounts {
  readonly reads: number;
  readonly writes: number;
  /** Rows that the writes changed. */
  readonly rowsWritten: number;
}

const WRITES = /^\s*(?:insert|update|delete|replace|with[^]*?\b(?:insert|update|delete)\b)/i;

/** Counts the statements of all SQLite databases of this process from now on; each call answers since the last. */
export function countStatements(): () => StatementCounts {
  const counts = { reads: 0, writes: 0, rowsWritten: 0 };
  const prototype = sqliteDriver().prototype as { prepare: (text: string) => Statement };
  const { prepare } = prototype;
  prototype.prepare = function (this: Database, text: string) {
    const statement = prepare.call(this, text);
    const kind = WRITES.test(text) ? "writes" : "reads";
    const run = statement.run.bind(statement);
    const all = statement.all.bind(statement);
    return Object.assign(statement, {
      run(...parameters: unknown[]) {
        counts[kind] += 1;
        const result = run(...parameters);
        counts.rowsWritten += result.changes;
        return result;
      },
      all(...parameters: unknown[]) {
        counts[kind] += 1;
        const rows = all(...parameters);
        if (kind === "writes") counts.rowsWritten += rows.length;
        return rows;
      },
    });
  };
  return () => {
    const told = { ...counts };
    Object.assign(counts, { reads: 0, writes: 0, rowsWritten: 0 });
    return told;
  };
}
