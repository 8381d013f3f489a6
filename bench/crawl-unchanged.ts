import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import PQueue from "p-queue";
import { createSqlStore } from "../src/catalogue/sql/index.ts";
import { createHttpClient } from "../src/http/undici-client.ts";
import { makeBareRepository, toolName } from "./bare-repository.ts";
import { startChild } from "./child.ts";
import { createBenchCrawler, createBenchGit, PARALLEL, seconds, timeCrawl, timed } from "./crawler.ts";
import type { GitServerUse } from "./git-server.ts";

const execGit = promisify(execFile);
const AIM = 1.1;

/** Times crawls of generated repositories on one git server, beside `git ls-remote` of the same. */
export async function runUnchanged(folder: string, count: number): Promise<string> {
  const root = join(folder, "served");
  for (let number = 0; number < count; number += 1) makeBareRepository(root, number);
  const server = await startChild("git-server.js", [root]);
  const { origin } = await server.ask<GitServerUse>("use");
  const { host } = new URL(origin);
  const http = createHttpClient({ allowHosts: () => [host], userAgent: "execat-bench" });
  const store = await createSqlStore({ file: join(folder, "unchanged.sqlite") });
  try {
    await store.migrate();
    const urls = Array.from({ length: count }, (_, number) => `${origin}/${toolName(number)}`);
    const crawler = await createBenchCrawler({
      store,
      git: createBenchGit(folder, http, host),
      sources: urls.map((location, number) => ({
        key: toolName(number),
        kind: "git",
        location,
        label: undefined,
        options: {},
      })),
    });
    const first = await timeCrawl(crawler, { published: count, failed: 0 });
    const yardstick: number[] = [];
    const unchanged: number[] = [];
    // In turn, so that a busy moment of the machine falls on both.
    for (let round = 0; round < 3; round += 1) {
      yardstick.push(await timed(() => lsRemoteAll(urls)));
      unchanged.push(await timeCrawl(crawler, { unchanged: count, failed: 0 }));
    }
    return toTable(count, { first, yardstick: Math.min(...yardstick), unchanged: Math.min(...unchanged) });
  } finally {
    await store.close();
    await http.close();
    await server.end();
  }
}

function toTable(
  count: number,
  times: { readonly first: number; readonly yardstick: number; readonly unchanged: number },
): string {
  const row = (what: string, ms: number): string =>
    `| ${what} | ${seconds(ms)} | ${(ms / count).toFixed(2)} ms | ${(ms / times.yardstick).toFixed(2)} |`;
  const isMet = times.unchanged <= AIM * times.yardstick;
  return [
    `Crawl of ${String(count)} generated repositories on one git server over loopback, ${String(PARALLEL)} side by side:`,
    "",
    "| | all | per repository | times `git ls-remote` |",
    "|---|--:|--:|--:|",
    row("`git ls-remote` of each, best of 3", times.yardstick),
    row("unchanged crawl, best of 3", times.unchanged),
    row("first crawl", times.first),
    "",
    `Aim: an unchanged crawl at most ${String(AIM)} times, ${isMet ? "met" : "missed"}.`,
  ].join("\n");
}

async function lsRemoteAll(urls: readonly string[]): Promise<void> {
  const queue = new PQueue({ concurrency: PARALLEL });
  await queue.addAll(urls.map((url) => () => execGit("git", ["ls-remote", "--", url])));
}
