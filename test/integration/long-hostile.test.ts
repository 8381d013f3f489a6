import { expect, it } from "vitest";
import { runHostileCorpus } from "../support/hostile/crawl-corpus.ts";

it("crawls what strangers wrote to harm it: each ends with its reason, and nothing is touched", async () => {
  const row = await runHostileCorpus({ whole: false, maxMib: 8, timeoutSeconds: 6 });
  expect(row.outcome).toContain("nothing touched");
}, 180_000);
