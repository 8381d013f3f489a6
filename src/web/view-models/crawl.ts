import type { CrawlStatus } from "../../catalogue/sources.ts";
import { countText, numberText, toTime } from "../format.ts";

/** What a page says of the crawl that is under way, or of the last one. */
export function toCrawl(status: CrawlStatus, now: Date): object | null {
  const { run } = status;
  if (run === undefined) return null;
  const { counts } = run;
  return {
    running: status.running,
    state: run.state,
    started: toTime(run.startedAt, now),
    ended: toTime(run.endedAt, now),
    max: Math.max(1, counts.repositories),
    done: doneOf(status),
    text: progressText(status),
    counts: countsText(status),
    published: counts.published + counts.updated,
    publishedText: countText(counts.published + counts.updated, "entry", "entries"),
    failed: counts.failed + counts.broken,
    failedText: countText(counts.failed + counts.broken, "repository", "repositories"),
  };
}

/** The parts of the page that change while a crawl goes on, by the ids of their elements. */
export function toCrawlParts(status: CrawlStatus): readonly object[] {
  const { run } = status;
  if (run === undefined) return [];
  const max = Math.max(1, run.counts.repositories);
  return [
    { id: "crawl-text", text: progressText(status) },
    { id: "crawl-counts", text: countsText(status) },
    { id: "crawl-progress", value: doneOf(status), max },
  ];
}

function doneOf({ run }: CrawlStatus): number {
  if (run === undefined || run.counts.repositories === 0) return 0;
  return Math.min(run.counts.looked, run.counts.repositories);
}

function progressText(status: CrawlStatus): string {
  const total = status.run?.counts.repositories ?? 0;
  if (total === 0) return "they are being listed";
  return `${numberText(doneOf(status))} of ${countText(total, "repository", "repositories")} looked at`;
}

/** What came of the looks so far, for instance `12 unchanged, 3 published, 1 failed`. */
function countsText({ run }: CrawlStatus): string {
  if (run === undefined) return "";
  const { unchanged, published, updated, withdrawn, broken, failed } = run.counts;
  const parts: readonly (readonly [number, string])[] = [
    [unchanged, "unchanged"],
    [published, "published"],
    [updated, "updated"],
    [withdrawn, "withdrawn"],
    [broken, "with errors"],
    [failed, "failed"],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${numberText(count)} ${what}`);
  return told.join(", ");
}
