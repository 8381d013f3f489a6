import { describe, expect, it } from "vitest";
import { driverFor, sqliteDriver } from "../../src/sqlite.ts";

describe("the SQLite driver", () => {
  it.each([
    ["20.19.0", "better-sqlite3"],
    ["22.12.0", "better-sqlite3-node22"],
    ["24.22.3", "better-sqlite3-node22"],
    ["26.1.0", "better-sqlite3-node22"],
  ])("of Node %s is %s", (node, driver) => expect(driverFor(node)).toBe(driver));

  it("survives that the statements of this Node are collected", () => {
    const database = new (sqliteDriver())(":memory:");
    for (let count = 0; count < 20_000; count += 1) database.prepare("select 1").get();
    database.close();
  });
});
