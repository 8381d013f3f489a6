import PQueue from "p-queue";
import { ExecatError } from "../src/errors.ts";
import type { Checker } from "../src/catalogue/checker.ts";
import type { CrawlRun, CrawlStatus, Failure, Repository, Source } from "../src/catalogue/sources.ts";
import type { Store } from "../src/catalogue/store.ts";
import type { Logger } from "../src/log.ts";
import { nearest } from "../src/nearest.ts";
import { isDeferred } from "./failures.ts";
import type { Forges } from "./forges/forge.ts";
import { lookAt, type Look, type Verdict } from "./look.ts";
import { createRunRecord, type RunRecord } from "./run-record.ts";
import type { CrawlContext } from "./stages/context.ts";
import { listSource, loadKnown } from "./stages/list.ts";
import { createWithdrawalLimit } from "./withdrawal-limit.ts";

export interface CrawlerOptions {
  readonly store: Store;
  readonly checker: Checker;
  readonly forges: Forges;
  /** Names the checker; when it changes, every repository is read and checked again. */
  readonly checkedWith: string;
  /** Whether other processes crawl on the same store. */
  readonly sharesStore: boolean;
  /** Repositories that are looked at side by side. */
  readonly parallel: number;
  readonly now: () => Date;
  readonly newId: () => string;
  /** From 0 up to 1; spreads retries. */
  readonly random: () => number;
  readonly log: Logger;
  /** Called when entries were written, so that the index need not wait. */
  readonly onPublished?: (() => void) | undefined;
}

export interface CrawlRequest {
  /** Keys of sources; all active ones when absent. */
  readonly sources?: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: CrawlProgress) => void) | undefined;
  /** Looks at repositories too whose last look failed a short time ago. */
  readonly evenIfDeferred?: boolean | undefined;
  /** The operator's word for withdrawing more than a run may take from a source. */
  readonly confirmWithdrawals?: boolean | undefined;
}

export type CrawlProgress =
  | { readonly kind: "source-failed"; readonly source: Source; readonly failure: Failure }
  | { readonly kind: "listed"; readonly sources: number; readonly repositories: number }
  | { readonly kind: "looked"; readonly look: Look; readonly run: CrawlRun }
  | { readonly kind: "ended"; readonly sources: number; readonly deferred: number; readonly run: CrawlRun };

export interface Crawler {
  /**
   * Crawls once. Resolves with the run, which is `stopped` when `signal` aborted: what was published stays, and
   * the next crawl goes on with the rest. Throws `CONFLICT` while another crawl runs in this process,
   * `NOT_FOUND` for an unknown source, and what keeps the store from working.
   */
  crawl(request: CrawlRequest): Promise<CrawlRun>;
  status(): CrawlStatus;
}

interface Task {
  readonly repository: Repository;
  readonly verdict: Verdict;
}

/** How many unchanged repositories are noted in one write. */
const UNCHANGED_AT_ONCE = 200;

export function createCrawler(options: CrawlerOptions): Crawler {
  let current: { readonly run: CrawlRun; readonly running: boolean } | undefined;
  return {
    status: () => ({ running: current?.running ?? false, run: current?.run }),
    async crawl(request) {
      if (current?.running === true) {
        throw new ExecatError("CONFLICT", "A crawl is running already.", {
          hint: "Wait until it has ended.",
        });
      }
      const record = createRunRecord(options, (run, running) => {
        current = { run, running };
      });
      return crawlOnce(options, request, record);
    },
  };
}

async function crawlOnce(
  options: CrawlerOptions,
  request: CrawlRequest,
  record: RunRecord,
): Promise<CrawlRun> {
  const limit = createWithdrawalLimit(options.store, request.confirmWithdrawals ?? false);
  const context: CrawlContext = { ...options, limit };
  const { signal } = request;
  const found = { sources: 0, deferred: 0 };
  await record.begin();
  const end = async (state: "complete" | "stopped" | "failed"): Promise<CrawlRun> => {
    const run = await record.end(state);
    request.onProgress?.({ kind: "ended", ...found, run });
    return run;
  };
  try {
    const sources = await chooseSources(options.store, request.sources);
    found.sources = sources.length;
    const tasks = await listAll(context, request, sources);
    const due = tasks.filter(
      ({ repository }) => request.evenIfDeferred === true || !isDeferred(repository, options.now()),
    );
    found.deferred = tasks.length - due.length;
    await record.listed(tasks.length);
    request.onProgress?.({ kind: "listed", sources: sources.length, repositories: tasks.length });
    await work(context, { options, request, record, tasks: due });
    return await end(signal.aborted ? "stopped" : "complete");
  } catch (error) {
    if (signal.aborted) return end("stopped");
    await end("failed");
    throw error;
  }
}

