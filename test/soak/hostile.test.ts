import { expect, it } from "vitest";
import { runHostileCorpus } from "../support/hostile/crawl-corpus.ts";
import { kept } from "../support/long/long-row.ts";

it("crawls the hostile corpus in its full sizes", async () => {
  const row = await kept(runHostileCorpus({ whole: true, maxMib: 256, timeoutSeconds: 60 }));
  expect(row.outcome).toContain("nothing touched");
});
