import { ExecatError } from "../src/errors.ts";
import type { GuardedChecker } from "../src/catalogue/guarded-checker.ts";
import type { LookNow } from "../src/catalogue/crawl-desk.ts";
import type { CrawlRun, CrawlStatus, Failure, Source } from "../src/catalogue/sources.ts";
import type { Vocabularies } from "../src/vocabulary/vocabulary.ts";
import type { Store } from "../src/catalogue/store.ts";
import { createKeyedLock } from "../src/keyed-lock.ts";
import type { Logger } from "../src/log.ts";
import { nearest } from "../src/nearest.ts";
import type { Forges } from "./forges/forge.ts";
import type { Look } from "./look.ts";
import { lookOnce } from "./look-once.ts";
import type { SummingMeter, Usage } from "./meter.ts";
import { createRunRecord, type RunRecord } from "./run-record.ts";
import { loadKnown } from "./stages/known-repositories.ts";
import { listSource } from "./stages/list.ts";
import { isDue, type Task, work } from "./work.ts";
import type { WorkContext } from "./work-context.ts";
import { createWithdrawalLimit, type WithdrawalMode } from "./withdrawal-limit.ts";

export interface CrawlerOptions {
  readonly store: Store;
  readonly checker: GuardedChecker;
  readonly vocabularies: () => Vocabularies;
  readonly forges: Forges;
  /** Names the checker; when it changes, every repository is read and checked again. */
  readonly checkedWith: string;
  /** Whether other processes crawl on the same store. */
  readonly sharesStore: boolean;
  /** Repositories that are looked at side by side. */
  readonly parallel: number;
  /** A repository's page, for the forge; absent while the catalogue does not know its own address. */
  readonly pageOf: (repositoryId: string) => string | undefined;
  readonly meter: SummingMeter;
  readonly now: () => Date;
  readonly newId: () => string;
  /** From 0 up to 1; spreads retries. */
  readonly random: () => number;
  readonly log: Logger;
  /** Deletes what is kept on disk of all repositories but these. */
  readonly sweep?: ((repositoryIds: ReadonlySet<string>) => Promise<unknown>) | undefined;
  /** Called when entries were written, so that the index need not wait. */
  readonly onPublished?: (() => void) | undefined;
}

export interface CrawlRequest {
  /** Keys of sources; all active ones when absent. */
  readonly sources?: readonly string[] | undefined;
  /** Crawls the others when a key is of no active source, which may have gone since it was planned. */
  readonly passesUnknown?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: CrawlProgress) => void) | undefined;
  /** Looks at repositories too whose last look failed a short time ago. */
  readonly evenIfDeferred?: boolean | undefined;
  /** The operator's word for withdrawing more than a run may take from a source. */
  readonly allowRemovals?: boolean | undefined;
}

export type CrawlProgress =
  | { readonly kind: "source-failed"; readonly source: Source; readonly failure: Failure }
  | {
      readonly kind: "listed";
      /** How many repositories each has. */
      readonly sources: readonly { readonly key: string; readonly repositories: number }[];
    }
  | { readonly kind: "looked"; readonly source: string; readonly look: Look; readonly run: CrawlRun }
  | {
      readonly kind: "ended";
      readonly sources: number;
      readonly deferred: number;
      /** When the first of the forges that asked for patience may be asked again. */
      readonly deferredUntil: string | undefined;
      /** Of forges, by this run. */
      readonly used: Usage;
      readonly run: CrawlRun;
    };

export interface Crawler {
  /**
   * Crawls once. Resolves with the run, which is `stopped` when `signal` aborted: what was published stays, and
   * the next crawl goes on with the rest. Throws `CONFLICT` while another crawl runs in this process,
   * `NOT_FOUND` for an unknown source unless it is passed by, and what keeps the store from working.
   */
  crawl(request: CrawlRequest): Promise<CrawlRun>;
  /**
   * Looks at one repository now, also beside a crawl, whatever its last failure asked for. Throws `NOT_FOUND` for
   * one that is not known or whose source is no longer crawled, and `CONFLICT` while another process looks at it.
   */
  look(request: LookNow): Promise<Look>;
  status(): CrawlStatus;
}

export function createCrawler(options: CrawlerOptions): Crawler {
  let current: { readonly run: CrawlRun; readonly running: boolean } | undefined;
  const lock = createKeyedLock();
  const contextWith = (mode: WithdrawalMode): WorkContext => {
    return { ...options, lock, limit: createWithdrawalLimit(options.store, mode) };
  };
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
      return crawlOnce(contextWith(request.allowRemovals === true ? "confirmed" : "crawl"), request, record);
    },
    look: (request) => lookOnce(contextWith("single-look"), request),
  };
}

