import type { ForgeScope, Repository, Source } from "../../../../src/catalogue/sources.ts";
import { createHttpClient } from "../../../../src/http/undici-client.ts";
import { createGitForge } from "../../../../crawler/forges/git/index.ts";
import { createGitHubForge, type GitHubForge } from "../../../../crawler/forges/github/index.ts";
import type { Forge, FoundRepository } from "../../../../crawler/forges/forge.ts";
import type { ForgeHost } from "../../../../crawler/forges/forge-host.ts";
import { createRequestBudget, type RequestBudget } from "../../../../crawler/forges/request-budget.ts";
import { repository, source } from "../../entry-builders.ts";
import { createTempFolder } from "../../git-fixture.ts";
import { createFakeGitHub, type FakeGitHub } from "./fake-github.ts";

/** A fake GitHub, and our adapter that asks it. */
export interface GitHubFixture {
  readonly fake: FakeGitHub;
  readonly budget: RequestBudget;
  /** A new adapter, as after a restart, whose tokens git uses from then on; signed in with a token that the fake takes unless told otherwise. */
  forge(host?: Partial<ForgeHost>): Forge;
  /** The adapter for a caller without a token. */
  anonymous(): Forge;
  /** Statuses of all answers of the API, in order. */
  statuses(): readonly number[];
  /** Moves the clock of both. */
  pass(ms: number): void;
  close(): Promise<void>;
}

export const TOKEN = "ghp_test";

export interface GitHubFixtureOptions {
  readonly withApp?: boolean;
  readonly timeoutMs?: number;
  readonly share?: number;
}

export async function createGitHubFixture(options: GitHubFixtureOptions = {}): Promise<GitHubFixture> {
  let passedMs = 0;
  const now = (): Date => new Date(Date.now() + passedMs);
  const fake = await createFakeGitHub({ now, withApp: options.withApp ?? false });
  fake.tokens.add(TOKEN);
  const { host } = new URL(fake.origin);
  const folder = createTempFolder();
  const allowHosts = [host];
  const http = createHttpClient({ allowHosts: () => allowHosts, userAgent: "execat-test" });
  const budget = createRequestBudget({ host, share: options.share ?? 1, now });
  let last: GitHubForge | undefined;
  const git = createGitForge({
    mirrorsDir: folder.path,
    timeoutMs: 20_000,
    allowHosts,
    environment: { PATH: process.env["PATH"] ?? "" },
    credentialsFor: async (url) => {
      const token = await last?.tokenFor(new URL(url).pathname.slice(1));
      return token === undefined ? undefined : { token, base: `${fake.origin}/` };
    },
  });
  const statuses: number[] = [];
  const forge = (over: Partial<ForgeHost>): Forge => {
    last = createGitHubForge({
      host: { kind: "github", url: fake.origin, host, share: 1, report: false, ...over },
      http,
      budget,
      git,
      now,
      onAnswer: ({ status }) => statuses.push(status),
      timeoutMs: options.timeoutMs ?? 10_000,
    });
    return last;
  };
  return {
    fake,
    budget,
    forge: (over = { token: async () => TOKEN }) => forge(over),
    anonymous: () => forge({}),
    statuses: () => statuses,
    pass(ms) {
      passedMs += ms;
    },
    async close() {
      await http.close();
      await fake.close();
      folder.remove();
    },
  };
}

/** A source of the fake's. */
export function sourceOf(fake: FakeGitHub, scope: ScopeOf, forks?: boolean): Source {
  return source({
    kind: "github",
    location: fake.origin,
    options: { scope: { url: fake.origin, ...scope }, ...(forks === undefined ? {} : { forks }) },
  });
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type ScopeOf = Without<ForgeScope, "url">;

/** What the catalogue makes of a repository that was found. */
export function known(found: FoundRepository): Repository {
  const { head: _head, ...rest } = found;
  return repository({ ...rest, facts: found.facts, id: `known ${found.forgeId}` });
}

/** Never stops. */
export const SIGNAL = new AbortController().signal;
