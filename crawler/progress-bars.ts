import cliProgress from "cli-progress";

/** Bars below the lines of a terminal, one a source. */
export interface Bars {
  start(sources: readonly { readonly key: string; readonly repositories: number }[]): void;
  step(source: string, counts: BarCounts): void;
  log(text: string): void;
  stop(): void;
}

export interface BarCounts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly deferred: number;
}

/** More sources than these share a bar, so that the terminal still shows lines. */
const MOST_BARS = 6;
const LONGEST_NAME = 20;

/** A MultiBar, because only that one can print lines above the bars. */
export function createBars(stream: NodeJS.WritableStream): Bars {
  const bars = new cliProgress.MultiBar(
    {
      stream,
      format: "{name} {bar} {value}/{total}  {counts}",
      barsize: 20,
      hideCursor: true,
      // Else a long finding is cut at the edge of the terminal.
      linewrap: true,
      clearOnComplete: true,
      // A redraw timer must not keep the process alive after Ctrl-C.
      gracefulExit: false,
      fps: 10,
    },
    cliProgress.Presets.shades_classic,
  );
  const bySource = new Map<string, { readonly bar: cliProgress.SingleBar; readonly key: string }>();
  const done = new Map<string, { value: number; counts: BarCounts }>();
  // Lines wait for the next redraw, and `stop` would drop those that still do.
  let waiting = "";
  bars.on("redraw-post", () => {
    waiting = "";
  });
  return {
    start(sources) {
      const shown = sources.filter(({ repositories }) => repositories > 0);
      const alone = shown.length <= MOST_BARS ? shown : [];
      const total = shown.reduce((sum, { repositories }) => sum + repositories, 0);
      const together =
        alone.length === 0 && total > 0 ? bars.create(total, 0, payload("Crawling")) : undefined;
      for (const { key, repositories } of shown) {
        const bar = together ?? bars.create(repositories, 0, payload(key));
        bySource.set(key, { bar, key: together === undefined ? key : "" });
      }
      bars.update();
    },
    step(source, counts) {
      const shown = bySource.get(source);
      if (shown === undefined) return;
      const before = done.get(shown.key);
      const next = { value: (before?.value ?? 0) + 1, counts: sum(before?.counts, counts) };
      done.set(shown.key, next);
      shown.bar.update(next.value, { counts: inWords(next.counts) });
    },
    log: (text) => {
      if (bySource.size === 0) {
        stream.write(text);
        return;
      }
      waiting += text;
      bars.log(text);
    },
    stop() {
      bars.stop();
      stream.write(waiting);
    },
  };
}

function payload(name: string): { readonly name: string; readonly counts: string } {
  return { name: name.slice(0, LONGEST_NAME).padEnd(LONGEST_NAME), counts: "" };
}

function sum(before: BarCounts | undefined, more: BarCounts): BarCounts {
  if (before === undefined) return more;
  return {
    new: before.new + more.new,
    changed: before.changed + more.changed,
    unchanged: before.unchanged + more.unchanged,
    failed: before.failed + more.failed,
    deferred: before.deferred + more.deferred,
  };
}

function inWords(counts: BarCounts): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.map(([word, count]) => `${String(count)} ${word}`).join(", ");
}
