import type { Entry } from "./entry.ts";
import type { PlacedDocument } from "./place-documents.ts";

interface Way {
  readonly same: (document: PlacedDocument, entry: Entry) => boolean;
  /** True when it only counts where nothing else fits as well. */
  readonly unique: boolean;
}

/** The ways in which a document is known again, the surest first. */
const WAYS: readonly Way[] = [
  { same: (document, entry) => sameName(document, entry) && sameFile(document, entry), unique: false },
  // A folder was renamed, or a document went to another file. Several of one name tell nothing.
  { same: sameName, unique: true },
  {
    same: (document, entry) => sameFile(document, entry) && document.checked.number === entry.document.number,
    unique: false,
  },
  {
    same: (document, entry) =>
      document.manifest.blobId === entry.document.blobId && document.checked.number === entry.document.number,
    unique: false,
  },
  // `ivoa-execution.yml` became `ivoa-execution.yaml`: another file, the same address.
  { same: (document, entry) => document.path === entry.program.path, unique: false },
];

/**
 * Finds for each document the entry that it continues. An entry continues at most once; published ones come
 * before withdrawn ones.
 */
export function matchDocuments(
  documents: readonly PlacedDocument[],
  entries: readonly Entry[],
): ReadonlyMap<PlacedDocument, Entry> {
  const matches = new Map<PlacedDocument, Entry>();
  const free = new Set(entries);
  const passes = (["published", "withdrawn"] as const).flatMap((state) =>
    WAYS.map((way) => ({ state, way })),
  );
  for (const { state, way } of passes) {
    const open = documents.filter((document) => !matches.has(document));
    for (const document of open) {
      const ofState = [...free].filter((entry) => entry.program.state === state);
      const entry = findEntry(document, ofState, way);
      if (entry === undefined || (way.unique && hasRival(document, open))) continue;
      matches.set(document, entry);
      free.delete(entry);
    }
  }
  return matches;
}

function findEntry(document: PlacedDocument, entries: readonly Entry[], way: Way): Entry | undefined {
  const found = entries.filter((entry) => way.same(document, entry));
  return way.unique && found.length > 1 ? undefined : found[0];
}

function hasRival(document: PlacedDocument, open: readonly PlacedDocument[]): boolean {
  return open.some((other) => other !== document && other.name === document.name);
}

function sameName(document: PlacedDocument, entry: Entry): boolean {
  return document.name !== undefined && document.name === entry.document.model.discovery?.name;
}

function sameFile(document: PlacedDocument, entry: Entry): boolean {
  return document.manifest.file === entry.document.file;
}
