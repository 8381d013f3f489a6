import { createProgress } from "../compose.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { withCatalogue } from "./with-catalogue.ts";

/**
 * `execat crawl [source…]`. 1 when a source or repository could not be read or a manifest has errors.
 * Throws `NOT_FOUND` for a key that no source has.
 */
export async function crawlOnce(context: CommandContext, keys: readonly string[]): Promise<ExitCode> {
  return withCatalogue<ExitCode>(context.settings, async ({ crawler, indexWriter }) => {
    const run = await crawler.crawl({
      sources: keys.length === 0 ? undefined : keys,
      signal: context.signal,
      onProgress: createProgress(),
    });
    // A first index, or one of other vocabularies, is made whole; then there is nothing left for the jobs to do.
    await indexWriter.ensure();
    await indexWriter.applyJobs();
    return run.state === "complete" && run.counts.broken === 0 && run.counts.failed === 0 ? 0 : 1;
  });
}
