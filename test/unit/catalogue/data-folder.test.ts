import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lockDataFolder } from "../../../src/catalogue/data-folder.ts";
import { driverFor } from "../../../src/sqlite.ts";

const root = mkdtempSync(path.join(tmpdir(), "execat-lock-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("the lock of a data folder", () => {
  it("makes the folder and keeps a second one out, naming the process and what to do", () => {
    const folder = path.join(root, "new", "data");
    const first = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(
      expect.objectContaining({
        code: "DATA_IN_USE",
        message: expect.stringContaining(`process ${process.pid}`) as string,
        hint: expect.stringContaining("EXECAT_DATA_DIR") as string,
      }) as Error,
    );
    first.release();
    lockDataFolder(folder).release();
  });

  it("is not left behind by a process that was killed", () => {
    const folder = path.join(root, "killed");
    const script = `
      import { createRequire } from "node:module";
      import { mkdirSync, writeFileSync } from "node:fs";
      mkdirSync(${JSON.stringify(folder)}, { recursive: true });
      const Sqlite = createRequire(import.meta.url)(${JSON.stringify(driverFor(process.versions.node))});
      const lock = new Sqlite(${JSON.stringify(path.join(folder, "execat.lock"))});
      lock.exec("BEGIN EXCLUSIVE");
      writeFileSync(${JSON.stringify(path.join(folder, "execat.pid"))}, String(process.pid));
      process.kill(process.pid, "SIGKILL");`;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: path.resolve(import.meta.dirname, "../../.."),
    });
    expect(child.signal).toBe("SIGKILL");
    lockDataFolder(folder).release();
  });

  it("says so when the folder cannot be made", () => {
    const file = path.join(root, "file");
    writeFileSync(file, "");
    expect(() => lockDataFolder(path.join(file, "data"))).toThrow(
      expect.objectContaining({ code: "SETTINGS_INVALID" }) as Error,
    );
  });
});
