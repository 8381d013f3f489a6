import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createCrawler, type Crawler, type CrawlRequest } from "../crawler/crawl.ts";
import { createForges } from "../crawler/forges/create-forges.ts";
import { createDirectoryForge } from "../crawler/forges/directory/index.ts";
import { findBelow } from "../crawler/forges/find-below.ts";
import type { Forge, Forges } from "../crawler/forges/forge.ts";
import type { ForgeHost } from "../crawler/forges/forge-host.ts";
import type { Credential } from "../crawler/forges/git/credentials.ts";
import { createGitForge, type GitForge } from "../crawler/forges/git/index.ts";
import { createGitHubForge } from "../crawler/forges/github/index.ts";
import { createGitLabForge } from "../crawler/forges/gitlab/index.ts";
import { createRequestBudget, type RequestBudget } from "../crawler/forges/request-budget.ts";
import { type CrawlMeter, createSummingMeter, type ForgeRequest } from "../crawler/meter.ts";
import { syncSourcesFile } from "../crawler/sources.ts";
import { RELEASES_VERSION } from "../crawler/stages/releases.ts";
import { receiveDelivery } from "../crawler/webhooks/receive.ts";
import type { CrawlDesk } from "./catalogue/crawl-desk.ts";
import type { GuardedChecker } from "./catalogue/guarded-checker.ts";
import type { Source } from "./catalogue/sources.ts";
import type { Store } from "./catalogue/store.ts";
import { createMetrics, type Metrics } from "./compose-metrics.ts";
import { gitEnvironment } from "./config/load.ts";
import type { ForgeSetting, Settings } from "./config/settings.ts";
import { ExecatError } from "./errors.ts";
import type { HttpClient } from "./http/http-client.ts";
import type { Logger } from "./log.ts";
import { MODEL_VERSION } from "./manifest/model.ts";
import type { Vocabularies } from "./vocabulary/vocabulary.ts";
import { FACTS_VERSION } from "./repository-facts/tell-facts.ts";

/** One request to a forge's API; GitLab gives up on its own after 30 s. */
const API_TIMEOUT_MS = 30_000;

/**
 * Without the vocabularies: when they change, terms are given their new meaning in the store. Whatever was checked while
 * their hash stood here is checked once more, which tells where its terms stand.
 */
const CHECKED_WITH = `${MODEL_VERSION}-${FACTS_VERSION}-${RELEASES_VERSION}`;

/** The crawler of this process. */
export interface CatalogueCrawler extends CrawlDesk, Pick<Crawler, "crawl">, Pick<Metrics, "scrape"> {
  /** Brings the store's sources into line with `sources.yaml`. */
  syncSources(): Promise<readonly Source[]>;
}

export interface CrawlerParts {
  readonly store: Store;
  readonly checker: GuardedChecker;
  readonly vocabularies: () => Vocabularies;
  readonly http: HttpClient;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: Logger;
  readonly onPublished: () => void;
  /** Called when a webhook brought something to look at. */
  readonly onQueued: () => void;
}

/** A crawler that reads `sources.yaml` anew before each crawl. */
export function createCatalogueCrawler(settings: Settings, parts: CrawlerParts): CatalogueCrawler {
  const budgets: RequestBudget[] = [];
  const metrics = createMetrics({
    store: parts.store,
    budgets: () => budgets.flatMap((budget) => [...budget.states()]),
    now: parts.now,
  });
  const meter = createSummingMeter(metrics.meter);
  const { forges, git } = openForges(settings, { ...parts, meter }, budgets);
  const crawler = createCrawler({
    ...parts,
    forges,
    meter,
    checkedWith: CHECKED_WITH,
    sharesStore: settings.databaseUrl !== "",
    pageOf: (id) => (settings.publicUrl === "" ? undefined : `${settings.publicUrl}/repositories/${id}`),
    parallel: settings.crawlParallel,
    random: Math.random,
    sweep: (repositoryIds) => git.sweepMirrors(repositoryIds),
  });
  const syncSources = (): Promise<readonly Source[]> => {
    if (!existsSync(settings.sourcesFile)) {
      throw new ExecatError(
        "SOURCE_INVALID",
        `There is no file "${settings.sourcesFile}" that lists sources.`,
        { hint: "`execat source add URL` makes one; EXECAT_SOURCES names another." },
      );
    }
    return syncSourcesFile(settings.sourcesFile, parts);
  };
  return {
    status: () => crawler.status(),
    syncSources,
    look: (request) => crawler.look(request),
    receive: (host, delivery) =>
      receiveDelivery({ ...parts, forgesOf: (name) => forges.ofHost(name) }, host, delivery),
    scrape: () => metrics.scrape(),
    budgets: () => budgets.flatMap((budget) => [...budget.states()]),
    async crawl(request: CrawlRequest) {
      await syncSources();
      return crawler.crawl(request);
    },
  };
}

