import { Migrator, sql } from "kysely";
import { expect, it } from "vitest";
import { createSqlStore, type SqlStore } from "../../src/catalogue/sql/index.ts";
import { MIGRATIONS } from "../../src/catalogue/sql/migrations/index.ts";
import { model } from "../support/entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";

/** Writes a row as the first schema had it; what is left out is empty text or 0. */
async function insert(store: SqlStore, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = await sql<{
    name: string;
    type: string;
    notnull: number;
  }>`select name, type, "notnull" from pragma_table_info(${table})`.execute(store.db);
  const cells = columns.rows.map(
    ({ name, type, notnull }) =>
      [name, row[name] ?? (notnull === 0 ? null : type.toLowerCase() === "text" ? "" : 0)] as const,
  );
  await sql`insert into ${sql.table(table)} (${sql.join(cells.map(([name]) => sql.ref(name)))}) values (${sql.join(
    cells.map(([, value]) => value),
  )})`.execute(store.db);
}

it("finds the layers of a catalogue that was filled before there were any", async () => {
  const store = await createSqlStore({ file: ":memory:" });
  try {
    const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => MIGRATIONS } });
    await migrator.migrateTo("0001-first");
    await insert(store, "source", {
      id: "S",
      key: "s",
      kind: "git",
      state: "active",
      origin: "file",
      created_at: AT,
    });
    for (const [id, path, derivedFrom] of [
      ["A", "dev/new", null],
      ["B", "dev/image", "https://github.com/dev/old.git"],
    ] as const) {
      await insert(store, "repository", {
        id: `R${id}`,
        source_id: "S",
        forge: "git",
        forge_id: path,
        host: "github.com",
        path,
        state: "ok",
        created_at: AT,
      });
      await insert(store, "program", {
        id,
        path: `github.com/${path}`,
        state: "published",
        listed: 1,
        title: id,
        title_from: "repository",
        default_document_id: `D${id}`,
      });
      await insert(store, "document", {
        id: `D${id}`,
        program_id: id,
        repository_id: `R${id}`,
        bytes: Buffer.from(""),
        dialect: "D",
        model: JSON.stringify(model()),
        layer: "developer",
        derived_from: derivedFrom,
      });
    }
    await insert(store, "old_path", { path: "github.com/dev/old", program_id: "A", since: AT });
    expect(await store.migrate()).toContain("0002-layers");
    expect(await store.layers.listClaimants("A", { owner: "github.com/dev", limit: 5 })).toEqual(["B"]);
    expect(await store.layers.findLinked(["A", "B"])).toEqual(new Set(["A", "B"]));
  } finally {
    await store.close();
  }
});
