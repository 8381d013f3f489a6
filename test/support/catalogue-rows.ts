import type { Kysely, Selectable } from "kysely";
import type { Database, RepositoryTable, SourceTable } from "../../src/catalogue/sql/schema.ts";

/** What a catalogue holds, row by row and in one order, without ids and times: two that say the same are equal. */
export interface CatalogueRows {
  /** What readers see: programs with their documents, terms and versions, and where old addresses lead. */
  readonly shown: readonly string[];
  /** What the crawler knows besides: sources, repositories, releases, findings. */
  readonly known: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

/** Of ids and times, and of what other columns say as well. */
const LEFT_OUT = new Set([
  "id",
  "source_id",
  "default_document_id",
  "created_at",
  "updated_at",
  "first_published_at",
  "published_at",
  "first_seen_at",
  "last_seen_at",
  "withdrawn_at",
  "since",
  "last_listed_at",
  "last_looked_at",
  "next_look_at",
  "lease_until",
  "report_sent",
  "actor_id",
]);

/** Reads all rows that a crawl writes. */
export async function readCatalogueRows(db: Kysely<Database>): Promise<CatalogueRows> {
  const programs = await db.selectFrom("program").selectAll().execute();
  const repositories = await db.selectFrom("repository").selectAll().execute();
  const sources = await db.selectFrom("source").selectAll().execute();
  const names = new Map<unknown, string>();
  for (const { id, path } of programs) names.set(id, path);
  // By its forge's own id, for a repository has its new name before its entries have.
  for (const { id, forge, forge_id } of repositories) names.set(id, `${forge} ${forge_id}`);
  for (const { id, key } of sources) names.set(id, key);
  const lines = (table: string, rows: readonly Row[]): string[] =>
    rows.map((row) => `${table} ${lineOf(row, names)}`);
  return {
    shown: [
      ...lines("program", programs),
      ...lines("document", await db.selectFrom("document").selectAll().execute()),
      ...lines("term", await db.selectFrom("term").selectAll().execute()),
      ...lines("version", await db.selectFrom("version").selectAll().execute()),
      ...lines("address", await db.selectFrom("program_address").selectAll().execute()),
      ...lines("claim", await db.selectFrom("layer_claim").selectAll().execute()),
      ...lines("old path", await db.selectFrom("old_path").selectAll().execute()),
    ].sort(),
    known: [
      ...lines("source", sources.map(toKnownSource)),
      ...lines("repository", repositories.map(toKnownRepository)),
      ...lines("release", await db.selectFrom("release").selectAll().execute()),
      ...lines("problem", await db.selectFrom("problem").selectAll().execute()),
    ].sort(),
  };
}

function lineOf(row: Row, names: ReadonlyMap<unknown, string>): string {
  const told = Object.entries(row)
    .filter(([column]) => !LEFT_OUT.has(column))
    .map(([column, value]) => [column, toTold(column, value, names)]);
  return JSON.stringify(Object.fromEntries(told.sort(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1))));
}

function toTold(column: string, value: unknown, names: ReadonlyMap<unknown, string>): unknown {
  if (column.endsWith("_id")) return names.get(value) ?? value;
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
}

/** A failure stands with its time. */
function withoutTime(failure: string | null): string | null {
  if (failure === null) return null;
  const { code, message } = JSON.parse(failure) as { readonly code: string; readonly message: string };
  return `${code} ${message}`;
}

function toKnownSource(row: Selectable<SourceTable>): Row {
  return { ...row, failure: withoutTime(row.failure) };
}

/** Behind a space stands a mark of the forge's, which is a time; a hyphen before it says that there are no tags. */
function toKnownRepository(row: Selectable<RepositoryTable>): Row {
  const tags = row.tags_seen?.split(" ")[0] ?? null;
  return { ...row, failure: withoutTime(row.failure), tags_seen: tags === "-" ? null : tags };
}
