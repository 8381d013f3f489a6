import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createSqlStore } from "../../src/catalogue/sql/index.ts";
import { source } from "../support/entry-builders.ts";
import { testStore } from "./store.ts";

testStore("sqlite", () => createSqlStore({ file: ":memory:" }));

describe("sqlite store", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "execat-store-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("says what to do when its folder is missing or its file is damaged", async () => {
    const missing = createSqlStore({ file: path.join(folder, "none", "catalogue.sqlite") });
    await expect(missing).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      hint: expect.stringContaining("EXECAT_DATA_DIR"),
    });
    const damaged = path.join(folder, "catalogue.sqlite");
    writeFileSync(damaged, "this is no database, but it is long enough to be looked at".repeat(50));
    await expect(createSqlStore({ file: damaged })).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
  });

  it("shows one connection what another wrote", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "execat-store-")), "catalogue.sqlite");
    const [one, two] = [await createSqlStore({ file }), await createSqlStore({ file })];
    await one.migrate();
    expect(await two.migrate()).toEqual([]);
    await one.sources.save(source());
    expect(await two.sources.list()).toEqual([source()]);
    await Promise.all([one.close(), two.close()]);
    rmSync(path.dirname(file), { recursive: true, force: true });
  });
});
