import type { Kysely } from "kysely";
import { ExecatError } from "../../errors.ts";
import type { TableRow, TransferRow, TransferStore } from "../store.ts";
import { fillLayerRows } from "./layer-rows.ts";
import type { Database } from "./schema.ts";

/**
 * All but jobs and locks, which belong to a running catalogue, tokens and their sessions, which open this one and no
 * copy of it, and what is made from the others. In an order in which links always find their end.
 */
const TABLES = [
  "source",
  "repository",
  "crawl_run",
  "look",
  "delivery",
  "problem",
  "program",
  "document",
  "actor",
  "term",
  "old_path",
  "release",
  "version",
  "layer_decision",
  "ask",
  "answer",
  "offer",
  "session",
  "broker_offerset",
  "broker_session",
  "audit",
] as const satisfies readonly (keyof Database)[];
type TransferTable = (typeof TABLES)[number];

const KEYS: Readonly<Partial<Record<TransferTable, "path">>> = { old_path: "path" };
const ROWS_AT_ONCE = 200;

export function createTransferStore(db: Kysely<Database>): TransferStore {
  return {
    rows: () => readAll(db),
    fill: (rows) =>
      db.transaction().execute(async (trx) => {
        for (const table of TABLES) {
          const row = await trx
            .selectFrom(table)
            .select((of) => of.fn.countAll<number | string>().as("count"))
            .executeTakeFirst();
          if (Number(row?.count ?? 0) > 0) {
            throw new ExecatError("CONFLICT", `The table "${table}" already holds rows.`, {
              hint: "Import into an empty data folder: choose another EXECAT_DATA_DIR.",
            });
          }
        }
        let count = 0;
        for await (const { table, row } of rows) {
          await trx.insertInto(asTable(table)).values(fromTransfer(row)).execute();
          count += 1;
        }
        await fillLayerRows(trx);
        return count;
      }),
  };
}

/** In one transaction: rows of one table are linked with those of others. */
async function* readAll(db: Kysely<Database>): AsyncGenerator<TableRow> {
  const trx = await db.startTransaction().setIsolationLevel("repeatable read").execute();
  try {
    for (const table of TABLES) for await (const row of readRows(trx, table)) yield { table, row };
  } finally {
    await trx.rollback().execute();
  }
}

async function* readRows(db: Kysely<Database>, table: TransferTable): AsyncGenerator<TransferRow> {
  const key = KEYS[table] ?? "id";
  let after = "";
  for (;;) {
    // Table and key are ours; Kysely cannot type a query over a union of tables.
    const query = db
      .selectFrom(table as "source")
      .selectAll()
      .where(key as "id", ">", after);
    const rows = await query
      .orderBy(key as "id")
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const row of rows) yield toTransfer(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = String((last as unknown as Record<string, unknown>)[key]);
  }
}

function toTransfer(row: object): TransferRow {
  const cells = Object.entries(row).map(([name, value]: [string, unknown]) =>
    value instanceof Uint8Array ? [name, { base64: Buffer.from(value).toString("base64") }] : [name, value],
  );
  return Object.fromEntries(cells) as TransferRow;
}

function fromTransfer(row: TransferRow): Record<string, unknown> {
  const cells = Object.entries(row).map(([name, value]) => {
    const bytes = typeof value === "object" && value !== null && "base64" in value ? value.base64 : undefined;
    return [name, typeof bytes === "string" ? Buffer.from(bytes, "base64") : value];
  });
  return Object.fromEntries(cells) as Record<string, unknown>;
}

function asTable(name: string): TransferTable {
  const table = TABLES.find((known) => known === name);
  if (table === undefined) {
    throw new ExecatError("INVALID_REQUEST", `There is no table "${name}" to import.`, {
      hint: "Was the file written by `execat export` of a newer version?",
    });
  }
  return table;
}
