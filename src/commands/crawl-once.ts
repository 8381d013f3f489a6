import { createProgress, explain, followCuration } from "../compose.ts";
import { ExecatError } from "../errors.ts";
import type { IndexWriter } from "../search/index-writer.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { crawlAgainAndAgain } from "./crawl-loop.ts";
import { INDEX_INTERVAL_MS } from "./serve.ts";
import { withCatalogue, withStore } from "./with-catalogue.ts";

export interface CrawlOptions {
  readonly allowRemovals?: boolean;
  readonly explain?: string;
  readonly json?: boolean;
  readonly watch?: boolean;
}

/**
 * `execat crawl [source…]`: looks at once, at repositories too whose last look failed a short time ago.
 * 1 when a source or repository could not be read, a manifest has errors, or the search engine is away. Throws `NOT_FOUND` for a key that no
 * source has, and for a repository to explain that no source has led to.
 */
export async function crawlOnce(
  context: CommandContext,
  keys: readonly string[],
  options: CrawlOptions,
): Promise<ExitCode> {
  if (options.explain !== undefined) {
    return explainRepository(context, options.explain, options.json === true);
  }
  if (options.watch === true) {
    if (keys.length === 0) return watch(context);
    throw new ExecatError("INVALID_REQUEST", '"--watch" crawls all sources.', {
      hint: "Leave their keys out; `every` of a source says how often it is crawled.",
    });
  }
  return withCatalogue<ExitCode>(context.settings, async ({ crawler, indexWriter }) => {
    const show = createProgress(options.json === true ? "json" : "text");
    let isListed = true;
    const run = await crawler.crawl({
      sources: keys.length === 0 ? undefined : keys,
      signal: context.signal,
      onProgress: (progress) => {
        // What a forge puts off is no failure.
        if (progress.kind === "source-failed" && progress.failure.retryAt === undefined) isListed = false;
        show(progress);
      },
      evenIfDeferred: true,
      allowRemovals: options.allowRemovals ?? false,
    });
    const isIndexed = await bringIndexUpToDate(indexWriter, context);
    const isClean = run.state === "complete" && run.counts.broken === 0 && run.counts.failed === 0;
    return isClean && isListed && isIndexed ? 0 : 1;
  });
}

/** What was crawled is kept whether the search engine is there or not: the changes wait for it. */
async function bringIndexUpToDate(indexWriter: IndexWriter, { output }: CommandContext): Promise<boolean> {
  try {
    // A first index, or one of other vocabularies, is made whole; then there is nothing left for the jobs to do.
    await indexWriter.ensure();
    await indexWriter.applyJobs();
    return true;
  } catch (error) {
    if (!(error instanceof ExecatError) || error.code !== "ENGINE_UNAVAILABLE") throw error;
    output.writeError(`execat: ${error.message} The entries are kept; searches find them when it is back.`);
    if (error.hint !== undefined) output.writeError(`        ${error.hint}`);
    return false;
  }
}

/** For a crawler in a process of its own, beside web servers that share its store. */
async function watch(context: CommandContext): Promise<ExitCode> {
  return withCatalogue<ExitCode>(context.settings, async (catalogue) => {
    catalogue.indexWriter.start(INDEX_INTERVAL_MS);
    const stopCurating = followCuration(catalogue.curation, catalogue.log);
    try {
      await crawlAgainAndAgain(catalogue, context);
    } finally {
      await Promise.all([catalogue.indexWriter.stop(), stopCurating()]);
    }
    return 0;
  });
}

async function explainRepository(
  { settings, output }: CommandContext,
  name: string,
  asJson: boolean,
): Promise<ExitCode> {
  return withStore<ExitCode>(settings, async (store) => {
    const { lines, whereabouts } = await explain(store, name, new Date());
    if (asJson) output.write(JSON.stringify({ event: "explained", state: whereabouts.state, lines }));
    else for (const line of lines) output.write(line);
    return 0;
  });
}
