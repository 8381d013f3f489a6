import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import { ExecatError } from "../errors.ts";
import { sqliteDriver } from "../sqlite.ts";

export interface DataFolder {
  readonly folder: string;
  release(): void;
}

/**
 * Takes a data folder for this process, making it when it is not there.
 *
 * The lock is one that the operating system holds on `execat.lock` and lets go with the process, so that none is
 * left behind by a crash. Throws `DATA_IN_USE` while another process has the folder, `SETTINGS_INVALID` when it
 * cannot be made or written.
 */
export function lockDataFolder(folder: string): DataFolder {
  const holder = path.join(folder, "execat.pid");
  const Sqlite = sqliteDriver();
  let lock: Database | undefined;
  try {
    makeDataFolder(folder);
    lock = new Sqlite(path.join(folder, "execat.lock"), { timeout: 0 });
    lock.pragma("journal_mode = DELETE");
    lock.exec("BEGIN EXCLUSIVE");
    writeFileSync(holder, `${process.pid}\n`);
  } catch (error) {
    lock?.close();
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
      throw new ExecatError(
        "DATA_IN_USE",
        `Another Execat${processOf(holder)} is using the data folder "${folder}".`,
        {
          hint: "End that one first, or give this one a folder of its own with EXECAT_DATA_DIR.",
          cause: error,
        },
      );
    }
    if (error instanceof ExecatError) throw error;
    throw unusable(folder, error);
  }
  const held = lock;
  return {
    folder,
    release() {
      rmSync(holder, { force: true });
      held.close();
    },
  };
}

/** Makes a data folder when it is not there, and locks nothing. Throws `SETTINGS_INVALID` when it cannot be made. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, cause: unknown): ExecatError {
  return new ExecatError("SETTINGS_INVALID", `The data folder "${folder}" cannot be used.`, {
    hint: "Let EXECAT_DATA_DIR name a folder that this user can make and write.",
    cause,
  });
}

function processOf(holder: string): string {
  try {
    const pid = readFileSync(holder, "utf8").trim();
    return pid === "" ? "" : ` (process ${pid})`;
  } catch {
    return "";
  }
}
