import { createRequire } from "node:module";
import type SqliteDatabase from "better-sqlite3";
import { ExecatError } from "./errors.ts";

/** The first Node that better-sqlite3 13 runs on. Version 12 is the last for Node 20, and ends Node 24.19 and later. */
const NODE_OF_13 = 22;

let loaded: typeof SqliteDatabase | undefined;

/**
 * The SQLite driver for the Node that runs this, loaded when it is first asked for: commands without a database load
 * no native module. Throws `SETTINGS_INVALID` when it was not installed.
 */
export function sqliteDriver(): typeof SqliteDatabase {
  loaded ??= load(driverFor(process.versions.node));
  return loaded;
}

/** The name of the package for a version of Node; the field of `optionalDependencies` has both. */
export function driverFor(node: string): string {
  return Number(node.split(".")[0]) < NODE_OF_13 ? "better-sqlite3" : "better-sqlite3-node22";
}

function load(name: string): typeof SqliteDatabase {
  try {
    const driver = createRequire(import.meta.url)(name) as typeof SqliteDatabase;
    // Its compiled part is looked for with the first database, and not there when npm ran no install script.
    new driver(":memory:").close();
    return driver;
  } catch (error) {
    throw new ExecatError("SETTINGS_INVALID", `The database driver ${name} cannot be loaded.`, {
      hint: `Install Execat anew with this Node (${process.versions.node}). Node 20 also needs its install script, which \`npm rebuild ${name}\` runs, and a C++ compiler.`,
      cause: error,
    });
  }
}
