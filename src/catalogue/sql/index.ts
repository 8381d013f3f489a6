import { type Kysely, Migrator } from "kysely";
import { ExecatError } from "../../errors.ts";
import type { Store } from "../store.ts";
import { createAccessStore } from "./access-store.ts";
import { createActorStore } from "./actor-store.ts";
import { createAskStore } from "./ask-store.ts";
import { createEntryStore } from "./entry-store.ts";
import { createJobStore } from "./job-store.ts";
import { createLayerStore } from "./layer-store.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Database } from "./schema.ts";
import { createSourceStore } from "./source-store.ts";
import { openPostgres } from "./postgres-database.ts";
import { openSqlite } from "./sqlite-database.ts";
import { createTermStore } from "./term-store.ts";
import { createTransferStore } from "./transfer-store.ts";

export interface SqlStore extends Store {
  /** For the embedded broker, whose calendar stands in the same database. */
  readonly db: Kysely<Database>;
}

/** A SQLite file, `:memory:` for none; or a PostgreSQL database. */
export type SqlStoreOptions = { readonly file: string } | { readonly databaseUrl: string };

/** Keeps the catalogue in SQL. Call `migrate` before anything else. */
export async function createSqlStore(options: SqlStoreOptions): Promise<SqlStore> {
  const isFile = "file" in options;
  const db = isFile ? openSqlite(options.file) : openPostgres(options.databaseUrl);
  const claims = { locksRows: !isFile };
  return {
    name: isFile ? "sqlite" : "postgresql",
    db,
    sources: createSourceStore(db),
    entries: createEntryStore(db),
    layers: createLayerStore(db),
    jobs: createJobStore(db, claims),
    asks: createAskStore(db, claims),
    actors: createActorStore(db),
    access: createAccessStore(db),
    terms: createTermStore(db, { locksTables: !isFile }),
    transfer: createTransferStore(db),
    migrate: () => migrate(db),
    close: () => db.destroy(),
  };
}

async function migrate(db: Kysely<Database>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results } = await migrator.migrateToLatest();
  if (error instanceof ExecatError) throw error;
  if (error !== undefined) {
    throw new ExecatError(
      "ENGINE_UNAVAILABLE",
      "The catalogue's database could not be brought to this version.",
      {
        hint: "Was it written by a newer Execat? Then use that one, or another EXECAT_DATA_DIR.",
        cause: error,
      },
    );
  }
  return (results ?? [])
    .filter((result) => result.status === "Success")
    .map((result) => result.migrationName);
}
