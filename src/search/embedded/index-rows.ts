import type { Database } from "better-sqlite3";
import { hashDocument } from "../document-hash.ts";
import type { IndexSettings, SearchDocument } from "../search-engine.ts";
import { Columns } from "./columns.ts";
import { packFacts, unpackFacts } from "./facts.ts";
import { createTermBook, type TermBook } from "./term-book.ts";
import { toIndexedText, toWords } from "../words.ts";

/** Terms are values too, of a facet that no settings can name. */
const TERMS = "\u{0}terms";

/** What is held in memory of an index. */
export interface IndexMemory {
  readonly columns: Columns;
  readonly terms: TermBook;
}

/** Reads all facets, numbers, dates and terms in one ordered scan. */
export function loadMemory(database: Database, settings: IndexSettings): IndexMemory {
  const columns = new Columns([...settings.facets, { key: TERMS, kind: "values" }]);
  const memory: IndexMemory = { columns, terms: createTermBook() };
  const values = database
    .prepare<[], [string, string]>("SELECT facet, value FROM value ORDER BY number")
    .raw();
  for (const [facet, value] of values.iterate()) define(memory, facet, value);
  const rows = database
    .prepare<[], [number, string, Buffer]>("SELECT row, id, facts FROM document ORDER BY row")
    .raw();
  const numberCount = columns.numberKeys.length;
  for (const [row, id, facts] of rows.iterate()) columns.add({ row, id, ...unpackFacts(facts, numberCount) });
  return memory;
}

function define({ columns, terms }: IndexMemory, facet: string, value: string): number {
  const number = columns.define(facet, value);
  if (facet === TERMS) terms.add(number, value);
  return number;
}

/** Writes single documents, in the file and in memory alike. */
export interface DocumentWriter {
  write(memory: IndexMemory, document: SearchDocument): void;
  remove(memory: IndexMemory, id: string): void;
}

/** Prepares the statements; the caller holds the transaction. */
export function createDocumentWriter(database: Database): DocumentWriter {
  const statements = prepareStatements(database);
  const remove = ({ columns }: IndexMemory, id: string): number | undefined => {
    const found = statements.find.get(id);
    if (found === undefined) return undefined;
    const [row, facts] = found;
    for (const deletion of statements.deletions) deletion.run(row);
    columns.remove(row, unpackFacts(facts, columns.numberKeys.length).values);
    return row;
  };
  const numberOf = (memory: IndexMemory, facet: string, value: string): number => {
    const known = memory.columns.numberOf(facet, value);
    if (known !== undefined) return known;
    const number = define(memory, facet, value);
    statements.putValue.run(number, facet, value);
    return number;
  };
  const valuesOf = (memory: IndexMemory, document: SearchDocument): Uint32Array => {
    const numbers = new Set<number>();
    for (const facet of memory.columns.valueFacets) {
      const values = facet === TERMS ? document.terms : document.values.get(facet);
      for (const value of values ?? []) numbers.add(numberOf(memory, facet, value));
    }
    return Uint32Array.from(numbers);
  };
  return {
    write(memory, document) {
      // Not INSERT OR REPLACE: its statement journal makes FTS5 write out its memory for each document.
      const previous = remove(memory, document.id);
      const { columns } = memory;
      const facts = {
        updated: Date.parse(document.updatedAt) || 0,
        titleWords: Math.min(toWords(document.title).length, 255),
        values: valuesOf(memory, document),
        numbers: Float64Array.from(columns.numberKeys, (key) => document.numbers.get(key) ?? Number.NaN),
      };
      const { lastInsertRowid } = statements.putDocument.run(
        previous,
        document.id,
        packFacts(facts),
        hashDocument(document),
      );
      const row = Number(lastInsertRowid);
      statements.putHit.run(row, document.title, document.summary, document.description, document.card);
      statements.putTitle.run(row, toIndexedText([document.title]));
      statements.putShort.run(
        row,
        toIndexedText([...document.keywords, ...document.names, document.summary]),
      );
      statements.putLong.run(row, toIndexedText([document.description]));
      columns.add({ row, id: document.id, ...facts });
    },
    remove: (memory, id) => {
      remove(memory, id);
    },
  };
}

function prepareStatements(database: Database) {
  return {
    find: database.prepare<[string], [number, Buffer]>("SELECT row, facts FROM document WHERE id = ?").raw(),
    putValue: database.prepare<[number, string, string]>(
      "INSERT INTO value (number, facet, value) VALUES (?, ?, ?)",
    ),
    putDocument: database.prepare<[number | undefined, string, Buffer, string]>(
      "INSERT INTO document (row, id, facts, hash) VALUES (?, ?, ?, ?)",
    ),
    putHit: database.prepare<[number, string, string, string, string]>(
      "INSERT INTO hit (row, title, summary, description, card) VALUES (?, ?, ?, ?, ?)",
    ),
    putTitle: database.prepare<[number, string]>("INSERT INTO title_words (rowid, words) VALUES (?, ?)"),
    putShort: database.prepare<[number, string]>("INSERT INTO short_words (rowid, words) VALUES (?, ?)"),
    putLong: database.prepare<[number, string]>("INSERT INTO long_words (rowid, words) VALUES (?, ?)"),
    deletions: [
      "document WHERE row",
      "hit WHERE row",
      "title_words WHERE rowid",
      "short_words WHERE rowid",
      "long_words WHERE rowid",
    ].map((where) => database.prepare<[number]>(`DELETE FROM ${where} = ?`)),
  };
}
