import { ExecatError } from "../errors.ts";

/**
 * Refuses a Node that would end the process in the middle of its work. Node 24.19 added a hook to every native object
 * that better-sqlite3 12 does not survive when such an object is collected; better-sqlite3 13 does, and needs Node 22.
 * Throws `SETTINGS_INVALID`.
 */
export function checkNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 24 || (major === 24 && minor < 19)) return;
  throw new ExecatError(
    "SETTINGS_INVALID",
    `Node ${version} does not get along with this version's database driver.`,
    {
      hint: "Run it with Node 20.19 or newer, 22, or 24 before 24.19; `validate`, `init` and `convert` run with any.",
    },
  );
}
