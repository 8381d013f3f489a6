import type { Problem } from "../../src/manifest/problems.ts";
import type { ManifestFile, Tree } from "../forges/forge.ts";
import { DISCOVERY_NAME, folderOf, isManifest } from "../forges/manifest-files.ts";

/** A manifest file with the discovery file beside it. */
export interface ExtractedManifest {
  readonly file: string;
  readonly blobId: string;
  /** Absent when it, or the discovery file beside it, may not be read. */
  readonly bytes: Uint8Array | undefined;
  readonly discovery: { readonly file: string; readonly bytes: Uint8Array } | undefined;
  /** Why it may not be read. */
  readonly problems: readonly Problem[];
}

export interface Extracted {
  readonly manifests: readonly ExtractedManifest[];
  /** Findings about files that belong to no manifest that was read. */
  readonly problems: readonly Problem[];
}

/** Puts manifests and the discovery files beside them together. */
export function extractManifests(tree: Tree): Extracted {
  const discoveries = new Map<string, ManifestFile>();
  for (const file of tree.files) {
    if (!isManifest(file.path)) discoveries.set(folderOf(file.path), file);
  }
  const problemsOf = (path: string): readonly Problem[] => tree.problems.filter((it) => it.file === path);
  const manifests: ExtractedManifest[] = [];
  const told = new Set<Problem>();
  for (const file of tree.files) {
    if (!isManifest(file.path)) continue;
    const beside = discoveries.get(folderOf(file.path));
    const problems = problemsOf(file.path);
    const besideUnread = beside !== undefined && beside.bytes === undefined;
    manifests.push({
      file: file.path,
      blobId: file.blobId,
      bytes: besideUnread ? undefined : file.bytes,
      discovery: beside?.bytes === undefined ? undefined : { file: beside.path, bytes: beside.bytes },
      problems: besideUnread ? [...problems, withoutDiscovery(file.path)] : problems,
    });
    for (const problem of problems) told.add(problem);
  }
  return { manifests, problems: tree.problems.filter((problem) => !told.has(problem)) };
}

/** Without its discovery block a program would be published under another name: better not at all. */
function withoutDiscovery(file: string): Problem {
  return {
    rule: "crawl/discovery-not-read",
    severity: "error",
    pointer: "",
    file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    sentence: `"${DISCOVERY_NAME}" beside "${file}" was not read.`,
    hint: "Mend that file; the manifest is held back until then.",
  };
}
