import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProjectRoot } from "../../../src/project-root.ts";

/** Not from this file's own place, for the bench runs it compiled. */
const MODULES = join(findProjectRoot(), "node_modules");

/** A file of a package that is there for its data; what the package exports does not name it. */
export function readPublished(path: string): string {
  return readFileSync(join(MODULES, path), "utf8");
}
