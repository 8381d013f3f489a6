import { type ColumnBuilderCallback, type Kysely, PostgresAdapter, sql } from "kysely";

/** What a forge says of repositories, what a source asks of it, the history of looks, and what forges told us. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Text sorts by its bytes on either database, as in the first schema.
  const text = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
  const required: ColumnBuilderCallback = (column) => column.notNull();
  const { schema } = db;
  await schema
    .alterTable("source")
    .addColumn("options", text, (column) => column.notNull().defaultTo("{}"))
    .execute();
  await schema.alterTable("repository").addColumn("forge_facts", text).execute();
  await schema.alterTable("repository").addColumn("tags_seen", text).execute();
  await schema.alterTable("repository").addColumn("report_wanted", text).execute();
  await schema.alterTable("repository").addColumn("report_sent", text).execute();
  await schema
    .createTable("look")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("repository_id", text, (column) => column.references("repository.id").notNull())
    .addColumn("at", text, required)
    .addColumn("reason", text, required)
    .addColumn("outcome", text, required)
    .addColumn("commit", text)
    .addColumn("elapsed_ms", "bigint", required)
    .addColumn("details", text, required)
    .execute();
  await schema
    .createTable("delivery")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("host", text, required)
    .addColumn("delivery_id", text, required)
    .addColumn("event", text, required)
    .addColumn("at", text, required)
    .addColumn("outcome", text, required)
    .addColumn("details", text, required)
    .execute();
  const indexes = [
    { table: "look", columns: ["repository_id", "id"], unique: false },
    { table: "delivery", columns: ["host", "delivery_id"], unique: true },
    { table: "repository", columns: ["forge_id", "host"], unique: false },
    { table: "repository", columns: ["path", "host"], unique: false },
  ];
  for (const { table, columns, unique } of indexes) {
    const builder = schema
      .createIndex(`${table}_by_${columns.join("_")}`)
      .on(table)
      .columns(columns);
    await (unique ? builder.unique() : builder).execute();
  }
}