async function chooseSources(store: Store, keys: readonly string[] | undefined): Promise<readonly Source[]> {
  const active = (await store.sources.list()).filter((source) => source.state === "active");
  for (const key of keys ?? []) {
    if (active.some((source) => source.key === key)) continue;
    const known = active.map((source) => source.key);
    const near = nearest(key, known);
    throw new ExecatError("NOT_FOUND", `There is no active source "${key}".`, {
      hint: near === undefined ? `Sources are: ${known.join(", ") || "none"}.` : `Did you mean "${near}"?`,
    });
  }
  return keys === undefined || keys.length === 0 ? active : active.filter((it) => keys.includes(it.key));
}

async function listAll(
  context: CrawlContext,
  request: CrawlRequest,
  sources: readonly Source[],
): Promise<readonly Task[]> {
  const known = await loadKnown(context);
  const tasks: Task[] = [];
  for (const source of sources) {
    request.signal.throwIfAborted();
    const listed = await listSource(context, source, known, request.signal);
    if (listed.failure !== undefined) {
      request.onProgress?.({ kind: "source-failed", source, failure: listed.failure });
    }
    for (const repository of listed.repositories) {
      tasks.push({ repository, verdict: { kind: "look" } });
    }
    for (const repository of listed.vanished) {
      const message = `"${repository.path}" is no longer listed by source "${source.key}".`;
      tasks.push({ repository, verdict: { kind: "vanished", message } });
    }
  }
  return tasks;
}

/** Longer than a look takes with all its deadlines: then the process that claimed it has ended. */
const CLAIM_MS = 15 * 60_000;

/** False when another process looks at the repository, or has done so since this run began. */
async function claim(options: CrawlerOptions, record: RunRecord, { id }: Repository): Promise<boolean> {
  const now = options.now();
  const leaseUntil = new Date(now.getTime() + CLAIM_MS).toISOString();
  const claimed = { ids: [id], now: now.toISOString(), leaseUntil, since: record.startedAt };
  return (await options.store.sources.claimRepositories(claimed)).has(id);
}

interface Work {
  readonly options: CrawlerOptions;
  readonly request: CrawlRequest;
  readonly record: RunRecord;
  readonly tasks: readonly Task[];
}

async function work(context: CrawlContext, { options, request, record, tasks }: Work): Promise<void> {
  const { signal, onProgress } = request;
  const queue = new PQueue({ concurrency: options.parallel });
  const failures: Error[] = [];
  let unchanged: string[] = [];
  const noteUnchanged = async (): Promise<void> => {
    const ids = unchanged;
    unchanged = [];
    await options.store.sources.markUnchanged(ids, options.now().toISOString());
  };
  const stop = (): void => queue.clear();
  const lookOnce = async ({ repository, verdict }: Task): Promise<void> => {
    try {
      signal.throwIfAborted();
      if (options.sharesStore && !(await claim(options, record, repository))) return;
      const look = await lookAt(context, repository, verdict, signal);
      if (look.outcome === "unchanged") unchanged.push(repository.id);
      if (unchanged.length >= UNCHANGED_AT_ONCE) await noteUnchanged();
      const run = await record.count(look);
      if (look.changed) options.onPublished?.();
      onProgress?.({ kind: "looked", look, run });
    } catch (error) {
      if (!signal.aborted) failures.push(error instanceof Error ? error : new Error(String(error)));
      stop();
    }
  };
  signal.addEventListener("abort", stop);
  try {
    // The tasks end with `onIdle`, and none of them rejects.
    for (const task of tasks) void queue.add(() => lookOnce(task));
    await queue.onIdle();
    await noteUnchanged();
  } finally {
    signal.removeEventListener("abort", stop);
  }
  const [first] = failures;
  if (first !== undefined) throw first;
}
