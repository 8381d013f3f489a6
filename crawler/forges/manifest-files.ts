import { createHash } from "node:crypto";
import type { Problem } from "../../src/manifest/problems.ts";

export const MANIFEST_NAMES: ReadonlySet<string> = new Set([
  "ivoa-execution.yaml",
  "ivoa-execution.yml",
  "ivoa-execution.json",
]);

/** The file beside a manifest that may hold its discovery block. */
export const DISCOVERY_NAME = "ivoa-discovery.yaml";

export const MAX_FILE_BYTES = 1_000_000;
export const MAX_MANIFESTS = 200;
export const MAX_TREE_ENTRIES = 500_000;

/** True for a path whose last part is a name that the crawler reads as a manifest. */
export function isManifest(path: string): boolean {
  return MANIFEST_NAMES.has(baseName(path));
}

/** True for manifests and for the discovery files beside them. */
export function isWanted(path: string): boolean {
  const name = baseName(path);
  return MANIFEST_NAMES.has(name) || name === DISCOVERY_NAME;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder of a path inside a repository; empty for its top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** git's id of a blob with these bytes (SHA-1 repositories). */
export function blobIdOf(bytes: Uint8Array): string {
  return createHash("sha1")
    .update(`blob ${String(bytes.length)}\0`)
    .update(bytes)
    .digest("hex");
}

/** The finding for a file that is too large to be read. */
export function tooLarge(file: string, sizeBytes: number): Problem {
  return atTop(file, {
    rule: "crawl/file-too-large",
    severity: "error",
    sentence: `"${file}" has ${String(sizeBytes)} bytes; a manifest may have ${String(MAX_FILE_BYTES)}.`,
    hint: "Move data out of the manifest and name it by a URL.",
  });
}

/** The finding for a symbolic link in the place of a file: links are never followed. */
export function isLink(file: string): Problem {
  return atTop(file, {
    rule: "crawl/symbolic-link",
    severity: "warning",
    sentence: `"${file}" is a symbolic link and is not read.`,
    hint: "Put the file itself there.",
  });
}

/** A finding about a whole file, reported at its first character. */
export function atTop(
  file: string,
  finding: Pick<Problem, "rule" | "severity" | "sentence" | "hint" | "document">,
): Problem {
  return { ...finding, pointer: "", file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
