import { GCProfiler, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Readings of one call at most; the least counts. */
const MOST_READINGS = 4;
/** A call that is quicker than this, on a text that is smaller, has no time to fill much memory. */
const QUICK_MS = 40;
const SMALL_BYTES = 50_000;
const MEBIBYTE = 1024 ** 2;

/** What a manifest may cost. */
const MOST_MS = 100;
const MOST_MEBIBYTES = 64;

/** The dearest text of a run. */
interface Dearest {
  readonly amount: number;
  readonly name: string;
}

const NONE: Dearest = { amount: 0, name: "no text" };

/**
 * Measures what checking a text costs, on a machine that does other work as well.
 *
 * **Time.** The least of the clock's time and of the processor time of this process; both are at least what the call
 * itself took, so the least is an upper bound. A pause of the machine adds to the clock alone, the compiler's and the
 * collector's threads to processor time alone. A call that takes longer than any before is read up to three times
 * more, and the least counts: what does not come again was no cost of the text.
 *
 * **Memory.** How far the heap grew above what it was before the call, after a full collection: the greatest of what
 * was in use at its end and before each collection in between, so that waste that was not collected yet is counted
 * too, and the figure is an upper bound. Read for texts of 50 kB and for calls of 40 ms or more: a quicker call has not
 * the time to fill 64 MiB, of which it takes about 40 ms to fill 20.
 */
export class CostMeter {
  readonly #collect: () => void;
  readonly #tooDear: string[] = [];
  #slowest = NONE;
  #largest = NONE;

  constructor() {
    setFlagsFromString("--expose-gc");
    // The flag shows in contexts that are made after it was set.
    this.#collect = runInNewContext("gc") as () => void;
  }

  /** The slowest and the largest of the texts so far, in words. */
  get summary(): string {
    const { amount: ms, name: slowest } = this.#slowest;
    const { amount: mebibytes, name: largest } = this.#largest;
    return `slowest ${ms.toFixed(0)} ms (${slowest}), largest ${mebibytes.toFixed(0)} MiB (${largest})`;
  }

  /** The texts that took more than 100 ms or 64 MiB, each with what it took. */
  get tooDear(): readonly string[] {
    return this.#tooDear;
  }

  /** Runs the work and answers what it answers. `bytes` is the size of the text, `name` says which one it is. */
  run<T>(work: () => T, { name, bytes }: { readonly name: string; readonly bytes: number }): T {
    const { answer, ms } = timed(work);
    let least = ms;
    const notable = Math.min(this.#slowest.amount, MOST_MS);
    for (let count = 1; count < MOST_READINGS && least > notable; count += 1) {
      least = Math.min(least, timed(work).ms);
    }
    if (least > this.#slowest.amount) this.#slowest = { amount: least, name };
    if (least > MOST_MS) this.#tooDear.push(`${least.toFixed(0)} ms: ${name}`);
    if (least < QUICK_MS && bytes < SMALL_BYTES) return answer;
    const mebibytes = this.#growthOf(work);
    if (mebibytes > this.#largest.amount) this.#largest = { amount: mebibytes, name };
    if (mebibytes > MOST_MEBIBYTES) this.#tooDear.push(`${mebibytes.toFixed(0)} MiB: ${name}`);
    return answer;
  }

  #growthOf(work: () => unknown): number {
    this.#collect();
    const before = getHeapStatistics().used_heap_size;
    const profiler = new GCProfiler();
    profiler.start();
    work();
    const after = getHeapStatistics().used_heap_size;
    const collections = profiler
      .stop()
      .statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
    return (Math.max(after, ...collections) - before) / MEBIBYTE;
  }
}

function timed<T>(work: () => T): { readonly answer: T; readonly ms: number } {
  const processor = process.cpuUsage();
  const start = performance.now();
  const answer = work();
  const clock = performance.now() - start;
  const { user, system } = process.cpuUsage(processor);
  return { answer, ms: Math.min(clock, (user + system) / 1000) };
}
