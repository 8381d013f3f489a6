import { fillImages } from "../image-rows.ts";
import type { Database } from "../schema.ts";
import { type ColumnBuilderCallback, type Kysely, PostgresAdapter, sql } from "kysely";

/** Releases of repositories, and what their programs are there. */
export async function up(db: Kysely<Database>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  // Text sorts by its bytes on either database, as in the first schema.
  const text = isPostgres ? sql`text collate "C"` : sql`text`;
  const bytes = isPostgres ? sql`bytea` : sql`blob`;
  const required: ColumnBuilderCallback = (column) => column.notNull();
  const key: ColumnBuilderCallback = (column) => column.primaryKey().notNull();
  const { schema } = db;
  await schema.alterTable("program").addColumn("runs_tag", text).execute();
  await schema.alterTable("program").addColumn("image", text).execute();
  await schema
    .createTable("release")
    .addColumn("id", text, key)
    .addColumn("repository_id", text, (column) => column.references("repository.id").notNull())
    .addColumn("tag", text, required)
    .addColumn("commit", text, required)
    .addColumn("moved_from", text, required)
    .addColumn("position", "bigint", required)
    .addColumn("prerelease", "bigint", required)
    .addColumn("is_read", "bigint", required)
    .addColumn("first_seen_at", text, required)
    .execute();
  await schema
    .createTable("version")
    .addColumn("id", text, key)
    .addColumn("program_id", text, (column) => column.references("program.id").notNull())
    .addColumn("repository_id", text, (column) => column.references("repository.id").notNull())
    .addColumn("tag", text, required)
    .addColumn("state", text, required)
    .addColumn("reason", text)
    .addColumn("file", text)
    .addColumn("number", "bigint")
    .addColumn("blob_id", text)
    .addColumn("sha256", text)
    .addColumn("bytes", bytes)
    .addColumn("dialect", text)
    .addColumn("model", text)
    .addColumn("model_version", "bigint")
    .execute();
  const unique = [
    ["release", ["repository_id", "tag"]],
    ["version", ["program_id", "tag"]],
  ] as const;
  for (const [table, columns] of unique) {
    const index = schema.createIndex(`${table}_by_${columns.join("_")}`).on(table);
    await index
      .columns([...columns])
      .unique()
      .execute();
  }
  await schema.createIndex("program_by_image").on("program").columns(["image"]).execute();
  await fillImages(db);
  await schema.createIndex("version_by_repository_id").on("version").columns(["repository_id"]).execute();
}
