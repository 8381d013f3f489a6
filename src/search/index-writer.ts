import type { Job, Store } from "../catalogue/store.ts";
import { ExecatError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Vocabularies } from "../vocabulary/vocabulary.ts";
import { findDrift, type IndexDrift } from "./index-drift.ts";
import { settingsFor } from "./indexing.ts";
import { documentsOf } from "./program-documents.ts";
import type { SearchDocument, SearchEngine } from "./search-engine.ts";
import { writePrograms, type FailedPrograms } from "./write-programs.ts";

const BATCH = 100;
const PAGE = 200;
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 5 * 60_000;

export interface IndexWriterOptions {
  readonly store: Pick<Store, "entries" | "jobs" | "layers">;
  readonly engine: SearchEngine;
  /**
   * Those of now. When they become others while this process runs, the programs whose documents change with them have
   * index jobs in the store by then, or get them.
   */
  readonly vocabularies: () => Vocabularies;
  /**
   * Brings `vocabularies` up to date with what other processes did. Called before each piece of work, so it must cost
   * next to nothing when there is nothing new. It must not wait for this writer. When it fails, the work does.
   */
  readonly refresh?: (() => Promise<void>) | undefined;
  readonly now: () => Date;
  readonly log: Pick<Logger, "warn" | "error">;
}

/** Keeps the search index in step with the store. What it does, it does one after the other. */
export interface IndexWriter {
  /**
   * Does all index jobs that are due; returns how many were done. An entry that is published and listed now is
   * written, any other removed. A job that fails is put back, to be tried later, each time twice as late; when the
   * engine is away, the others are left as they are. What an engine refuses in a batch is tried in halves, so that
   * one program that it does not want holds back no other.
   */
  applyJobs(): Promise<number>;
  /** Indexes everything anew beside the index in use and swaps; returns how many programs there are. */
  rebuild(): Promise<number>;
  /**
   * Rebuilds when the index was made with other settings or vocabularies, or is not whole; says whether it did. When it
   * was made with those that this writer knew until now, it gets other synonyms instead. When others changed an index
   * that all share, and nothing has changed here since it agreed, it is left to them.
   */
  ensure(): Promise<boolean>;
  /**
   * Says that the vocabularies are others than those of before, and that the programs concerned have their index jobs.
   * When its turn comes, an index that was made with those of before gets other synonyms only; with other facets it is
   * rebuilt. Failures are logged, and `ensure` does it again. Nobody waits for it, so that `refresh` may lead to it.
   */
  follow(before: Vocabularies): void;
  /** Where index and store differ; changes nothing. While jobs wait or others write, some of it is no fault. */
  compare(): Promise<IndexDrift>;
  /** Compares, writes anew what differs, and returns what that was. */
  repair(): Promise<IndexDrift>;
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

/** Settings, with the vocabularies that they were made from. */
interface Wanted extends ReturnType<typeof settingsFor> {
  readonly from: Vocabularies;
}

interface BatchOutcome {
  readonly done: number;
  /** False when the engine was away, so that it makes no sense to go on. */
  readonly isReachable: boolean;
}

class QueuedIndexWriter implements IndexWriter {
  readonly #options: IndexWriterOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isWaiting = false;
  #isStopping = false;
  /** Hashes of settings from which the index needs no more than other synonyms: all else has its jobs. */
  #followed = new Set<string>();
  /** The hash of the settings that the index had when this writer and it agreed last. */
  #kept: string | undefined;
  #wanted: Wanted | undefined;

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