async function crawlOnce(context: WorkContext, request: CrawlRequest, record: RunRecord): Promise<CrawlRun> {
  const { signal } = request;
  const found = { sources: 0, deferred: 0, deferredUntil: undefined as string | undefined };
  await record.begin();
  const before = context.meter.usage();
  const end = async (state: "complete" | "stopped" | "failed"): Promise<CrawlRun> => {
    const run = await record.end(state);
    context.meter.run(run, (context.now().getTime() - Date.parse(run.startedAt)) / 1000);
    const after = context.meter.usage();
    const used = { requests: after.requests - before.requests, bytes: after.bytes - before.bytes };
    request.onProgress?.({ kind: "ended", ...found, used, run });
    return run;
  };
  try {
    const sources = await chooseSources(context.store, request);
    found.sources = sources.length;
    const tasks = await listAll(context, request, sources);
    const due = tasks.filter((task) => request.evenIfDeferred === true || isDue(task, context.now()));
    found.deferred = tasks.length - due.length;
    await record.listed(tasks.length);
    const keys = new Map(sources.map((source) => [source.id, source.key]));
    const keyOf = (task: Pick<Task, "repository">): string => keys.get(task.repository.sourceId) ?? "";
    request.onProgress?.({ kind: "listed", sources: countBySource(sources, tasks.map(keyOf)) });
    const deferred = await work(context, {
      tasks: due,
      signal,
      startedAt: record.startedAt,
      onLook: async (look) => {
        const run = await record.count(look);
        request.onProgress?.({ kind: "looked", source: keyOf(look), look, run });
      },
    });
    found.deferred += deferred.count;
    found.deferredUntil = deferred.until;
    // Only a crawl of all loads what is known of all.
    if (!signal.aborted && request.sources === undefined) await sweep(context);
    return await end(signal.aborted ? "stopped" : "complete");
  } catch (error) {
    if (signal.aborted) return end("stopped");
    await end("failed");
    throw error;
  }
}

/** What nobody knows any more needs no place on the disk. A folder that cannot be cleaned is no reason to fail. */
async function sweep({ store, log, sweep: clean }: WorkContext): Promise<void> {
  if (clean === undefined) return;
  const known = new Set<string>();
  for (const source of await store.sources.list()) {
    if (source.state !== "active") continue;
    for (const { id, state } of await store.sources.listRepositories(source.id)) {
      if (state !== "gone" && state !== "excluded") known.add(id);
    }
  }
  await clean(known).catch((error: unknown) => log.warn({ err: error }, "mirrors were not swept"));
}

function countBySource(
  sources: readonly Source[],
  keys: readonly string[],
): Extract<CrawlProgress, { kind: "listed" }>["sources"] {
  const counts = new Map(sources.map((source) => [source.key, 0]));
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([key, repositories]) => ({ key, repositories }));
}

async function chooseSources(
  store: Store,
  { sources: keys, passesUnknown = false }: CrawlRequest,
): Promise<readonly Source[]> {
  const active = (await store.sources.list()).filter((source) => source.state === "active");
  for (const key of passesUnknown ? [] : (keys ?? [])) {
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
  context: WorkContext,
  request: CrawlRequest,
  sources: readonly Source[],
): Promise<readonly Task[]> {
  const known = await loadKnown(context);
  const tasks = new Map<string, Task>();
  const add = (task: Task): void => {
    const { id } = task.repository;
    // What has left one source and stands in another is looked at, whichever was listed first.
    if (task.kind === "look" || !tasks.has(id)) tasks.set(id, task);
  };
  for (const source of sources) {
    request.signal.throwIfAborted();
    const began = context.now().getTime();
    const listed = await listSource(context, source, known, request.signal);
    context.meter.stage("list", (context.now().getTime() - began) / 1000);
    if (listed.failure !== undefined) {
      request.onProgress?.({ kind: "source-failed", source, failure: listed.failure });
    }
    for (const { repository, head } of listed.repositories) add({ repository, kind: "look", head });
    for (const { repository, message } of listed.excluded) {
      add({ repository, kind: "excluded", message });
    }
    for (const repository of listed.vanished) {
      const message = `"${repository.path}" is no longer listed by source "${source.key}".`;
      add({ repository, kind: "vanished", message });
    }
  }
  return [...tasks.values()];
}
