import type { EntryEvent } from "../src/catalogue/entry-event.ts";
import type { CrawlCounts } from "../src/catalogue/sources.ts";
import type { CrawlProgress } from "./crawl.ts";
import type { Look } from "./look.ts";
import { type BarCounts, createBars } from "./progress-bars.ts";

export interface ProgressOptions {
  /** Where lines go; a bar is drawn there only when it is a terminal. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean | undefined };
  /** Leaves out the bar although the stream is a terminal. */
  readonly plain?: boolean | undefined;
}

/** Tells people how a crawl goes: a bar on a terminal, else one line for each thing that happened. */
export function createProgress(options: ProgressOptions): (progress: CrawlProgress) => void {
  const { stream } = options;
  const isTerminal = stream.isTTY === true && options.plain !== true;
  const bar = isTerminal ? createBars(stream) : undefined;
  const tell = (line: string): void => {
    if (bar === undefined) stream.write(`${line}\n`);
    else bar.log(`${line}\n`);
  };
  const besides = { withoutManifest: 0, leftOut: 0, failedSources: 0 };
  return (progress) => {
    switch (progress.kind) {
      case "source-failed":
        besides.failedSources += 1;
        tell(`failed     source ${progress.source.key}: ${withHint(progress.failure)}`);
        break;
      case "listed":
        bar?.start(progress.sources);
        break;
      case "looked":
        for (const line of linesOf(progress.look)) tell(line);
        if (isWithoutManifest(progress.look)) besides.withoutManifest += 1;
        if (isLeftOut(progress.look)) besides.leftOut += 1;
        bar?.step(progress.source, countsOf(progress.look));
        break;
      case "ended":
        bar?.stop();
        // The failure itself is told by whoever catches it; before the first repository there is nothing to add.
        if (progress.run.state === "failed" && progress.run.counts.repositories === 0) break;
        stream.write(`${closingLine(progress, besides)}\n`);
        break;
    }
  };
}

/** What one look adds to the counts below a source's bar. */
export function countsOf({ outcome, events }: Look): BarCounts {
  const isNew = events.some((event) => event.kind === "published");
  const looked = outcome === "looked";
  return {
    new: Number(looked && isNew),
    changed: Number(looked && !isNew),
    unchanged: Number(outcome === "unchanged"),
    failed: Number(outcome === "failed"),
    deferred: Number(outcome === "deferred"),
  };
}

/** The lines that one look is worth; none for a repository in which nothing changed. */
export function linesOf(look: Look): readonly string[] {
  const lines = look.events.map(lineOf);
  const { host, path } = look.repository;
  if (look.failure !== undefined) {
    lines.push(`${wordOf(look).padEnd(10)} ${host}/${path}: ${withHint(look.failure)}`);
  }
  return lines.map(printable);
}

function wordOf(look: Look): string {
  if (isLeftOut(look)) return "left out";
  return isWithoutManifest(look) ? "nothing" : "failed";
}

function isLeftOut({ outcome, repository }: Look): boolean {
  return outcome === "looked" && repository.state === "excluded";
}

function isWithoutManifest(look: Look): boolean {
  return look.outcome === "looked" && look.repository.state === "empty";
}

function lineOf(event: EntryEvent): string {
  const word = event.kind.padEnd(10);
  if (event.kind !== "broken") return `${word} ${event.path}`;
  const { problem } = event;
  const why =
    problem === undefined
      ? ""
      : `: ${problem.file}:${String(problem.line)}:${String(problem.column)} ${problem.sentence}`;
  return `${word} ${event.path}${event.kept ? " (the last good version stays)" : ""}${why}`;
}

/** What the closing line tells besides the counts of a run. */
export interface CountedBesides {
  readonly withoutManifest: number;
  readonly leftOut: number;
  readonly failedSources: number;
}

/** The last line of a crawl: what it found, in one sentence. */
export function closingLine(
  ended: Extract<CrawlProgress, { kind: "ended" }>,
  besides: CountedBesides,
): string {
  const { counts, state } = ended.run;
  const what = `${plural(ended.sources, "source")}, ${plural(counts.repositories, "repository")}`;
  if (state === "stopped") {
    return `Stopped after ${String(counts.looked)} of ${plural(counts.repositories, "repository")}; the next crawl goes on.`;
  }
  if (state === "failed") {
    return `Ended by a failure after ${String(counts.looked)} of ${plural(counts.repositories, "repository")}.`;
  }
  if (ended.sources === 0) return "There is no source to crawl: `execat source add URL` adds one.";
  const allUnchanged = counts.repositories > 0 && counts.unchanged === counts.repositories;
  const said =
    allUnchanged && besides.failedSources === 0
      ? `nothing to publish: ${plural(counts.repositories, "repository")} unchanged`
      : countsInWords(counts, besides, ended.deferred).join(", ");
  return `Crawled ${what}: ${said}.${usedInWords(ended)}`;
}

function usedInWords({ used, deferredUntil }: Extract<CrawlProgress, { kind: "ended" }>): string {
  const until = deferredUntil === undefined ? "" : ` Deferred until ${deferredUntil.slice(11, 16)} UTC.`;
  if (used.requests === 0) return until;
  return `${until} Used ${plural(used.requests, "request")} and ${String(Math.ceil(used.bytes / 1024))} KiB.`;
}

function countsInWords(
  counts: CrawlCounts,
  { withoutManifest, leftOut, failedSources }: CountedBesides,
  deferred: number,
): readonly string[] {
  const some: readonly (readonly [number, string])[] = [
    [counts.updated, "updated"],
    [counts.withdrawn, "withdrawn"],
    [counts.broken, "with errors"],
    [withoutManifest, "without a manifest"],
    [leftOut, "left out"],
    [counts.failed, "failed"],
    [deferred, "put off"],
    [failedSources, failedSources === 1 ? "source failed" : "sources failed"],
  ];
  return [
    `${String(counts.published)} published`,
    `${String(counts.unchanged)} unchanged`,
    ...some.filter(([count]) => count > 0).map(([count, word]) => `${String(count)} ${word}`),
  ];
}

function plural(count: number, word: string): string {
  if (count === 1) return `1 ${word}`;
  return `${String(count)} ${word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`}`;
}

function withHint(failure: { readonly message: string; readonly hint: string | undefined }): string {
  return failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`;
}

/** Names come from strangers' repositories, and a terminal obeys control characters. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "�");
}
