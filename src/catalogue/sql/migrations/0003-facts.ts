import { type Kysely, PostgresAdapter, sql } from "kysely";

/** What the files of a repository say beside a document's manifest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Text sorts by its bytes on either database, as in the first schema.
  const text = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
  await db.schema.alterTable("document").addColumn("facts", text).execute();
}