  follow(before: Vocabularies): void {
    this.#followed.add(settingsFor(before).hash);
    void this.#inTurn(() => this.#ensure()).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, "The search index does not know the new vocabularies yet.");
    });
    this.wake();
  }

  compare(): Promise<IndexDrift> {
    return this.#inTurn(() => this.#compare());
  }

  repair(): Promise<IndexDrift> {
    return this.#inTurn(() => this.#repair());
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

  /**
   * The index is looked at first: whoever gave it other settings had the vocabularies for them before, so that they
   * are seen now, and the index of a process that was quicker is not made again from what is older.
   */
  async #ensure(): Promise<boolean> {
    const { engine, refresh, vocabularies } = this.#options;
    const { settingsHash } = await engine.describe();
    this.#followed.add(this.#toWanted(vocabularies()).hash);
    await refresh?.();
    const wanted = this.#toWanted(vocabularies());
    const isOfBefore = settingsHash !== undefined && this.#followed.has(settingsHash);
    if (
      settingsHash === wanted.hash ||
      (isOfBefore && (await engine.updateSettings(wanted.settings, wanted.hash)))
    ) {
      this.#keep(wanted);
      return false;
    }
    const isOfOthers = engine.isShared && settingsHash !== undefined && !isOfBefore;
    // They know what has not come here yet, from another machine: the index is not made again from what is older.
    if (isOfOthers && wanted.hash === this.#kept) return false;
    await this.#rebuild();
    return true;
  }

  #keep({ hash }: Wanted): void {
    this.#kept = hash;
    this.#followed = new Set([hash]);
  }

  /** Made once for the same vocabularies: it goes through all labels. */
  #toWanted(from: Vocabularies): Wanted {
    if (this.#wanted?.from !== from) this.#wanted = { from, ...settingsFor(from) };
    return this.#wanted;
  }

  async #rebuild(): Promise<number> {
    const { engine, refresh, vocabularies } = this.#options;
    await refresh?.();
    const wanted = this.#toWanted(vocabularies());
    await engine.replaceAll(this.#allDocuments(wanted.from), wanted.settings, wanted.hash);
    this.#keep(wanted);
    // What another process wrote to the old index after we had read the program stayed there.
    if (engine.isShared) await this.#repair();
    return (await engine.describe()).documents;
  }

  async #compare(): Promise<IndexDrift> {
    const { engine, refresh, vocabularies } = this.#options;
    await refresh?.();
    return findDrift(this.#allDocuments(vocabularies()), engine);
  }

  async #repair(): Promise<IndexDrift> {
    const drift = await this.#compare();
    const ids = [...drift.missing, ...drift.changed, ...drift.surplus];
    for (let start = 0; start < ids.length; start += BATCH) {
      const failed = await writePrograms(this.#options, ids.slice(start, start + BATCH));
      for (const [id, error] of failed)
        this.#options.log.error({ err: error, subject: id }, "An entry could not be indexed.");
    }
    return drift;
  }

  /** An entry that cannot be indexed is logged and left out: it must not keep all others from being found. */
  async *#allDocuments(vocabularies: Vocabularies): AsyncGenerator<SearchDocument> {
    const { store, log } = this.#options;
    let last: string | undefined;
    for (;;) {
      if (this.#isStopping) throw new ExecatError("ENGINE_UNAVAILABLE", "The index writer was stopped.");
      const entries = await store.entries.page(last, PAGE);
      yield* documentsOf({ store, vocabularies }, entries, ({ program }, error) => {
        log.error({ err: error, path: program.path }, "An entry could not be indexed.");
      });
      last = entries.at(-1)?.program.id;
      if (entries.length < PAGE) return;
    }
  }

  async #applyJobs(): Promise<number> {
    const { store, now } = this.#options;
    let done = 0;
    let isReachable = true;
    while (isReachable && !this.#isStopping) {
      const at = now();
      const lease = new Date(at.getTime() + LEASE_MS).toISOString();
      const jobs = await store.jobs.claim(["index"], at.toISOString(), lease, BATCH);
      if (jobs.length === 0) return done;
      const outcome = await this.#applyBatch(jobs);
      done += outcome.done;
      isReachable = outcome.isReachable;
    }
    return done;
  }

  async #applyBatch(jobs: readonly Job[]): Promise<BatchOutcome> {
    try {
      const failed = await this.#applyPrograms(jobs);
      const finished = jobs.filter((job) => !failed.has(job.subject)).map((job) => job.id);
      await this.#options.store.jobs.finish(finished);
      return { done: finished.length, isReachable: true };
    } catch (error) {
      if (jobs.length > 1 && wasRefused(error)) return this.#applyHalves(jobs);
      await this.#putBack(jobs, error);
      return { done: 0, isReachable: wasRefused(error) };
    }
  }

  async #applyHalves(jobs: readonly Job[]): Promise<BatchOutcome> {
    const middle = Math.ceil(jobs.length / 2);
    const first = await this.#applyBatch(jobs.slice(0, middle));
    const second = await this.#applyBatch(jobs.slice(middle));
    return { done: first.done + second.done, isReachable: first.isReachable && second.isReachable };
  }

  async #applyPrograms(jobs: readonly Job[]): Promise<FailedPrograms> {
    const failed = await writePrograms(
      this.#options,
      jobs.map((job) => job.subject),
    );
    for (const job of jobs) if (failed.has(job.subject)) await this.#putBack([job], failed.get(job.subject));
    return failed;
  }

  async #putBack(jobs: readonly Job[], error: unknown): Promise<void> {
    const { store, now, log } = this.#options;
    const subjects = jobs.map((job) => job.subject);
    log.warn({ err: error, subjects }, "Index jobs failed and are tried again later.");
    const message = error instanceof Error ? error.message : String(error);
    for (const job of jobs) {
      const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(job.attempts - 1, 20), LAST_RETRY_MS);
      await store.jobs.retry(job.id, new Date(now().getTime() + wait).toISOString(), message);
    }
  }
}

/** Whether the engine was there, but did not want what it was given. */
function wasRefused(error: unknown): boolean {
  return error instanceof ExecatError && error.details?.["refused"] === true;
}
