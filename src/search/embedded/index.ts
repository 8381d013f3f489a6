import { ExecatError } from "../../errors.ts";
import type {
  IndexSettings,
  ListedDocument,
  SearchDocument,
  SearchEngine,
  SearchQuery,
  SearchResult,
} from "../search-engine.ts";
import { buildGeneration, openGeneration, swapGeneration } from "./generation.ts";
import type { IndexFile } from "./index-file.ts";
import { countFacet, searchFile } from "./search-file.ts";
import { hasSameFacets } from "../same-facets.ts";
import { createPhraseBook, type PhraseBook, type TextQuery } from "../text-query.ts";

export interface EmbeddedEngineOptions {
  /** The index file, or `:memory:`. It may be deleted while no process runs: it is made again. */
  readonly file: string;
  /** Called now and then while everything is indexed anew, with the documents done. */
  readonly onProgress?: ((documents: number) => void) | undefined;
}

/**
 * Searches with SQLite's FTS5 and facet columns in memory. One process owns the file: it alone sees its writes.
 * A file that is missing, damaged or of another version gives an empty engine whose `describe` has no hash, which
 * tells its owner to fill it.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): SearchEngine {
  return new EmbeddedEngine(options);
}

type Documents = AsyncIterable<SearchDocument> | Iterable<SearchDocument>;

class EmbeddedEngine implements SearchEngine {
  readonly name = "embedded";
  readonly isShared = false;
  readonly #options: EmbeddedEngineOptions;
  readonly #closing = new AbortController();
  #file: IndexFile;
  #phrases: PhraseBook;
  #isDamaged = false;
  /** What was written while a new generation is made, to be written to that one too; `undefined` is a removal. */
  #late: Map<string, SearchDocument | undefined> | undefined;
  #replacing: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedEngineOptions) {
    this.#options = options;
    this.#file = openGeneration(options.file);
    this.#phrases = createPhraseBook(this.#file.settings.synonyms);
  }

  async describe(): Promise<{ readonly documents: number; readonly settingsHash: string | undefined }> {
    return this.#run(() => ({
      documents: this.#file.columns.size,
      settingsHash: this.#isDamaged ? undefined : this.#file.settingsHash,
    }));
  }

  async replaceAll(documents: Documents, settings: IndexSettings, settingsHash: string): Promise<void> {
    const current = this.#replacing.then(() => this.#replace(documents, settings, settingsHash));
    this.#replacing = current.catch(() => undefined);
    await current;
  }

  async updateSettings(settings: IndexSettings, settingsHash: string): Promise<boolean> {
    const current = this.#replacing.then(() =>
      this.#run(() => {
        const isFilled = this.#file.settingsHash !== undefined && !this.#isDamaged;
        if (!isFilled || !hasSameFacets(this.#file.settings, settings)) return false;
        this.#file.updateSettings(settings, settingsHash);
        this.#phrases = createPhraseBook(settings.synonyms);
        return true;
      }),
    );
    this.#replacing = current.then(
      () => undefined,
      () => undefined,
    );
    return current;
  }

  async upsert(documents: readonly SearchDocument[]): Promise<void> {
    this.#run(() => {
      this.#file.write(documents);
      for (const document of documents) this.#late?.set(document.id, document);
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    this.#run(() => {
      this.#file.remove(ids);
      for (const id of ids) this.#late?.set(id, undefined);
    });
  }

  async list(afterId: string | undefined, limit: number): Promise<readonly ListedDocument[]> {
    return this.#run(() => this.#file.list(afterId ?? "", limit));
  }

  async search(query: SearchQuery): Promise<SearchResult> {
    return this.#run(() => searchFile(this.#file, this.#read(query), query));
  }

  async countValues(
    query: SearchQuery,
    facet: string,
    among: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    return this.#run(() => countFacet(this.#file, this.#read(query), { query, facet, among }));
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#replacing;
    this.#file.close();
  }

  #read({ text, meanings }: SearchQuery): TextQuery | undefined {
    return this.#phrases.read(text, meanings);
  }

  async #replace(documents: Documents, settings: IndexSettings, settingsHash: string): Promise<void> {
    const late = new Map<string, SearchDocument | undefined>();
    this.#late = late;
    try {
      const options = { ...this.#options, signal: this.#closing.signal };
      const next = await buildGeneration(options, documents, settings, settingsHash);
      this.#run(() => {
        next.write([...late.values()].filter((document) => document !== undefined));
        next.remove([...late].filter(([, document]) => document === undefined).map(([id]) => id));
        const swapped = swapGeneration(this.#options.file, this.#file, next);
        this.#file = swapped.file;
        if (swapped.failure !== undefined) throw swapped.failure;
        this.#phrases = createPhraseBook(this.#file.settings.synonyms);
        this.#isDamaged = false;
      });
    } catch (error) {
      throw this.#closing.signal.aborted || isSqliteError(error) ? unavailable(error) : error;
    } finally {
      this.#late = undefined;
    }
  }

  #run<T>(work: () => T): T {
    if (this.#closing.signal.aborted) throw unavailable(undefined);
    try {
      return work();
    } catch (cause) {
      if (!isSqliteError(cause)) throw cause;
      this.#isDamaged ||= /^SQLITE_(CORRUPT|NOTADB)/u.test(cause.code);
      throw unavailable(cause);
    }
  }
}

function isSqliteError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_");
}

function unavailable(cause: unknown): ExecatError {
  if (cause instanceof ExecatError) return cause;
  const message = cause === undefined ? "The search index is closed." : "The search index cannot be used.";
  return new ExecatError("ENGINE_UNAVAILABLE", message, {
    hint: "It is made again from the catalogue when the server starts; `execat reindex` does it now.",
    cause,
  });
}
