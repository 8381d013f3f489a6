import type { CrawlProgress } from "./crawl.ts";
import { countsOf } from "./progress.ts";

/** Writes a crawl as lines of JSON, one an event; for programs. */
export function createEventLines(write: (line: string) => void): (progress: CrawlProgress) => void {
  return (progress) => write(JSON.stringify(eventOf(progress)));
}

function eventOf(progress: CrawlProgress): object {
  switch (progress.kind) {
    case "source-failed":
      return { event: "source-failed", source: progress.source.key, failure: progress.failure };
    case "listed":
      return { event: "listed", sources: progress.sources };
    case "looked": {
      const { look, source, run } = progress;
      const { repository, outcome, events, failure } = look;
      return {
        event: "looked",
        source,
        repository: { id: repository.id, host: repository.host, path: repository.path },
        outcome,
        commit: repository.headSeen ?? null,
        counts: countsOf(look),
        entries: events.map(({ kind, path }) => ({ kind, path })),
        failure: failure ?? null,
        looked: run.counts.looked,
        repositories: run.counts.repositories,
      };
    }
    case "ended": {
      const { run, sources, deferred, deferredUntil, used } = progress;
      return { event: "ended", run, sources, deferred, deferredUntil: deferredUntil ?? null, used };
    }
  }
}
