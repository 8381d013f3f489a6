import picomatch from "picomatch";
import type { Problem } from "../../src/manifest/problems.ts";
import type { ManifestFile, Tree } from "../forges/forge.ts";
import { atTop, DISCOVERY_NAME, folderOf, isManifest } from "../forges/manifest-files.ts";

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

/** Folders above a manifest, unless the operator's globs say where manifests are. */
const DEEPEST = 4;

/**
 * Puts manifests and the discovery files beside them together. `globs` are the operator's, over paths of files that
 * have a manifest's name; without them those down to the fourth folder count, and deeper ones are told of.
 */
export function extractManifests(tree: Tree, globs?: readonly string[]): Extracted {
  const isChosen = globs === undefined ? isNotTooDeep : picomatch([...globs]);
  const tooDeep =
    globs === undefined ? tree.files.filter(({ path }) => isManifest(path) && !isNotTooDeep(path)) : [];
  const { manifests, problems } = putTogether({
    ...tree,
    files: tree.files.filter((it) => !isManifest(it.path) || isChosen(it.path)),
  });
  return { manifests, problems: [...problems, ...tooDeep.map(({ path }) => tooDeepFinding(path))] };
}

function isNotTooDeep(path: string): boolean {
  return path.split("/").length - 1 <= DEEPEST;
}

function tooDeepFinding(file: string): Problem {
  return atTop(file, {
    rule: "crawl/too-deep",
    severity: "warning",
    sentence: `"${file}" stands below more than ${String(DEEPEST)} folders and is not read.`,
    hint: "Move it up; or the operator names the place below `files` of the source.",
  });
}

function putTogether(tree: Tree): Extracted {
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
