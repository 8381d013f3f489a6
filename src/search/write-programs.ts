import type { Store } from "../catalogue/store.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { hashDocument } from "./document-hash.ts";
import { toSearchDocument } from "./indexing.ts";
import type { SearchDocument, SearchEngine } from "./search-engine.ts";

export interface ProgramWriterOptions {
  readonly store: Pick<Store, "entries">;
  readonly engine: SearchEngine;
  readonly vocabularies: Vocabularies;
}

/** Programs that could not be made into documents, with what went wrong. */
export type FailedPrograms = ReadonlyMap<string, unknown>;

/**
 * Writes programs to the index as they are now: published and listed ones are written, any others removed.
 *
 * Two processes may write one program at the same time, and the one that read the store first may write last. So a
 * shared index is written again until the store still says what was written.
 */
export async function writePrograms(
  options: ProgramWriterOptions,
  programIds: readonly string[],
): Promise<FailedPrograms> {
  const { engine } = options;
  const failed = new Map<string, unknown>();
  let current = await readPrograms(options, programIds, failed);
  while (current.size > 0) {
    const documents = [...current.values()].filter((document) => document !== undefined);
    const removed = [...current].filter(([, document]) => document === undefined).map(([id]) => id);
    if (documents.length > 0) await engine.upsert(documents);
    if (removed.length > 0) await engine.remove(removed);
    if (!engine.isShared) break;
    const written = current;
    const now = await readPrograms(options, [...written.keys()], failed);
    current = new Map([...now].filter(([id, document]) => !isSame(document, written.get(id))));
  }
  return failed;
}

/** `undefined` for a program that is not to be found. */
async function readPrograms(
  { store, vocabularies }: ProgramWriterOptions,
  programIds: readonly string[],
  failed: Map<string, unknown>,
): Promise<ReadonlyMap<string, SearchDocument | undefined>> {
  const documents = new Map<string, SearchDocument | undefined>();
  for (const id of programIds) {
    try {
      const entry = await store.entries.get(id);
      const isShown = entry?.program.state === "published" && entry.program.listed;
      documents.set(id, entry !== undefined && isShown ? toSearchDocument(entry, vocabularies) : undefined);
    } catch (error) {
      failed.set(id, error);
    }
  }
  return documents;
}

function isSame(one: SearchDocument | undefined, other: SearchDocument | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return hashDocument(one) === hashDocument(other);
}
