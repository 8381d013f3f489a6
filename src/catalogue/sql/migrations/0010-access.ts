import { type Kysely, PostgresAdapter, sql } from "kysely";

/** Who may: tokens, the sessions that they open, and what was done. Secrets are kept as hashes only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const textType = isPostgres ? sql`text collate "C"` : sql`text`;
  await db.schema
    .createTable("access_token")
    .addColumn("id", textType, (column) => column.primaryKey().notNull())
    .addColumn("secret_hash", textType, (column) => column.notNull())
    .addColumn("name", textType, (column) => column.notNull())
    .addColumn("email", textType)
    .addColumn("role", textType, (column) => column.notNull())
    .addColumn("created_at", textType, (column) => column.notNull())
    .addColumn("expires_at", textType)
    .addColumn("revoked_at", textType)
    .addColumn("last_used_at", textType)
    .execute();
  await db.schema
    .createTable("access_session")
    .addColumn("hash", textType, (column) => column.primaryKey().notNull())
    .addColumn("token_id", textType, (column) => column.notNull().references("access_token.id"))
    .addColumn("created_at", textType, (column) => column.notNull())
    .addColumn("expires_at", textType, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("audit")
    .addColumn("id", textType, (column) => column.primaryKey().notNull())
    .addColumn("at", textType, (column) => column.notNull())
    .addColumn("token_id", textType)
    .addColumn("name", textType, (column) => column.notNull())
    .addColumn("role", textType)
    .addColumn("act", textType, (column) => column.notNull())
    .addColumn("subject", textType, (column) => column.notNull())
    .addColumn("commit", textType)
    .execute();
  const index = (table: string, column: string) =>
    db.schema.createIndex(`${table}_by_${column}`).on(table).column(column);
  await index("access_token", "secret_hash").unique().execute();
  await index("access_session", "token_id").execute();
  await index("access_session", "expires_at").execute();
}
