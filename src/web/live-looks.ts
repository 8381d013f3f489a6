import type { CrawlDesk, LookResult } from "../catalogue/crawl-desk.ts";
import type { LookStage } from "../catalogue/looks.ts";
import { ExecatError } from "../errors.ts";
import type { Logger } from "../log.ts";

/** A look that a reader asked for, as it goes on or has ended. */
export interface LiveLook {
  readonly id: string;
  readonly repositoryId: string;
  readonly startedAt: string;
  readonly stages: readonly LookStage[];
  /** Absent while it goes on. */
  readonly end: LookEnd | undefined;
}

export type LookEnd =
  | { readonly at: string; readonly result: LookResult }
  | { readonly at: string; readonly error: ExecatError };

/** The looks that readers asked this process for. They go on when the reader leaves, and end with the process. */
export interface LiveLooks {
  /**
   * Begins a look; one that goes on already is taken for it. Throws `TOO_MANY_REQUESTS` when the repository was
   * looked at less than a minute ago or too many looks go on, and what `CrawlDesk.look` throws before it begins.
   */
  start(repositoryId: string): Promise<LiveLook>;
  find(repositoryId: string, id: string): LiveLook | undefined;
  /** Calls after every change of a look; returns what ends that. */
  follow(id: string, onChange: (look: LiveLook) => void): () => void;
  /** Ends what goes on, and waits for it. */
  close(): Promise<void>;
}

export interface LiveLooksOptions {
  readonly crawler: Pick<CrawlDesk, "look">;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: Logger;
}

const PAUSE_MS = 60_000;
const MOST_RUNNING = 8;
const MOST_KEPT = 200;

interface Kept {
  look: LiveLook;
  readonly listeners: Set<(look: LiveLook) => void>;
  readonly stopping: AbortController;
  ended: Promise<void>;
}

export function createLiveLooks(options: LiveLooksOptions): LiveLooks {
  const { now } = options;
  const kept = new Map<string, Kept>();
  return {
    async start(repositoryId) {
      const before = newestOf(kept, repositoryId);
      if (before !== undefined && before.end === undefined) return before;
      if (before?.end !== undefined) refuseTooSoon(before.end.at, now());
      makeRoom(kept);
      const id = options.newId();
      const look = { id, repositoryId, startedAt: now().toISOString(), stages: [], end: undefined };
      const one: Kept = {
        look,
        listeners: new Set(),
        stopping: new AbortController(),
        ended: Promise.resolve(),
      };
      kept.set(id, one);
      await new Promise<void>((resolve, reject) => {
        one.ended = run(options, one, resolve).catch((error: unknown) => {
          kept.delete(id);
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      });
      return one.look;
    },
    find(repositoryId, id) {
      const look = kept.get(id)?.look;
      return look?.repositoryId === repositoryId ? look : undefined;
    },
    follow(id, onChange) {
      const listeners = kept.get(id)?.listeners;
      listeners?.add(onChange);
      return () => void listeners?.delete(onChange);
    },
    async close() {
      for (const { stopping } of kept.values()) stopping.abort();
      await Promise.all([...kept.values()].map((one) => one.ended));
    },
  };
}

/** Does a look to its end. Throws only what kept it from beginning. */
async function run({ crawler, now, log }: LiveLooksOptions, one: Kept, onBegun: () => void): Promise<void> {
  const { repositoryId } = one.look;
  const { signal } = one.stopping;
  const onStage = (stage: LookStage): void => {
    change(one, { stages: [...one.look.stages, stage] });
    onBegun();
  };
  try {
    const result = await crawler.look({ repositoryId, reason: "asked", signal, onStage });
    change(one, { end: { at: now().toISOString(), result } });
    onBegun();
  } catch (error) {
    const told = toError(log, error, signal);
    change(one, { end: { at: now().toISOString(), error: told } });
    if (one.look.stages.length === 0) throw told;
  }
}

function change(one: Kept, next: Partial<LiveLook>): void {
  one.look = { ...one.look, ...next };
  for (const listener of one.listeners) listener(one.look);
}

function newestOf(kept: ReadonlyMap<string, Kept>, repositoryId: string): LiveLook | undefined {
  return [...kept.values()].findLast(({ look }) => look.repositoryId === repositoryId)?.look;
}

function refuseTooSoon(endedAt: string, now: Date): void {
  const again = Date.parse(endedAt) + PAUSE_MS;
  if (again <= now.getTime()) return;
  const seconds = Math.ceil((again - now.getTime()) / 1000);
  throw new ExecatError("TOO_MANY_REQUESTS", "This repository was looked at less than a minute ago.", {
    hint: `Its page shows what was found. It can be looked at again in ${String(seconds)} s.`,
    details: { retryAfterSeconds: seconds },
  });
}

/** Forgets what ended first; what goes on is never forgotten. */
function makeRoom(kept: Map<string, Kept>): void {
  const running = [...kept.values()].filter(({ look }) => look.end === undefined);
  if (running.length >= MOST_RUNNING) {
    throw new ExecatError(
      "TOO_MANY_REQUESTS",
      `${String(MOST_RUNNING)} looks that readers asked for go on.`,
      {
        hint: "Try again in a minute.",
        details: { retryAfterSeconds: 60 },
      },
    );
  }
  for (const [id, { look }] of kept) {
    if (kept.size < MOST_KEPT) return;
    if (look.end !== undefined) kept.delete(id);
  }
}

function toError(log: Logger, error: unknown, stopping: AbortSignal): ExecatError {
  if (error instanceof ExecatError) return error;
  if (stopping.aborted) return new ExecatError("CONFLICT", "The server ended before the look did.");
  log.error({ err: error }, "a look that a reader asked for failed");
  return new ExecatError("UPSTREAM_FAILED", "The look failed because of a fault in Execat.", {
    hint: "The log of the server says more; please report it.",
  });
}
