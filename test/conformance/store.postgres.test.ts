import { afterAll, describe, expect, it } from "vitest";
import { createSqlStore } from "../../src/catalogue/sql/index.ts";
import { createDatabase, POSTGRES_URL } from "../support/postgres.ts";
import { testStore } from "./store.ts";

const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const drop of drops) await drop();
}, 60_000);

describe.skipIf(POSTGRES_URL === undefined)("with a PostgreSQL server", () => {
  testStore("postgresql", async () => {
    const { url, drop } = await createDatabase();
    drops.push(drop);
    return createSqlStore({ databaseUrl: url });
  });

  it("says what to do when the server is away", async () => {
    const store = await createSqlStore({ databaseUrl: "postgresql://nobody@127.0.0.1:1/none" });
    await expect(store.migrate()).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      hint: expect.stringContaining("EXECAT_DATABASE_URL"),
    });
    await store.close();
  });
});
