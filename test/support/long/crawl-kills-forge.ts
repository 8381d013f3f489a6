import { createGitForge } from "../../../crawler/forges/git/index.ts";
import type { Forge } from "../../../crawler/forges/forge.ts";
import { createGitHubForge } from "../../../crawler/forges/github/index.ts";
import { createRequestBudget } from "../../../crawler/forges/request-budget.ts";
import { createHttpClient } from "../../../src/http/undici-client.ts";
import type { FakeGitHub } from "../forges/github/fake-github.ts";

export const KILLS_TOKEN = "kills-token";

/** The adapter by which the catalogue that is never disturbed reads the fake. */
export function connectKillsForge(
  { origin }: FakeGitHub,
  mirrorsDir: string,
): { readonly forge: Forge; readonly close: () => Promise<void> } {
  const { host } = new URL(origin);
  const now = (): Date => new Date();
  const http = createHttpClient({ allowHosts: () => [host], userAgent: "execat-test" });
  const git = createGitForge({
    mirrorsDir,
    timeoutMs: 60_000,
    allowHosts: [host],
    environment: { PATH: process.env["PATH"] ?? "" },
  });
  const forge = createGitHubForge({
    host: { kind: "github", url: origin, host, share: 1, report: false, token: async () => KILLS_TOKEN },
    http,
    git,
    now,
    budget: createRequestBudget({ host, share: 1, now }),
    timeoutMs: 60_000,
  });
  return { forge, close: async () => http.close() };
}
