// The crawler of the built product in a process of its own, set up by the environment as the product is. A line "crawl"
// on its input is answered by one line of JSON: the state and the counts of the run, and how far the search index is
// from the store after it.
import { createInterface } from "node:readline";
import { withCatalogue } from "../../../dist/src/commands/with-catalogue.js";
import { loadProcessSettings } from "../../../dist/src/config/load.js";

await withCatalogue(loadProcessSettings(), async ({ crawler, indexWriter }) => {
  await indexWriter.ensure();
  process.stdout.write("ready\n");
  // Its parent is gone when the lines end: nobody would end it.
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== "crawl") throw new Error(`"${line}" is not understood.`);
    const { signal } = new AbortController();
    const { state, counts } = await crawler.crawl({ signal, evenIfDeferred: true });
    await indexWriter.applyJobs();
    const { missing, changed, surplus } = await indexWriter.compare();
    const drift = missing.length + changed.length + surplus.length;
    process.stdout.write(`${JSON.stringify({ state, counts, drift })}\n`);
  }
});
