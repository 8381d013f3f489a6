import path from "node:path";
import { Worker } from "node:worker_threads";
import { ExecatError } from "../../errors.ts";
import type { Vocabularies } from "../../vocabulary/vocabulary.ts";
import type { CheckedFile } from "../checker.ts";
import type { FileToCheck, GuardedChecker } from "../guarded-checker.ts";
import type { ThreadAnswer, ThreadData, ThreadTask } from "./messages.ts";
import { tooCostly, type BrokenLimit } from "./too-costly.ts";

export interface CheckThreadOptions {
  /** Those of now: asked for when a call's turn has come, which then is answered with these to its end. */
  readonly vocabularies: () => Vocabularies;
  /** For one text, from when the thread turns to it. */
  readonly timeMs?: number | undefined;
  /** The thread's heap, vocabularies and program included. */
  readonly memoryMb?: number | undefined;
  /** Calls that may wait; more fail with `TOO_MANY_REQUESTS`. Without a limit when absent. */
  readonly mostWaiting?: number | undefined;
}

/** A thousand times what a manifest takes; a machine that is busy with other things must not turn it into a fault. */
const TIME_MS = 5_000;
const MEMORY_MB = 256;
/** Short-lived values; beside it V8 takes what it needs for its code. */
const YOUNG_MB = 32;
/** From the start of the thread until it is ready. */
const START_MS = 60_000;
/** Files of one call that may break a limit; then the rest is not read, so that one repository cannot hold up all. */
const MOST_BROKEN = 3;

