import type { CrawlStatus } from "../../catalogue/sources.ts";
import { countText, numberText, toTime } from "../format.ts";

/** What a page says of the crawl that is under way, or of the last one. */
export function toCrawl(status: CrawlStatus, now: Date): object | null {
  const { run } = status;
  if (run === undefined) return null;
  const { counts } = run;
  const done = counts.repositories === 0 ? 0 : Math.min(counts.looked, counts.repositories);
  return {
    running: status.running,
    state: run.state,
    started: toTime(run.startedAt, now),
    ended: toTime(run.endedAt, now),
    max: Math.max(1, counts.repositories),
    done,
    text: `${numberText(done)} of ${countText(counts.repositories, "repository", "repositories")} looked at`,
    published: counts.published + counts.updated,
    publishedText: countText(counts.published + counts.updated, "entry", "entries"),
    failed: counts.failed + counts.broken,
    failedText: countText(counts.failed + counts.broken, "repository", "repositories"),
  };
}
