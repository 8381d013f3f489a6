import type { CurationFinding } from "./curated.ts";
import { readCurationFile } from "./curation-file.ts";
import type { Collection, CollectionItem } from "./edits.ts";
import { isConceptId, toConceptId } from "./edits/concept-id.ts";
import { type ReadFile, trimmed } from "./read-overlay.ts";

interface RawItem {
  readonly entry: string;
  readonly note?: string;
}

/** The id of the collection that a path of `collections/` stands for. */
export function collectionIdOf(path: string): string {
  return path.slice("collections/".length, -".yaml".length);
}

/** Reads a file of `collections/`. Of an entry that is there twice the first counts. */
export function readCollection(path: string, text: string): ReadFile<Collection> {
  const id = collectionIdOf(path);
  const file = readCurationFile("collection", path, text);
  if (!isConceptId(id)) {
    const finding = file.findingAt([], {
      severity: "error",
      rule: "curation/collection-id",
      sentence: `"${id}" cannot be the id of a collection: use lower case letters, digits and "-".`,
      hint: `Rename the file, for instance to "${toConceptId(id) || "collection"}.yaml".`,
    });
    return { value: undefined, file, findings: [finding, ...file.findings] };
  }
  if (file.value === undefined) return { value: undefined, file, findings: file.findings };
  const findings: CurationFinding[] = [];
  const items: CollectionItem[] = [];
  const seen = new Set<string>();
  // The schema has checked the shape.
  for (const [index, raw] of ((file.value.get("items") ?? []) as readonly (string | RawItem)[]).entries()) {
    const item = toItem(raw);
    if (!seen.has(item.entry.toLowerCase())) items.push(item);
    else {
      findings.push(
        file.findingAt(["items", index], {
          severity: "warning",
          rule: "curation/item-twice",
          sentence: `"${item.entry}" is in the collection twice; the first counts.`,
          hint: "Take one of them out.",
        }),
      );
    }
    seen.add(item.entry.toLowerCase());
  }
  const value: Collection = {
    id,
    title: trimmed(file.value.get("title")) ?? id,
    description: trimmed(file.value.get("description")),
    maintainer: trimmed(file.value.get("maintainer")),
    items,
    vetted: file.value.get("vetted") !== false,
  };
  return { value, file, findings };
}

function toItem(raw: string | RawItem): CollectionItem {
  const { entry, note } = typeof raw === "string" ? { entry: raw, note: undefined } : raw;
  return { entry: entry.trim(), note: trimmed(note) };
}
