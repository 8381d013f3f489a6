import { type Kysely, sql } from "kysely";

/** Repositories are found by their address in any case. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index repository_by_lower_path_host on repository (lower(path), host)`.execute(db);
}
