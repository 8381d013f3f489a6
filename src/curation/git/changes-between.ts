import type { FileChanges } from "../repository.ts";
import { isCurationPath } from "./curation-path.ts";
import { sameEntry, toPath, type Objects, type Tree } from "./objects.ts";

/** What makes the curation's files of the first tree those of the second, as far as they are text. */
export async function changesBetween(objects: Objects, before: Tree, after: Tree): Promise<FileChanges> {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => isCurationPath(toPath(path)) && !sameEntry(before.get(path), after.get(path)),
  );
  const texts = await objects.texts(paths.flatMap((path) => after.get(path) ?? []));
  const changes = new Map<string, string | undefined>();
  for (const path of paths) {
    const entry = after.get(path);
    const text = entry && texts.get(entry.id);
    if (entry === undefined || text !== undefined) changes.set(toPath(path), text);
  }
  return changes;
}
