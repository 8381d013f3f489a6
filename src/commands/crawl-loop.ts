import { type Catalogue, createProgress, nextCrawl } from "../compose.ts";
import type { Job } from "../catalogue/store.ts";
import type { Source } from "../catalogue/sources.ts";
import { ExecatError } from "../errors.ts";
import { createWake } from "../wake.ts";
import type { CommandContext } from "./command-context.ts";

/** Between two looks for jobs that nobody announced, for instance of another process. */
const POLL_MS = 1_000;
/** Between two readings of `sources.yaml`. */
const SYNC_MS = 60_000;
/** Longer than a job takes with all its deadlines: then the process that claimed it has ended. */
const LEASE_MS = 30 * 60_000;
const LOOKS_AT_ONCE = 4;
const MOST_SOURCES = 10_000;
const BUSY_WAIT_MS = 2_000;
/** After a crawl that could not be done at all, twice as long each time. */
const FAILED_WAIT_MS = 5_000;
const LONGEST_FAILED_WAIT_MS = 10 * 60_000;

/**
 * Crawls everything at once, then each source when its time has come; beside it, and from the start, looks at single
 * repositories when a webhook or a failure asks for it. Ends with the command.
 */
export async function crawlAgainAndAgain(catalogue: Catalogue, context: CommandContext): Promise<void> {
  const { signal } = context;
  const turns = new Turns(catalogue, context);
  const pause = createWake();
  await Promise.all([
    again(catalogue, signal, async () => {
      await turns.next();
      await pause.wait(POLL_MS, signal);
    }),
    again(catalogue, signal, async () => {
      await catalogue.wake.wait(POLL_MS, signal);
      await lookWhenAsked(catalogue, signal);
    }),
  ]);
}

/** Does something until the command ends. A store that is away for a while is no reason to end it. */
async function again({ log }: Catalogue, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  const pause = createWake();
  let failed = false;
  while (!signal.aborted) {
    try {
      await act();
      failed = false;
    } catch (error) {
      if (signal.aborted) return;
      // Once for each time that it is away, not once a second.
      if (!failed) log.warn({ err: error }, "the crawler's schedule could not be read; it is tried again");
      failed = true;
      await pause.wait(POLL_MS, signal);
    }
  }
}

/** What became of a crawl: `failed` says why it could not be done, `deferredUntil` when a forge may be asked again. */
interface Turn {
  readonly failed?: string | undefined;
  readonly deferredUntil?: string | undefined;
}

/** All sources at once, then each when its time has come. */
class Turns {
  readonly #catalogue: Catalogue;
  readonly #context: CommandContext;
  /** The crawl of all, which is done once whatever becomes of the schedule afterwards. */
  #first: { readonly at: string; readonly turn: Turn } | undefined;
  #scheduled: ReadonlySet<string> | undefined;
  #syncedAt = 0;

  constructor(catalogue: Catalogue, context: CommandContext) {
    this.#catalogue = catalogue;
    this.#context = context;
  }

