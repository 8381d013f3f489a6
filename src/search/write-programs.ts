import type { Store } from "../catalogue/store.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { hashDocument } from "./document-hash.ts";
import { programDocuments } from "./program-documents.ts";
import type { SearchDocument, SearchEngine } from "./search-engine.ts";

export interface ProgramWriterOptions {
  readonly store: Pick<Store, "entries" | "layers">;
  readonly engine: SearchEngine;
  /** Those of now: asked for whenever programs are read. */
  readonly vocabularies: () => Vocabularies;
  /** Brings `vocabularies` up to date, before programs are read. */
  readonly refresh?: (() => Promise<void>) | undefined;
}

/** Programs that could not be made into documents, with what went wrong. */
export type FailedPrograms = ReadonlyMap<string, unknown>;

/**
 * Writes programs to the index as they are now, with all that describe the same: the one that search shows is
 * written, any others are removed.
 *
 * Two processes may write one program at the same time, and the one that read the store first may write last. So a
 * shared index is written again until the store still says what was written.
 */
export async function writePrograms(
  options: ProgramWriterOptions,
  programIds: readonly string[],
): Promise<FailedPrograms> {
  const { engine, store } = options;
  const failed = new Map<string, unknown>();
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, SearchDocument | undefined>> => {
    await options.refresh?.();
    const from = { store, vocabularies: options.vocabularies() };
    return programDocuments(from, ids, (id, error) => failed.set(id, error));
  };
  let current = await read(programIds);
  while (current.size > 0) {
    const documents = [...current.values()].filter((document) => document !== undefined);
    const removed = [...current].filter(([, document]) => document === undefined).map(([id]) => id);
    if (documents.length > 0) await engine.upsert(documents);
    if (removed.length > 0) await engine.remove(removed);
    if (!engine.isShared) break;
    const written = current;
    const now = await read([...written.keys()]);
    current = new Map([...now].filter(([id, document]) => !isSame(document, written.get(id))));
  }
  return failed;
}

function isSame(one: SearchDocument | undefined, other: SearchDocument | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return hashDocument(one) === hashDocument(other);
}
