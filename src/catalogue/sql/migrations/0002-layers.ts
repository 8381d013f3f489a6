import { type Kysely, PostgresAdapter, sql } from "kysely";
import { fillLayerRows } from "../layer-rows.ts";
import type { Database } from "../schema.ts";

/** Layers: by what programs can be named, what they claim to be derived from, and what was decided on it. */
export async function up(db: Kysely<Database>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const text = isPostgres ? sql`text collate "C"` : sql`text`;
  await db.schema
    .createTable("program_address")
    .addColumn("program_id", text, (column) => column.notNull().references("program.id"))
    .addColumn("address", text, (column) => column.notNull())
    .addColumn("kind", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("program_address_key", ["program_id", "address", "kind"])
    .execute();
  await db.schema
    .createTable("layer_claim")
    .addColumn("program_id", text, (column) => column.primaryKey().notNull().references("program.id"))
    .addColumn("target", text, (column) => column.notNull())
    .addColumn("owner", text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("layer_decision")
    .addColumn("id", text, (column) => column.primaryKey().notNull())
    .addColumn("layer_id", text, (column) => column.notNull().references("program.id"))
    .addColumn("origin_id", text, (column) => column.notNull().references("program.id"))
    .addColumn("verdict", text, (column) => column.notNull())
    .addColumn("actor", text, (column) => column.notNull())
    .addColumn("created_at", text, (column) => column.notNull())
    .execute();
  const index = (table: string, columns: string[]): Promise<void> =>
    db.schema
      .createIndex(`${table}_by_${columns.join("_")}`)
      .on(table)
      .columns(columns)
      .execute();
  await index("program_address", ["address"]);
  await index("layer_claim", ["target", "owner"]);
  await index("layer_decision", ["origin_id"]);
  // Links are found by address now.
  await db.schema.dropIndex("document_by_derived_from").execute();
  await fillLayerRows(db);
}