/** One call of `check` on its way. */
interface Call {
  readonly files: readonly FileToCheck[];
  /** As many as there are files in the end. */
  readonly done: CheckedFile[];
  /** How many files broke a limit. */
  broken: number;
  /** How often a limit was broken by the file that comes next. */
  attempts: number;
  readonly resolve: (checked: readonly CheckedFile[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Checks in a thread of its own, one call after the other. The thread starts with the first call and keeps no process
 * alive while it has nothing to do; one that breaks a limit is ended, and the next text gets a fresh one, as the next
 * call does when there are other vocabularies.
 */
export function createCheckThread(options: CheckThreadOptions): GuardedChecker {
  return new CheckThread(options);
}

class CheckThread implements GuardedChecker {
  readonly #vocabulariesOfNow: () => Vocabularies;
  /** Of the call that is under way, or was last. */
  #vocabularies: Vocabularies;
  readonly #limits: { readonly timeMs: number; readonly memoryMb: number };
  readonly #mostWaiting: number;
  readonly #waiting: Call[] = [];
  #current: Call | undefined;
  #thread: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;
  #isClosed = false;

  constructor({
    vocabularies,
    timeMs = TIME_MS,
    memoryMb = MEMORY_MB,
    mostWaiting = Infinity,
  }: CheckThreadOptions) {
    this.#vocabulariesOfNow = vocabularies;
    this.#vocabularies = vocabularies();
    this.#limits = { timeMs, memoryMb };
    this.#mostWaiting = mostWaiting;
  }

  async check(files: readonly FileToCheck[]): Promise<readonly CheckedFile[]> {
    if (files.length === 0) return [];
    if (this.#isClosed) throw closed();
    if (this.#waiting.length >= this.#mostWaiting) throw tooManyWaiting();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ files, done: [], broken: 0, attempts: 0, resolve, reject });
      if (this.#current === undefined) this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const calls = [...(this.#current === undefined ? [] : [this.#current]), ...this.#waiting.splice(0)];
    this.#current = undefined;
    for (const { reject } of calls) reject(closed());
    await this.#end();
  }

  #next(): void {
    this.#current = this.#waiting.shift();
    if (this.#current === undefined) {
      this.#thread?.unref();
      return;
    }
    const vocabularies = this.#vocabulariesOfNow();
    // The old thread's end is not waited for: nothing that it still says is listened to.
    if (vocabularies !== this.#vocabularies) void this.#end();
    this.#vocabularies = vocabularies;
    this.#send(this.#current);
  }

  /** Gives the thread what is left of a call. */
  #send(call: Call): void {
    this.#thread ??= this.#start();
    this.#thread.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, a window has
    this.#thread.postMessage(call.files.slice(call.done.length) satisfies ThreadTask);
    this.#allow(this.#isReady ? this.#limits.timeMs : START_MS);
  }

  #start(): Worker {
    // The sources run as they are where Node.js reads TypeScript, and under the tests' loader.
    const file = new URL(`./thread${path.extname(import.meta.filename)}`, import.meta.url);
    const { schemes, facets, hash, settled } = this.#vocabularies;
    const thread = new Worker(file, {
      workerData: { schemes, facets, hash, settled } satisfies ThreadData,
      // What a text could reach of our surroundings, should it ever come to run.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const ifCurrent = (act: () => void): void => {
      if (this.#thread === thread) act();
    };
    thread.on("message", (message: ThreadAnswer) => ifCurrent(() => this.#take(message)));
    thread.on("error", (error: Error) => ifCurrent(() => this.#fail(error)));
    thread.on("exit", (code) =>
      ifCurrent(() => this.#fail(new Error(`The checking thread ended (${code}).`))),
    );
    return thread;
  }

  #take(message: ThreadAnswer): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        if (this.#current !== undefined) this.#allow(this.#limits.timeMs);
        break;
      case "checked":
        this.#settle(message.checked);
        break;
      case "failed":
        this.#fail(message.error);
        break;
    }
  }

  /** Keeps the answer for the file that was next; the thread has turned to the one behind it. */
  #settle(checked: CheckedFile): void {
    const call = this.#current;
    if (call === undefined) return;
    call.done.push(checked);
    call.attempts = 0;
    if (call.done.length < call.files.length) {
      this.#allow(this.#limits.timeMs);
      return;
    }
    clearTimeout(this.#timer);
    call.resolve(call.done);
    this.#next();
  }

  #allow(ms: number): void {
    clearTimeout(this.#timer);
    const call = this.#current;
    const count = call?.done.length;
    const isStuck = (): boolean => this.#current === call && call?.done.length === count;
    this.#timer = setTimeout(() => {
      // An answer may lie there that nobody has come to read, because this process itself was busy.
      setImmediate(() => {
        if (!isStuck()) return;
        if (this.#isReady) void this.#end().then(() => this.#breakLimit("time"));
        else this.#fail(new Error(`The checking thread did not start within ${START_MS / 1000} s.`));
      });
    }, ms);
  }

  /** What ended the thread, or made it drop its work: a limit, or a fault of ours. */
  #fail(fault: Error): void {
    const limit = limitOf(fault);
    const afterwards = (): void => {
      if (limit !== undefined) {
        this.#breakLimit(limit);
        return;
      }
      const call = this.#current;
      this.#current = undefined;
      call?.reject(fault);
      if (call !== undefined) this.#next();
    };
    void this.#end().then(afterwards);
  }

  /** The next file is tried once more in a fresh thread: it may have paid for what others left behind. */
  #breakLimit(limit: BrokenLimit): void {
    const call = this.#current;
    const next = call?.files[call.done.length];
    if (call === undefined || next === undefined) return;
    call.attempts += 1;
    if (call.attempts === 1) {
      this.#send(call);
      return;
    }
    call.broken += 1;
    if (call.broken < MOST_BROKEN) {
      const isLast = call.done.length + 1 === call.files.length;
      this.#settle(tooCostly(next.file, limit, this.#limits));
      if (!isLast) this.#send(call);
      return;
    }
    call.done.push(tooCostly(next.file, limit, this.#limits));
    const rest = call.files.slice(call.done.length);
    call.done.push(...rest.map(({ file }) => tooCostly(file, "others", this.#limits)));
    call.resolve(call.done);
    this.#next();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    const thread = this.#thread;
    this.#thread = undefined;
    this.#isReady = false;
    await thread?.terminate();
  }
}

/** A deep recursion breaks the limit of the stack, which is memory too. */
function limitOf(error: Error & { readonly code?: unknown }): BrokenLimit | undefined {
  if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return "memory";
  return error instanceof RangeError && error.message.includes("call stack") ? "memory" : undefined;
}

function closed(): ExecatError {
  return new ExecatError("ENGINE_UNAVAILABLE", "The catalogue is closing; nothing is checked any more.", {
    hint: "Try again in a minute.",
  });
}

function tooManyWaiting(): ExecatError {
  return new ExecatError("TOO_MANY_REQUESTS", "Too many texts wait to be checked.", {
    hint: "Try again in a minute.",
  });
}