function openForges(
  settings: Settings,
  parts: CrawlerParts & { readonly meter: CrawlMeter },
  budgets: RequestBudget[],
): { readonly forges: Forges; readonly git: GitForge } {
  const hosts = forgeHosts(settings);
  /** By the forge's address; filled below, for git and the forges need one another. */
  const tokens: ForgeTokens = new Map();
  const git = createGitForge({
    mirrorsDir: path.join(settings.dataDir, "git"),
    timeoutMs: settings.gitTimeoutSeconds * 1000,
    maxBytes: settings.gitMaxMib * 1024 * 1024,
    allowHosts: settings.allowHosts,
    environment: gitEnvironment(),
    web: { client: metered(parts.http, parts.meter), now: parts.now },
    credentialsFor: (url) => findCredential(tokens, url),
  });
  const instances = new Map<string, Forge>();
  for (const host of hosts) {
    const budget = createRequestBudget({ host: host.host, share: host.share, now: parts.now });
    budgets.push(budget);
    const options = {
      host,
      http: parts.http,
      budget,
      now: parts.now,
      git,
      timeoutMs: API_TIMEOUT_MS,
      onAnswer: (answer: ForgeRequest): void => parts.meter.request(answer),
    };
    if (host.kind === "github") {
      const forge = createGitHubForge(options);
      instances.set(host.url, forge);
      tokens.set(host.url, (path) => forge.tokenFor(path));
    } else {
      instances.set(host.url, createGitLabForge(options));
      tokens.set(host.url, async () => host.token?.());
    }
  }
  const directory = createDirectoryForge({ baseDir: path.dirname(settings.sourcesFile) });
  return { forges: createForges({ directory, git, instances }), git };
}

/** The token of each forge for a path below its address. */
type ForgeTokens = Map<string, (path: string) => Promise<string | undefined>>;

/** A token goes to what lies below its forge's address: other paths of the host may be anybody's. */
export async function findCredential(tokens: ForgeTokens, url: string): Promise<Credential | undefined> {
  const found = findBelow(tokens, url);
  const token = await found?.value(found.path);
  return found === undefined || token === undefined ? undefined : { token, base: found.base };
}

/** Questions for heads over https count among the requests; what git itself fetches is not known to us. */
function metered(client: HttpClient, meter: CrawlMeter): HttpClient {
  return {
    async request(url, request) {
      const response = await client.request(url, request);
      const bytes = Buffer.byteLength(response.body, request.encoding);
      meter.request({ host: new URL(url).host, status: response.status, bytes });
      return response;
    },
    close: () => client.close(),
  };
}

/** The two public forges, and those that the settings name; what is said of a public one there is added to it. */
export function forgeHosts(settings: Settings): readonly ForgeHost[] {
  const known: ForgeSetting[] = [
    ...settings.forges,
    ...PUBLIC_FORGES.filter(({ url }) => !settings.forges.some((forge) => forge.url === url)),
  ];
  return known.map((forge) => toHost(forge, settings));
}

const NOTHING_MORE = { tokenFile: undefined, webhookSecretFile: undefined, app: undefined };
const PUBLIC_FORGES: readonly ForgeSetting[] = [
  { kind: "github", url: "https://github.com", ...NOTHING_MORE, share: 0.8, report: false },
  { kind: "gitlab", url: "https://gitlab.com", ...NOTHING_MORE, share: 0.8, report: false },
];

function toHost(forge: ForgeSetting, settings: Settings): ForgeHost {
  const isPublic = PUBLIC_FORGES.some(({ url, kind }) => url === forge.url && kind === forge.kind);
  const isGitHub = forge.kind === "github";
  const token = isPublic ? (isGitHub ? settings.githubToken : settings.gitlabToken) : "";
  const secret = isPublic ? (isGitHub ? settings.githubWebhookSecret : settings.gitlabWebhookSecret) : "";
  const { app } = forge;
  return {
    kind: forge.kind,
    url: forge.url,
    host: new URL(forge.url).host,
    token: secretOf(forge.tokenFile, token),
    webhookSecret: secretOf(forge.webhookSecretFile, secret),
    app: app === undefined ? undefined : { id: app.id, privateKey: () => readSecret(app.keyFile) },
    share: forge.share,
    report: forge.report,
  };
}

function secretOf(file: string | undefined, value: string): (() => Promise<string>) | undefined {
  if (file !== undefined) return () => readSecret(file);
  return value === "" ? undefined : () => Promise.resolve(value);
}

async function readSecret(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new ExecatError("SETTINGS_INVALID", `The secret's file "${path.basename(file)}" cannot be read.`, {
      hint: 'Check the files that the setting "forges" names.',
      cause,
    });
  }
}
