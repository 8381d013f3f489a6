import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Finds the project's folder: the nearest one above this file with a `package.json`.
 *
 * The sources run from `src/` and the built product from `dist/src/`; views and schemas stand beside both.
 * Throws when there is none, which means that the installation is broken.
 */
export function findProjectRoot(from: string = fileURLToPath(import.meta.url)): string {
  let folder = dirname(from);
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package.json in any folder above "${from}".`);
    folder = parent;
  }
  return folder;
}
