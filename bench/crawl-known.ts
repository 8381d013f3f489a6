import { join } from "node:path";
import { requestsFor, QUESTION_LIMITS } from "../crawler/forges/gitlab/complexity.ts";
import { startChild, type Child } from "./child.ts";
import { mib, seconds } from "./crawler.ts";
import type { ForgeUse } from "./forge-server.ts";
import type { KnownCrawl } from "./known-crawl.ts";

/** The first crawl of ten thousand takes minutes, so it is done through one adapter. */
const SIZES: Readonly<Record<Kind, readonly number[]>> = { github: [1_000, 10_000], gitlab: [1_000] };
const CHANGED = 100;
const GITHUB_AIM = 15;

type Kind = "github" | "gitlab";
interface Cost extends KnownCrawl {
  readonly requests: number;
}

/** Crawls of a thousand and of ten thousand known repositories, through the adapters and against the fakes' APIs. */
export async function runKnown(folder: string, sizes = SIZES): Promise<string> {
  const rows: string[] = [];
  const notes: string[] = [];
  for (const kind of ["github", "gitlab"] as const) {
    for (const count of sizes[kind]) {
      const costs = await measure(folder, kind, count);
      rows.push(...costs.map(([what, cost]) => toRow(kind, count, what, cost)));
      const unchanged = costs.find(([what]) => what === "unchanged")?.[1].requests ?? Number.NaN;
      notes.push(noteOf(kind, count, unchanged));
    }
  }
  return [
    "Crawls of known repositories through the adapters (fake forges over loopback, files without git behind them); memory is what the process held at most above what it held before, writes are statements and the rows that they changed:",
    "",
    "| forge | known | crawl | time | memory | requests | reads | writes | rows written |",
    "|---|--:|---|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    ...notes,
  ].join("\n");
}

/** Each crawl in a process of its own, so that none has the memory of the one before. */
async function measure(folder: string, kind: Kind, count: number): Promise<readonly [string, Cost][]> {
  const server = await startChild("forge-server.js", [kind, String(count)]);
  try {
    const { url } = await server.ask<ForgeUse>("use");
    const file = join(folder, `${kind}-${String(count)}.sqlite`);
    const crawl = (expected: object): Promise<Cost> => crawlOnce(server, [file, kind, url], expected);
    const first = await crawl({ published: count, failed: 0 });
    const unchanged = await crawl({ unchanged: count, failed: 0 });
    await server.ask<ForgeUse>(`change ${String(CHANGED)}`);
    const changed = await crawl({ unchanged: count - CHANGED, updated: CHANGED, failed: 0 });
    return [
      ["first", first],
      ["unchanged", unchanged],
      [`${String(CHANGED)} changed`, changed],
    ];
  } finally {
    await server.end();
  }
}

async function crawlOnce(server: Child, args: readonly string[], expected: object): Promise<Cost> {
  const child = await startChild("known-crawl.js", args);
  try {
    const crawl = await child.ask<KnownCrawl>(JSON.stringify(expected));
    const { requests } = await server.ask<ForgeUse>("use");
    return { ...crawl, requests };
  } finally {
    await child.end();
  }
}

function toRow(kind: Kind, count: number, what: string, cost: Cost): string {
  const { ms, peakBytes, requests, reads, writes, rowsWritten } = cost;
  const cells = [kind, count, what, seconds(ms), mib(peakBytes), requests, reads, writes, rowsWritten];
  return `| ${cells.map(String).join(" | ")} |`;
}

function noteOf(kind: Kind, count: number, requests: number): string {
  if (kind === "github") {
    const aim =
      count > 1_000
        ? ""
        : `; aim at most ${String(GITHUB_AIM)}, ${requests <= GITHUB_AIM ? "met" : "missed"}`;
    return `- GitHub, ${String(count)} unchanged: ${String(count)} / 100 a question → ${String(requests)} requests for list and heads${aim}.`;
  }
  const { told, total } = requestsFor(count, { of: "group", limit: QUESTION_LIMITS.signedIn });
  return `- GitLab, ${String(count)} unchanged: ${told}: ${String(total)} expected, ${String(requests)} made.`;
}
