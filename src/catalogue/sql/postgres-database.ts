import { Kysely, PostgresDialect, type PostgresPoolClient } from "kysely";
import { Pool, type PoolClient, types } from "pg";
import { ExecatError } from "../../errors.ts";
import type { Database } from "./schema.ts";

/** PostgreSQL's own numbers of the types that are read as numbers: bigint. */
const NUMBER_OIDS: ReadonlySet<unknown> = new Set([20]);
const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens a PostgreSQL database that any number of processes may share.
 * Connects with the first query; that one and every later one throw `ENGINE_UNAVAILABLE` while it cannot be reached,
 * and work again when it is back.
 */
export function openPostgres(url: string): Kysely<Database> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "execat",
    // Our integers are counts and milliseconds, all within what a number holds.
    types: {
      getTypeParser: (oid, format) => (NUMBER_OIDS.has(oid) ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks while it idles is made anew by the next query; without this it would end the process.
  pool.on("error", () => undefined);
  // Likewise for one that breaks in use: its query fails, and the pool leaves the connection out afterwards.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: {
        end: () => pool.end(),
        connect: async () => guardedClient(await guarded(() => pool.connect())),
      },
    }),
  });
}

function guardedClient(client: PoolClient): PostgresPoolClient {
  return {
    // Its other form takes a cursor, which nothing here uses.
    query: ((text: string, parameters: readonly unknown[]) =>
      guarded(() =>
        client.query(text, parameters.map(withoutNul)),
      )) as unknown as PostgresPoolClient["query"],
    release: () => client.release(),
  };
}

/** PostgreSQL's texts hold no U+0000, and a stranger's may: there it stands as the sign for what cannot be shown. */
function withoutNul(parameter: unknown): unknown {
  return typeof parameter === "string" ? parameter.replaceAll("\0", "\u{fffd}") : parameter;
}

/** Turns what the database cannot help into the one error that callers act on; a bug stays a bug. */
async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new ExecatError("ENGINE_UNAVAILABLE", "The catalogue's database cannot be reached.", {
      hint: "Is PostgreSQL running, and does EXECAT_DATABASE_URL name it? `execat doctor` looks.",
      cause: error,
    });
  }
}

/** Connection failures of node and of pg itself, and the classes of SQLSTATE that mean "not now" or "not here". */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined)
    return /Connection terminated|timeout|not queryable|Cannot use a pool after calling end/i.test(
      error.message,
    );
  // 08 connection, 28 authorisation, 3D no such database, 53 resources (a full disk too), 57P shut down, 58 system.
  return /^(E[A-Z]+|08...|28...|3D...|53...|57P..|58...)$/.test(code);
}
