import { expect, it } from "vitest";
import { runCrawlKills } from "../support/long/crawl-kills.ts";
import { kept, seedOf } from "../support/long/long-row.ts";
import { POSTGRES_URL } from "../support/postgres.ts";

const TIMEOUT_MS = 60 * 60_000;

it(
  "ends where an undisturbed crawl ends, though its process is killed two hundred times",
  async () => {
    const row = await kept(runCrawlKills({ kills: 200, repositories: 8, store: "SQLite" }, seedOf(7)));
    expect(row.outcome).toContain("all equal");
  },
  TIMEOUT_MS,
);

it.skipIf(POSTGRES_URL === undefined)(
  "ends there on PostgreSQL as well",
  async () => {
    const row = await kept(runCrawlKills({ kills: 200, repositories: 8, store: "PostgreSQL" }, seedOf(7)));
    expect(row.outcome).toContain("all equal");
  },
  TIMEOUT_MS,
);
