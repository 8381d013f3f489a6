import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { IndexSettings, SearchDocument } from "../search-engine.ts";
import { createIndexFile, openIndexFile, type IndexFile } from "./index-file.ts";

const MEMORY = ":memory:";
const NOTHING: IndexSettings = { facets: [], synonyms: new Map() };

/** Documents between two breaths: about 10 ms of work. */
const BATCH = 100;

/** Opens the index, or an empty one in the place of a file that is missing, damaged or of another version. */
export function openGeneration(file: string): IndexFile {
  if (file === MEMORY) return createEmpty(MEMORY);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(nextOf(file), { force: true });
  try {
    const opened = openIndexFile(file);
    if (opened !== undefined) return opened;
  } catch {
    // The index holds nothing that the catalogue does not: whatever ails it, a new one is the cure.
  }
  removeFiles(file);
  createEmpty(file).close();
  return openAgain(file);
}

function createEmpty(file: string): IndexFile {
  const empty = createIndexFile(file, NOTHING, undefined);
  empty.commit();
  return empty;
}

export interface GenerationOptions {
  readonly file: string;
  readonly onProgress?: ((documents: number) => void) | undefined;
  /** Stops the work; what was built is thrown away. */
  readonly signal: AbortSignal;
}

/** Fills a new generation beside the one in use, with room for other work between the batches. */
export async function buildGeneration(
  options: GenerationOptions,
  documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>,
  settings: IndexSettings,
  settingsHash: string,
): Promise<IndexFile> {
  const file = options.file === MEMORY ? MEMORY : nextOf(options.file);
  if (file !== MEMORY) removeFiles(file);
  const next = createIndexFile(file, settings, settingsHash);
  let done = 0;
  let batch: SearchDocument[] = [];
  const flush = async (): Promise<void> => {
    options.signal.throwIfAborted();
    next.write(batch);
    done += batch.length;
    batch = [];
    options.onProgress?.(done);
    await setImmediate();
  };
  try {
    for await (const document of documents) {
      batch.push(document);
      if (batch.length >= BATCH) await flush();
    }
    await flush();
    return next;
  } catch (error) {
    next.close();
    if (file !== MEMORY) removeFiles(file);
    throw error;
  }
}

/**
 * Puts a generation in the place of another by renaming its file, which a crash leaves done or not begun. Nothing
 * else runs in between. The file is opened anew, since SQLite's journal has its name from the file's.
 */
export function swapGeneration(
  file: string,
  current: IndexFile,
  next: IndexFile,
): { readonly file: IndexFile; readonly failure: Error | undefined } {
  next.commit();
  if (file === MEMORY) {
    current.close();
    return { file: next, failure: undefined };
  }
  next.close();
  syncFile(nextOf(file));
  current.close();
  // Whether the renaming succeeds or not, a whole index stands there to be opened.
  try {
    renameSync(nextOf(file), file);
  } catch (cause) {
    return { file: openAgain(file), failure: new Error("The new index cannot take its place.", { cause }) };
  }
  return { file: openAgain(file), failure: undefined };
}

function openAgain(file: string): IndexFile {
  const opened = openIndexFile(file);
  if (opened === undefined) throw new Error("The index that was just made cannot be opened.");
  return opened;
}

function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function nextOf(file: string): string {
  return `${file}.next`;
}

function removeFiles(file: string): void {
  for (const name of [file, `${file}-journal`, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
}
