import type { Job, Store } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { settingsFor, toSearchDocument } from "./indexing.ts";
import type { SearchDocument, SearchEngine } from "./search-engine.ts";

const BATCH = 100;
const PAGE = 200;
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 5 * 60_000;

export interface IndexWriterOptions {
  readonly store: Pick<Store, "entries" | "jobs">;
  readonly engine: SearchEngine;
  readonly vocabularies: Vocabularies;
  readonly now: () => Date;
  readonly log: Pick<Logger, "warn" | "error">;
}

/** Keeps the search index in step with the store. What it does, it does one after the other. */
export interface IndexWriter {
  /**
   * Does all index jobs that are due; returns how many were done. An entry that is published and listed now is
   * written, any other removed. A job that fails is put back, to be tried later, each time twice as late.
   */
  applyJobs(): Promise<number>;
  /** Indexes everything anew beside the index in use and swaps; returns how many programs there are. */
  rebuild(): Promise<number>;
  /** Rebuilds when the index was made with other settings or vocabularies, or is not whole; says whether it did. */
  ensure(): Promise<boolean>;
  /** Begins to work: at once, then every `intervalMs`, and whenever it is woken. Failures are logged. */
  start(intervalMs: number): void;
  /** Says that there are new jobs. Nothing happens before `start`. */
  wake(): void;
  /** Ends after the batch in hand. A rebuild is broken off, and the old index stays. */
  stop(): Promise<void>;
}

/** The index writer of one process; several may share a store, since jobs are claimed. */
export function createIndexWriter(options: IndexWriterOptions): IndexWriter {
  return new QueuedIndexWriter(options);
}

class QueuedIndexWriter implements IndexWriter {
  readonly #options: IndexWriterOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isWaiting = false;
  #isStopping = false;

  constructor(options: IndexWriterOptions) {
    this.#options = options;
  }

  applyJobs(): Promise<number> {
    return this.#inTurn(() => this.#applyJobs());
  }

  rebuild(): Promise<number> {
    return this.#inTurn(() => this.#rebuild());
  }

  ensure(): Promise<boolean> {
    return this.#inTurn(() => this.#ensure());
  }

  start(intervalMs: number): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#isStopping = false;
    this.#timer = setInterval(() => {
      this.wake();
    }, intervalMs);
    this.#timer.unref();
    this.wake();
  }

  wake(): void {
    if (!this.#isStarted || this.#isWaiting) return;
    this.#isWaiting = true;
    void this.#inTurn(async () => {
      this.#isWaiting = false;
      if (!this.#isStarted) return;
      await this.#ensure();
      await this.#applyJobs();
    }).catch((error: unknown) => {
      if (this.#isStarted)
        this.#options.log.error({ err: error }, "The search index could not be brought up to date.");
    });
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#queue.catch(() => undefined);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #ensure(): Promise<boolean> {
    const { settingsHash } = await this.#options.engine.describe();
    if (settingsHash === settingsFor(this.#options.vocabularies).hash) return false;
    await this.#rebuild();
    return true;
  }

  async #rebuild(): Promise<number> {
    const { engine, vocabularies } = this.#options;
    const { settings, hash } = settingsFor(vocabularies);
    await engine.replaceAll(this.#allDocuments(), settings, hash);
    return (await engine.describe()).documents;
  }

  /** An entry that cannot be indexed is logged and left out: it must not keep all others from being found. */
  async *#allDocuments(): AsyncGenerator<SearchDocument> {
    const { store, vocabularies, log } = this.#options;
    let last: string | undefined;
    for (;;) {
      if (this.#isStopping) throw new ExecatError("ENGINE_UNAVAILABLE", "The index writer was stopped.");
      const entries = await store.entries.page(last, PAGE);
      for (const entry of entries) {
        try {
          yield toSearchDocument(entry, vocabularies);
        } catch (error) {
          log.error({ err: error, path: entry.program.path }, "An entry could not be indexed.");
        }
      }
      last = entries.at(-1)?.program.id;
      if (entries.length < PAGE) return;
    }
  }

  async #applyJobs(): Promise<number> {
    const { store, now } = this.#options;
    let done = 0;
    while (!this.#isStopping) {
      const at = now();
      const lease = new Date(at.getTime() + LEASE_MS).toISOString();
      const jobs = await store.jobs.claim(["index", "index-all"], at.toISOString(), lease, BATCH);
      if (jobs.length === 0) return done;
      done += await this.#applyBatch(jobs);
    }
    return done;
  }

  async #applyBatch(jobs: readonly Job[]): Promise<number> {
    try {
      if (jobs.some((job) => job.kind === "index-all")) await this.#rebuild();
      const failed = await this.#applyPrograms(jobs.filter((job) => job.kind === "index"));
      const finished = jobs.filter((job) => !failed.has(job.id)).map((job) => job.id);
      await this.#options.store.jobs.finish(finished);
      return finished.length;
    } catch (error) {
      for (const job of jobs) await this.#putBack(job, error);
      return 0;
    }
  }

  /** Returns the ids of the jobs whose program could not be made into a document. */
  async #applyPrograms(jobs: readonly Job[]): Promise<ReadonlySet<string>> {
    const { store, engine, vocabularies } = this.#options;
    const documents: SearchDocument[] = [];
    const removed: string[] = [];
    const failed = new Set<string>();
    for (const job of jobs) {
      try {
        const entry = await store.entries.get(job.subject);
        const isShown = entry?.program.state === "published" && entry.program.listed;
        if (entry !== undefined && isShown) documents.push(toSearchDocument(entry, vocabularies));
        else removed.push(job.subject);
      } catch (error) {
        failed.add(job.id);
        await this.#putBack(job, error);
      }
    }
    if (documents.length > 0) await engine.upsert(documents);
    if (removed.length > 0) await engine.remove(removed);
    return failed;
  }

  async #putBack(job: Job, error: unknown): Promise<void> {
    const { store, now, log } = this.#options;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(job.attempts - 1, 20), LAST_RETRY_MS);
    log.warn({ err: error, subject: job.subject }, "An index job failed and is tried again later.");
    const message = error instanceof Error ? error.message : String(error);
    await store.jobs.retry(job.id, new Date(now().getTime() + wait).toISOString(), message);
  }
}
