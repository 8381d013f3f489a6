import PQueue from "p-queue";
import type { Repository } from "../src/catalogue/sources.ts";
import { claimRepositories } from "./claim.ts";
import { isDeferred, retryTime } from "./failures.ts";
import type { Head, HeadAnswer } from "./forges/forge.ts";
import type { Look, Verdict } from "./look.ts";
import { lookAndRecord } from "./look-once.ts";
import type { WorkContext } from "./work-context.ts";
import { groupForHeads, resolveHeads } from "./stages/resolve.ts";

/** A repository that a run is to settle. */
export type Task = { readonly repository: Repository } & (
  | { readonly kind: "look"; /** When the listing said it. */ readonly head: Head | undefined }
  | { readonly kind: "vanished" | "excluded"; readonly message: string }
);

export interface Work {
  readonly tasks: readonly Task[];
  readonly signal: AbortSignal;
  /** When the run began. */
  readonly startedAt: string;
  readonly onLook: (look: Look) => Promise<void>;
}

/** What was put off because a forge asked for patience. */
export interface Deferred {
  readonly count: number;
  /** The earliest time that a forge named. */
  readonly until: string | undefined;
}

/** How many unchanged repositories are noted in one write. */
const UNCHANGED_AT_ONCE = 200;

/** How many repositories that a listing told enough of are claimed together. */
const CLAIMED_AT_ONCE = 20;

/** A repository with what a look asks for first, from the listing or from its forge. */
interface Told {
  readonly repository: Repository;
  readonly verdict: Verdict;
}

/** False for a repository whose last failure, or whose forge, asked for patience. */
export function isDue(task: Task, now: Date): boolean {
  return task.kind !== "look" || !isDeferred(task.repository, now);
}

/**
 * Settles the tasks of a run, those that have waited longest first; answers what was put off because a forge
 * asked for patience. Throws what keeps the run from going on, after what was begun has ended.
 */
export async function work(
  context: WorkContext,
  { tasks, signal, startedAt, onLook }: Work,
): Promise<Deferred> {
  const queue = new PQueue({ concurrency: context.parallel });
  const failures: Error[] = [];
  const stop = (): void => queue.clear();
  const guarded = (job: () => Promise<void>) => async (): Promise<void> => {
    try {
      signal.throwIfAborted();
      await job();
    } catch (error) {
      if (!signal.aborted) failures.push(error instanceof Error ? error : new Error(String(error)));
      stop();
    }
  };
  const run = new Run(context, { signal, startedAt, onLook });
  // What is added ends with `onIdle`, and none of it rejects.
  const add = (job: () => Promise<void>, priority = 0): void => void queue.add(guarded(job), { priority });
  const settleAll = (find: () => Promise<readonly Told[]>): void =>
    add(async () => {
      const [first, ...others] = await find();
      for (const told of others) add(() => run.settle(told), 1);
      if (first !== undefined) await run.settle(first);
    });
  signal.addEventListener("abort", stop);
  try {
    const { told, unasked } = partTasks(tasks);
    for (let at = 0; at < told.length; at += CLAIMED_AT_ONCE) {
      const some = told.slice(at, at + CLAIMED_AT_ONCE);
      settleAll(() => run.claim(some));
    }
    for (const group of groupForHeads(context, unasked)) settleAll(() => run.ask(group));
    await queue.onIdle();
    await run.noteUnchanged();
  } finally {
    signal.removeEventListener("abort", stop);
  }
  const [first] = failures;
  if (first !== undefined) throw first;
  return run.deferred;
}

/** Those of which the listing said enough, and those whose heads are to be asked for; the longest waiting first. */
function partTasks(tasks: readonly Task[]): {
  readonly told: readonly Told[];
  readonly unasked: readonly Repository[];
} {
  const told: Told[] = [];
  const unasked: Repository[] = [];
  for (const task of [...tasks].sort((a, b) => staleness(a.repository) - staleness(b.repository))) {
    const verdict = verdictOf(task);
    if (verdict === undefined) unasked.push(task.repository);
    else told.push({ repository: task.repository, verdict });
  }
  return { told, unasked };
}

function staleness({ lastLookedAt }: Repository): number {
  return lastLookedAt === undefined ? 0 : Date.parse(lastLookedAt);
}

function verdictOf(task: Task): Verdict | undefined {
  if (task.kind !== "look") return { kind: task.kind, message: task.message };
  return task.head === undefined ? undefined : { kind: "head", answer: task.head };
}

/** What the tasks of a run share. */
class Run {
  readonly #context: WorkContext;
  readonly #work: Omit<Work, "tasks">;
  #unchanged: string[] = [];
  deferred: Deferred = { count: 0, until: undefined };

  constructor(context: WorkContext, run: Omit<Work, "tasks">) {
    this.#context = context;
    this.#work = run;
  }

  /** Those that no other process holds, or has looked at since the run began. */
  async claim(told: readonly Told[]): Promise<readonly Told[]> {
    const repositories = told.map(({ repository }) => repository);
    const free = new Set(await claimRepositories(this.#context, repositories, this.#work.startedAt));
    return told.filter(({ repository }) => free.has(repository));
  }

  /** The heads of one group; none of those that another process holds, or when their forge asks for patience. */
  async ask(group: readonly Repository[]): Promise<readonly Told[]> {
    const answers = await this.#answersOf(group);
    return answers.map(([repository, answer]) => ({ repository, verdict: { kind: "head", answer } }));
  }

  async #answersOf(group: readonly Repository[]): Promise<readonly (readonly [Repository, HeadAnswer])[]> {
    const free = await claimRepositories(this.#context, group, this.#work.startedAt);
    if (free.length === 0) return [];
    try {
      const began = this.#context.now().getTime();
      const answers = await resolveHeads(this.#context, free, this.#work.signal);
      this.#context.meter.stage("resolve", (this.#context.now().getTime() - began) / 1000);
      return free.map((repository) => [repository, answers.get(repository.id) ?? unanswered(repository)]);
    } catch (error) {
      this.#work.signal.throwIfAborted();
      const retryAt = retryTime(error);
      if (retryAt === undefined) {
        const failure = error instanceof Error ? error : new Error(String(error));
        return free.map((repository) => [repository, { state: "failed", error: failure }]);
      }
      await this.#context.store.sources.deferLooks(
        free.map((repository) => repository.id),
        retryAt,
      );
      this.#defer(free.length, retryAt);
      return [];
    }
  }

  async settle({ repository, verdict }: Told): Promise<void> {
    const look = await lookAndRecord(this.#context, repository, verdict, {
      reason: "crawl",
      signal: this.#work.signal,
    });
    if (look.outcome === "deferred") this.#defer(1, look.repository.nextLookAt);
    if (look.outcome === "unchanged") this.#unchanged.push(repository.id);
    if (this.#unchanged.length >= UNCHANGED_AT_ONCE) await this.noteUnchanged();
    await this.#work.onLook(look);
  }

  #defer(count: number, until: string | undefined): void {
    const { deferred } = this;
    const isSooner = until !== undefined && (deferred.until === undefined || until < deferred.until);
    this.deferred = { count: deferred.count + count, until: isSooner ? until : deferred.until };
  }

  async noteUnchanged(): Promise<void> {
    const ids = this.#unchanged;
    this.#unchanged = [];
    await this.#context.store.sources.markUnchanged(ids, this.#context.now().toISOString());
  }
}

function unanswered(repository: Repository): HeadAnswer {
  return { state: "failed", error: new Error(`The forge left out "${repository.path}".`) };
}
