import type { CurationFiles, FileChanges, MergeConflict, MergeFile } from "./repository.ts";

/** Puts changes that were made on an earlier version onto the one of now, file by file. */
export function mergeOnto({
  before,
  now,
  changes,
  mergeFile,
}: {
  readonly before: CurationFiles;
  readonly now: CurationFiles;
  readonly changes: FileChanges;
  readonly mergeFile: MergeFile;
}): { readonly changes: FileChanges; readonly conflicts: readonly MergeConflict[] } {
  const merged = new Map<string, string | undefined>();
  const conflicts: MergeConflict[] = [];
  for (const [path, theirs] of changes) {
    const [base, ours] = [before.get(path), now.get(path)];
    if (ours === base) {
      merged.set(path, theirs);
      continue;
    }
    const result = mergeFile(path, { base, ours, theirs });
    merged.set(path, result.text);
    conflicts.push(...result.conflicts);
  }
  return { changes: merged, conflicts };
}
