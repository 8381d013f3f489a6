import type { Entry } from "../catalogue/entry.ts";
import { loadFamily, type Family, type LayerSource } from "../catalogue/load-family.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { toFamilyDocument } from "./family-document.ts";
import { toSearchDocument } from "./indexing.ts";
import type { SearchDocument } from "./search-engine.ts";

export interface DocumentOptions {
  readonly store: LayerSource;
  readonly vocabularies: Vocabularies;
}

/**
 * Makes the documents of programs and of their families: of each family the one program that search shows has a
 * document, with the words of all. Programs without layers, which most are, cost no look-up of their own.
 */
export async function programDocuments(
  { store, vocabularies }: DocumentOptions,
  programIds: readonly string[],
  onFailure: (programId: string, error: unknown) => void,
): Promise<ReadonlyMap<string, SearchDocument | undefined>> {
  const documents = new Map<string, SearchDocument | undefined>();
  const linked = await store.layers.findLinked(programIds);
  const done = new Set<string>();
  const known = await readTogether(store, programIds);
  for (const id of programIds) {
    if (done.has(id)) continue;
    try {
      const entry = known === undefined ? await store.entries.get(id) : known.get(id);
      const family = entry !== undefined && linked.has(id) ? await loadFamily(store, entry) : undefined;
      if (family === undefined) documents.set(id, ownDocument(entry, vocabularies));
      for (const member of family?.members ?? []) {
        documents.set(member.entry.program.id, documentOf(family, member.entry, vocabularies));
        done.add(member.entry.program.id);
      }
    } catch (error) {
      onFailure(id, error);
    }
  }
  return documents;
}

/** All at once, which costs a tenth; `undefined` when one of them cannot be read, so that the others are read alone. */
async function readTogether(
  store: LayerSource,
  programIds: readonly string[],
): Promise<ReadonlyMap<string, Entry> | undefined> {
  try {
    const entries = await store.entries.getAll(programIds);
    return new Map(entries.map((entry) => [entry.program.id, entry]));
  } catch {
    return undefined;
  }
}

/** The same for entries that are at hand; those that are not to be found are left out. */
export async function* documentsOf(
  { store, vocabularies }: DocumentOptions,
  entries: readonly Entry[],
  onFailure: (entry: Entry, error: unknown) => void,
): AsyncGenerator<SearchDocument> {
  const linked = await store.layers.findLinked(entries.map(({ program }) => program.id));
  for (const entry of entries) {
    try {
      const family = linked.has(entry.program.id) ? await loadFamily(store, entry) : undefined;
      const document = documentOf(family, entry, vocabularies);
      if (document !== undefined) yield document;
    } catch (error) {
      onFailure(entry, error);
    }
  }
}

/** The document of a program by itself, or as the one of its family that search shows. */
function documentOf(
  family: Family | undefined,
  entry: Entry,
  vocabularies: Vocabularies,
): SearchDocument | undefined {
  if (family === undefined) return ownDocument(entry, vocabularies);
  return family.shown?.program.id === entry.program.id ? toFamilyDocument(family, vocabularies) : undefined;
}

function ownDocument(entry: Entry | undefined, vocabularies: Vocabularies): SearchDocument | undefined {
  const isShown = entry?.program.state === "published" && entry.program.listed;
  return entry !== undefined && isShown ? toSearchDocument(entry, vocabularies) : undefined;
}
