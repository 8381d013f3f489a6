import type { Database } from "better-sqlite3";
import type { Bits } from "./bitset.ts";
import type { Columns } from "./columns.ts";
import { addListedRows, packRows, type PackedRows } from "./packed-rows.ts";
import type { TermBook } from "./term-book.ts";
import type { TextUnit } from "../text-query.ts";
import { toFtsExpression } from "./fts-expression.ts";

/** Where a text is found, the best first. Terms are looked up in memory, the others in a table of FTS5 each. */
export const LEVELS = ["title", "terms", "short", "long"] as const;

/** Rows found for words lately, at most: some hundred frequent words of 100,000 documents. */
const CACHE_BYTES = 24 * 1024 * 1024;

/** Finds the rows that hold a word or phrase, apart for each level. */
export interface TextIndex {
  /** The rows of each level, with those of the levels before. */
  find(unit: TextUnit): readonly Bits[];
  /** To be called after each write. */
  forget(): void;
}

/**
 * Frequent words come back in query after query and are the dear ones: their rows are kept until the next write.
 */
export function createTextIndex(database: Database, columns: Columns, terms: TermBook): TextIndex {
  const statements = ["title", "short", "long"].map((level) =>
    database
      .prepare<[string], string | null>(
        `SELECT group_concat(rowid) FROM ${level}_words WHERE ${level}_words MATCH ?`,
      )
      .pluck(),
  );
  const cache = new Map<string, readonly PackedRows[]>();
  let cacheBytes = 0;

  const lookUp = (unit: TextUnit): readonly PackedRows[] => {
    const expression = toFtsExpression(unit);
    const [title, short, long] = statements.map((statement) => {
      const bits = columns.noRows();
      addListedRows(bits, statement.get(expression) ?? "");
      return packRows(bits);
    });
    const inTerms = columns.noRows();
    columns.addRowsOf(terms.find(unit), inTerms);
    return [title, packRows(inTerms), short, long].filter((rows) => rows !== undefined);
  };
  const keep = (key: string, levels: readonly PackedRows[]): void => {
    cache.set(key, levels);
    cacheBytes += sizeOf(levels);
    for (const [oldest, rows] of cache) {
      if (cacheBytes <= CACHE_BYTES) return;
      cache.delete(oldest);
      cacheBytes -= sizeOf(rows);
    }
  };
  return {
    find(unit) {
      const key = `${unit.kind} ${unit.words.join(" ")}`;
      const kept = cache.get(key);
      const levels = kept ?? lookUp(unit);
      if (kept === undefined) {
        keep(key, levels);
      } else {
        // Put at the end again: the one that was not wanted for longest goes first.
        cache.delete(key);
        cache.set(key, kept);
      }
      let found = columns.noRows();
      return levels.map((rows) => {
        found = found.slice();
        rows.addTo(found);
        return found;
      });
    },
    forget() {
      cache.clear();
      cacheBytes = 0;
    },
  };
}

function sizeOf(levels: readonly PackedRows[]): number {
  // The rest is the room that the objects themselves take, about.
  return levels.reduce((sum, rows) => sum + rows.sizeBytes, 500);
}
