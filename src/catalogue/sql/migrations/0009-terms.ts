import { type Kysely, PostgresAdapter, sql } from "kysely";

/**
 * Terms know where they stand and which words led to them, and are found by what is written and by what it means.
 * The table `overlay` was never written: what curators add to an entry stands in their repository.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  // Text sorts by its bytes on either database, as in the first schema.
  const text = isPostgres ? sql`text collate "C"` : sql`text`;
  const { schema } = db;
  for (const name of ["document_number", "line", "column", "end_line", "end_column"])
    await schema.alterTable("term").addColumn(name, "bigint").execute();
  for (const name of ["file", "pointer", "words"])
    await schema.alterTable("term").addColumn(name, text).execute();
  // An author's text may be longer than what PostgreSQL takes into an index: their beginnings are enough.
  await sql`create index term_by_written on term (substr(text, 1, 100), substr(facet, 1, 100))`.execute(db);
  await schema
    .createIndex("term_by_scheme_concept_id")
    .on("term")
    .columns(["scheme", "concept_id"])
    .execute();
  await schema
    .createTable("applied_curation")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("commit", text, (column) => column.notNull())
    .addColumn("applied_at", text, (column) => column.notNull())
    .execute();
  await schema.dropTable("overlay").execute();
}
