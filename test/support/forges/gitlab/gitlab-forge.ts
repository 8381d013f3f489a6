import { createGitForge } from "../../../../crawler/forges/git/index.ts";
import { createGitLabForge } from "../../../../crawler/forges/gitlab/index.ts";
import type { Forge } from "../../../../crawler/forges/forge.ts";
import { createRequestBudget, type RequestBudget } from "../../../../crawler/forges/request-budget.ts";
import type { ForgeHost } from "../../../../crawler/forges/forge-host.ts";
import type { ForgeScope, Source } from "../../../../src/catalogue/sources.ts";
import { createHttpClient } from "../../../../src/http/undici-client.ts";
import { source } from "../../entry-builders.ts";
import { createFakeGitLab, type FakeGitLab, type FakeGitLabOptions } from "./fake-gitlab.ts";

export interface ConnectedForge {
  readonly forge: Forge;
  readonly budget: RequestBudget;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly now?: (() => Date) | undefined;
  readonly timeoutMs?: number | undefined;
  readonly mirrorsDir?: string | undefined;
  readonly host?: Partial<ForgeHost> | undefined;
}

/** The real adapter, connected to a fake over loopback. */
export function connectGitLab(
  fake: Pick<FakeGitLab, "url" | "host">,
  options: ConnectOptions = {},
): ConnectedForge {
  const now = options.now ?? (() => new Date());
  const http = createHttpClient({ allowHosts: () => [fake.host], userAgent: "execat-test" });
  const host: ForgeHost = {
    kind: "gitlab",
    url: fake.url,
    host: fake.host,
    share: 1,
    report: false,
    ...options.host,
  };
  const budget = createRequestBudget({ host: fake.host, share: host.share, now });
  const git = createGitForge({
    mirrorsDir: options.mirrorsDir ?? "/nonexistent",
    timeoutMs: 20_000,
    allowHosts: [fake.host],
    credentialsFor: async () => {
      const token = await host.token?.();
      return token === undefined ? undefined : { token, base: `${fake.url}/` };
    },
    environment: { PATH: process.env["PATH"] ?? "" },
  });
  const forge = createGitLabForge({ host, http, budget, git, now, timeoutMs: options.timeoutMs ?? 5_000 });
  return { forge, budget, close: async () => http.close() };
}

/** A fake and the adapter connected to it, both by a clock that stands still at `at` unless they are given another. */
export async function startGitLab(
  at: Date,
  options: FakeGitLabOptions = {},
  connect: ConnectOptions = {},
): Promise<ConnectedForge & { readonly fake: FakeGitLab }> {
  const fake = await createFakeGitLab({ now: () => at, ...options });
  const connected = connectGitLab(fake, { now: () => at, ...connect });
  return {
    ...connected,
    fake,
    async close() {
      await connected.close();
      await fake.close();
    },
  };
}

/** A source of a fake. */
export function gitLabSource(
  fake: Pick<FakeGitLab, "url">,
  scope:
    | { readonly of: "group" | "user" | "topic"; readonly name: string }
    | { readonly of: "repositories"; readonly paths: readonly string[] },
): Source {
  const full: ForgeScope = { url: fake.url, ...scope };
  return source({ kind: "gitlab", location: fake.url, options: { scope: full } });
}