  async next(): Promise<void> {
    const { store, now } = this.#catalogue;
    if (this.#scheduled === undefined) await this.#begin();
    else if (now().getTime() - this.#syncedAt >= SYNC_MS) await this.#sync(this.#scheduled);
    const jobs = await claim(this.#catalogue, "crawl", 100);
    if (jobs.length === 0) return;
    const active = await activeSources(this.#catalogue);
    const due = active.filter(({ id }) => jobs.some((job) => job.subject === id));
    const turn = due.length === 0 ? {} : await crawl(this.#catalogue, this.#context, due);
    if (turn.failed !== undefined) return this.#putBack(jobs, turn.failed);
    await store.jobs.finish(jobs.map((job) => job.id));
    for (const source of due) await schedule(this.#catalogue, source, turn.deferredUntil);
  }

  async #begin(): Promise<void> {
    const { store, now } = this.#catalogue;
    const at = now().toISOString();
    this.#first ??= { at, turn: await crawl(this.#catalogue, this.#context, undefined) };
    const { turn } = this.#first;
    const sources = await activeSources(this.#catalogue);
    if (turn.failed === undefined) {
      // What was due when it began, for instance since the server was last ended, is done with it.
      const covered = await store.jobs.claim(["crawl"], this.#first.at, leaseFrom(now()), MOST_SOURCES);
      await store.jobs.finish(covered.map((job) => job.id));
      for (const source of sources) await schedule(this.#catalogue, source, turn.deferredUntil);
    } else {
      const soon = new Date(now().getTime() + FAILED_WAIT_MS).toISOString();
      for (const { id } of sources) await store.jobs.add("crawl", id, soon);
    }
    await this.#sync(new Set(sources.map(({ id }) => id)));
  }

  /** A crawl that could not be done is tried again, by a process that is still there then. */
  async #putBack(jobs: readonly Job[], why: string): Promise<void> {
    const { store, now } = this.#catalogue;
    for (const { id, attempts } of jobs) {
      const wait = Math.min(LONGEST_FAILED_WAIT_MS, FAILED_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
      await store.jobs.retry(id, new Date(now().getTime() + wait).toISOString(), why);
    }
  }

  async #sync(scheduled: ReadonlySet<string>): Promise<void> {
    this.#scheduled = await syncSources(this.#catalogue, this.#context, scheduled);
    this.#syncedAt = this.#catalogue.now().getTime();
  }
}

async function lookWhenAsked(catalogue: Catalogue, signal: AbortSignal): Promise<void> {
  for (let more = true; more && !signal.aborted;) {
    const jobs = await claim(catalogue, "look", LOOKS_AT_ONCE);
    await Promise.all(jobs.map((job) => look(catalogue, job, signal)));
    more = jobs.length > 0;
  }
}

async function look(catalogue: Catalogue, job: Job, signal: AbortSignal): Promise<void> {
  const { store, crawler, log, now } = catalogue;
  const repository = await store.sources.findRepository(job.subject);
  const reason = (repository?.attempts ?? 0) > 0 ? "retry" : "push";
  try {
    await crawler.look({ repositoryId: job.subject, reason, signal });
    await store.jobs.finish([job.id]);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof ExecatError && error.code === "NOT_FOUND") return store.jobs.finish([job.id]);
    if (!(error instanceof ExecatError)) log.error({ err: error, repository: job.subject }, "look failed");
    const again = new Date(now().getTime() + BUSY_WAIT_MS * 2 ** Math.min(job.attempts, 10)).toISOString();
    await store.jobs.retry(job.id, again, error instanceof Error ? error.message : String(error));
  }
}

/** Crawls these sources, all when absent; those that have gone since are passed by. */
async function crawl(
  catalogue: Catalogue,
  { signal, output }: CommandContext,
  sources: readonly Source[] | undefined,
): Promise<Turn> {
  let deferredUntil: string | undefined;
  const show = createProgress();
  try {
    await catalogue.crawler.crawl({
      sources: sources?.map((source) => source.key),
      passesUnknown: true,
      signal,
      onProgress: (progress) => {
        if (progress.kind === "ended") deferredUntil = progress.deferredUntil;
        show(progress);
      },
    });
  } catch (error) {
    // A crawl that cannot be done is no reason to take the catalogue away from its readers.
    if (!(error instanceof ExecatError)) catalogue.log.error({ err: error }, "crawl failed");
    const { message, hint } = toMessage(error);
    output.writeError(`The crawl could not be done: ${message}`);
    output.writeError(`  ${hint}`);
    return { failed: message };
  }
  return { deferredUntil };
}

/** The next crawl of a source: in its turn, or when its forge may be asked again. */
async function schedule(
  { store, settings, now }: Catalogue,
  { id }: Source,
  deferredUntil: string | undefined,
): Promise<void> {
  const source = await store.sources.get(id);
  if (source?.state !== "active") return;
  const times = [source.failure?.retryAt, deferredUntil].filter((time) => time !== undefined);
  if (settings.crawlMinutes > 0 || source.options.every !== undefined) {
    const next = nextCrawl(source, { from: now(), minutes: settings.crawlMinutes, random: Math.random });
    times.push(next.toISOString());
  }
  const [first] = times.sort();
  if (first !== undefined) await store.jobs.add("crawl", id, first);
}

/** Reads `sources.yaml` anew; a source that has come since, or come back, is crawled at once. */
async function syncSources(
  { crawler, store, now }: Catalogue,
  { output }: CommandContext,
  scheduled: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  try {
    const active = (await crawler.syncSources()).filter(({ state }) => state === "active");
    for (const { id } of active) {
      if (!scheduled.has(id)) await store.jobs.add("crawl", id, now().toISOString());
    }
    return new Set(active.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof ExecatError)) throw error;
    // Without any source the first crawl has said so already.
    if (scheduled.size > 0) output.writeError(error.message);
    return scheduled;
  }
}

async function activeSources({ store }: Catalogue): Promise<readonly Source[]> {
  return (await store.sources.list()).filter((source) => source.state === "active");
}

function claim({ store, now }: Catalogue, kind: Job["kind"], limit: number): Promise<readonly Job[]> {
  const at = now();
  return store.jobs.claim([kind], at.toISOString(), leaseFrom(at), limit);
}

function leaseFrom(at: Date): string {
  return new Date(at.getTime() + LEASE_MS).toISOString();
}

function toMessage(error: unknown): { readonly message: string; readonly hint: string } {
  if (error instanceof ExecatError)
    return { message: error.message, hint: error.hint ?? "See docs/errors.md." };
  return {
    message: "a fault of Execat itself.",
    hint: "Please report it with what EXECAT_LOG_LEVEL=error logs.",
  };
}
