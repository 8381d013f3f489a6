import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** The server that `EXECAT_TEST_POSTGRES` names; CI starts one. Its user may make databases. */
export const POSTGRES_URL = process.env["EXECAT_TEST_POSTGRES"];

/** Makes an empty database and returns its URL, and a function that drops it. */
export async function createDatabase(): Promise<{
  readonly url: string;
  readonly drop: () => Promise<void>;
}> {
  if (POSTGRES_URL === undefined) throw new Error("EXECAT_TEST_POSTGRES is not set.");
  const name = `execat_test_${randomBytes(6).toString("hex")}`;
  await asAdmin(`create database ${name}`);
  const url = new URL(POSTGRES_URL);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`drop database if exists ${name} with (force)`) };
}

async function asAdmin(statement: string): Promise<void> {
  const client = new Client({ connectionString: POSTGRES_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
