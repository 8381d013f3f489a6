import type { Kysely } from "kysely";

/** The line that a finding quotes, as JSON: the text of a broken manifest is kept nowhere else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("problem").addColumn("excerpt", "text").execute();
}
