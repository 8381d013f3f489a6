import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Express } from "express";
import { monotonicFactory } from "ulid";
import { createCrawler, type CrawlProgress, type CrawlRequest, type Crawler } from "../crawler/crawl.ts";
import { createDirectoryForge } from "../crawler/forges/directory/index.ts";
import { createGitForge } from "../crawler/forges/git/index.ts";
import { createProgress as createCrawlProgress } from "../crawler/progress.ts";
import { syncSourcesFile } from "../crawler/sources.ts";
import type { Broker } from "./brokers/broker.ts";
import { createAskService } from "./brokers/create-ask-service.ts";
import { createSessionService } from "./brokers/create-session-service.ts";
import { createEmbeddedBroker } from "./brokers/embedded/index.ts";
import { createHttpBroker } from "./brokers/http/index.ts";
import type { SessionService } from "./brokers/session-service.ts";
import { type Checker, createChecker } from "./catalogue/checker.ts";
import { createProposals } from "./catalogue/create-proposals.ts";
import { createSqlStore, type SqlStore } from "./catalogue/sql/index.ts";
import { gitEnvironment } from "./config/load.ts";
import type { Settings } from "./config/settings.ts";
import { ExecatError } from "./errors.ts";
import type { HttpClient } from "./http/http-client.ts";
import { createHttpClient } from "./http/undici-client.ts";
import { createLogger, type Logger } from "./log.ts";
import { MODEL_VERSION } from "./manifest/model.ts";
import { findProjectRoot } from "./project-root.ts";
import { createSearchService } from "./search/service.ts";
import { createEmbeddedEngine } from "./search/embedded/index.ts";
import { createMeilisearchEngine } from "./search/meilisearch/index.ts";
import { makeKeys } from "./search/meilisearch/make-keys.ts";
import { createIndexWriter, type IndexWriter } from "./search/index-writer.ts";
import type { SearchEngine } from "./search/search-engine.ts";
import type { SearchService } from "./search/search-service.ts";
import { loadVocabularies } from "./vocabulary/load.ts";
import type { Vocabularies } from "./vocabulary/vocabulary.ts";
import { buildApp } from "./web/app.ts";

export { addSource } from "../crawler/add-source.ts";
export { explain } from "../crawler/explain.ts";

/** Ids grow within a millisecond too, so that what is listed by id comes in the order in which it was made. */
const newId = monotonicFactory();
const USER_AGENT = "Execat (IVOA software catalogue)";
/** The embedded broker answers from this process; what takes longer is a fault. */
const EMBEDDED_TIMEOUT_MS = 10_000;
/** Kinds that dialects C and D can say. */
const DIALECT_D_KINDS = ["docker-container", "singularity-container", "jupyter-notebook"];

/** The adapters and services that a command works with. */
export interface Catalogue {
  readonly settings: Settings;
  readonly log: Logger;
  readonly now: () => Date;
  readonly store: SqlStore;
  readonly vocabularies: Vocabularies;
  readonly checker: Checker;
  readonly engine: SearchEngine;
  readonly indexWriter: IndexWriter;
  readonly search: SearchService;
  readonly crawler: Pick<Crawler, "crawl" | "status">;
  close(): Promise<void>;
}

export function openStore(settings: Settings): Promise<SqlStore> {
  const { databaseUrl, dataDir } = settings;
  return createSqlStore(
    databaseUrl === "" ? { file: path.join(dataDir, "catalogue.sqlite") } : { databaseUrl },
  );
}

export function openVocabularies(settings: Settings): Promise<Vocabularies> {
  return loadVocabularies(settings.vocabulariesDir || path.join(findProjectRoot(), "vocabularies"));
}

export async function openEngine(settings: Settings): Promise<SearchEngine> {
  const { meiliUrl: url, meiliIndex: indexName } = settings;
  if (url !== "") {
    return createMeilisearchEngine({
      url,
      indexName,
      masterKey: settings.meiliMasterKey || undefined,
      searchKey: settings.meiliSearchKey || undefined,
      indexKey: settings.meiliIndexKey || undefined,
      now: () => new Date(),
    });
  }
  return createEmbeddedEngine({ file: path.join(settings.dataDir, "index.sqlite") });
}

/** The keys of least privilege for the index at Meilisearch. Throws `SETTINGS_INVALID` without a master key. */
export async function makeSearchKeys(
  settings: Settings,
): Promise<{ readonly searchKey: string; readonly indexKey: string }> {
  const { meiliUrl: url, meiliIndex: indexName, meiliMasterKey: masterKey } = settings;
  if (url === "" || masterKey === "") {
    throw new ExecatError("SETTINGS_INVALID", "Keys are made at Meilisearch with its master key.", {
      hint: "Set EXECAT_MEILI_URL and EXECAT_MEILI_MASTER_KEY for this one command.",
    });
  }
  const { searchKey = "", indexKey = "" } = await makeKeys({ url, indexName, masterKey });
  return { searchKey, indexKey };
}

/** Opens what every command needs; the data folder must be there. */
export async function openCatalogue(settings: Settings): Promise<Catalogue> {
  const log = createLogger(settings.logLevel);
  const now = (): Date => new Date();
  const vocabularies = await openVocabularies(settings);
  const checker = createChecker(vocabularies);
  const store = await openStore(settings);
  await store.migrate();
  const engine = await openEngine(settings);
  const indexWriter = createIndexWriter({ store, engine, vocabularies, now, log });
  const crawler = createCrawlerFor(settings, {
    store,
    checker,
    vocabularies,
    now,
    log,
    onPublished: () => indexWriter.wake(),
  });
  return {
    settings,
    log,
    now,
    store,
    vocabularies,
    checker,
    engine,
    indexWriter,
    search: createSearchService({ engine, vocabularies }),
    crawler,
    async close() {
      await engine.close();
      await store.close();
    },
  };
}

interface CrawlerParts {
  readonly store: SqlStore;
  readonly checker: Checker;
  readonly vocabularies: Vocabularies;
  readonly now: () => Date;
  readonly log: Logger;
  readonly onPublished: () => void;
}

/** A crawler that reads `sources.yaml` anew before each crawl. */
function createCrawlerFor(settings: Settings, parts: CrawlerParts): Catalogue["crawler"] {
  const crawler = createCrawler({
    ...parts,
    forges: {
      directory: createDirectoryForge({ baseDir: path.dirname(settings.sourcesFile) }),
      git: createGitForge({
        mirrorsDir: path.join(settings.dataDir, "git"),
        timeoutMs: settings.gitTimeoutSeconds * 1000,
        allowHosts: settings.allowHosts,
        environment: gitEnvironment(),
      }),
    },
    checkedWith: `${MODEL_VERSION}-${parts.vocabularies.hash}`,
    sharesStore: settings.databaseUrl !== "",
    parallel: settings.crawlParallel,
    newId,
    random: Math.random,
  });
  return {
    status: () => crawler.status(),
    async crawl(request: CrawlRequest) {
      if (!existsSync(settings.sourcesFile)) {
        throw new ExecatError(
          "SOURCE_INVALID",
          `There is no file "${settings.sourcesFile}" that lists sources.`,
          {
            hint: "`execat source add URL` makes one; EXECAT_SOURCES names another.",
          },
        );
      }
      await syncSourcesFile(settings.sourcesFile, { store: parts.store, now: parts.now, newId });
      return crawler.crawl(request);
    },
  };
}

/** The brokers of the setting `brokers`, with an HTTP client of their own. */
export function openRemoteBrokers(settings: Settings): readonly Broker[] {
  return remoteBrokers(
    settings,
    createHttpClient({ allowHosts: () => settings.allowHosts, userAgent: USER_AGENT }),
  );
}

function remoteBrokers(settings: Settings, http: HttpClient): readonly Broker[] {
  return settings.brokers.map((broker) =>
    createHttpBroker({
      id: broker.id,
      label: broker.label,
      baseUrl: () => broker.url,
      http,
      ...(broker.username === undefined
        ? {}
        : {
            credentials: {
              username: broker.username,
              password: readPassword(broker.id, broker.passwordFile),
            },
          }),
      timeoutMs: broker.timeoutMs,
      dialect: broker.dialect,
      rehearsal: false,
      executableKinds: new Set(DIALECT_D_KINDS),
    }),
  );
}

function readPassword(broker: string, file: string | undefined): string {
  if (file === undefined) return "";
  try {
    return readFileSync(file, "utf8").trimEnd();
  } catch (error) {
    throw new ExecatError("SETTINGS_INVALID", `The password file of broker "${broker}" cannot be read.`, {
      hint: `Check passwordFile in the setting "brokers".`,
      cause: error,
    });
  }
}

export interface Web {
  readonly app: Express;
  readonly sessions: SessionService;
  close(): Promise<void>;
}

export interface Listener {
  readonly port: number;
  /** Called when a proposed repository is to be crawled at once. */
  readonly onProposalAccepted: () => void;
}

/** The web server's application, with the embedded broker in it, for a server that listens already. */
export function composeWeb(catalogue: Catalogue, listener: Listener): Web {
  const { settings, store, now, log } = catalogue;
  const own = `${ownHost(settings.host)}:${listener.port}`;
  const http = createHttpClient({ allowHosts: () => [...settings.allowHosts, own], userAgent: USER_AGENT });
  const clientToken = randomBytes(32).toString("base64url");
  const ownBroker = `http://${own}/execution-broker`;
  const brokers = [
    ...(settings.embeddedBroker ? [ownClient(ownBroker, http, clientToken)] : []),
    ...remoteBrokers(settings, http),
  ];
  const asks = createAskService({ store, brokers, now, newId, log, timeoutMsFor: timeoutsOf(settings) });
  const sessions = createSessionService({ store, brokers, now, newId, log });
  const app = buildApp(
    {
      settings,
      store,
      vocabularies: catalogue.vocabularies,
      search: catalogue.search,
      asks,
      sessions,
      checker: catalogue.checker,
      proposals: createProposals({
        store,
        policy: settings.proposals,
        now,
        newId,
        onAccepted: listener.onProposalAccepted,
      }),
      crawlStatus: catalogue.crawler.status,
      readiness: () => readiness(catalogue),
      now,
      log,
    },
    {
      mount: settings.embeddedBroker
        ? [{ path: "/execution-broker", handler: embeddedBroker(catalogue, clientToken, ownBroker) }]
        : [],
    },
  );
  return {
    app,
    sessions,
    async close() {
      await asks.close();
      await sessions.close();
      await http.close();
    },
  };
}

/** The embedded broker is asked over HTTP like any other; only the token, which names the reader, is ours. */
function ownClient(url: string, http: HttpClient, clientToken: string): Broker {
  return createHttpBroker({
    id: "embedded",
    label: "This catalogue",
    baseUrl: () => url,
    http,
    timeoutMs: EMBEDDED_TIMEOUT_MS,
    rehearsal: true,
    executableKinds: new Set([...DIALECT_D_KINDS, "python-program"]),
    clientToken,
  });
}

function timeoutsOf(settings: Settings): (brokerId: string) => number {
  return (brokerId) => settings.brokers.find(({ id }) => id === brokerId)?.timeoutMs ?? EMBEDDED_TIMEOUT_MS;
}

function embeddedBroker({ settings, store, now, log }: Catalogue, clientToken: string, ownBroker: string) {
  const { brokerUsername: username, brokerPassword: password } = settings;
  return createEmbeddedBroker({
    db: store.db,
    capacity: {
      cores: settings.brokerCores,
      memory: settings.brokerMemoryGib,
      storage: settings.brokerStorageGib,
    },
    offerSeconds: settings.brokerOfferSeconds,
    openAnswers: settings.brokerOpenAnswers,
    postRate: settings.askRate,
    rehearsalSpeed: settings.rehearsalSpeed,
    credentials: username === "" ? undefined : { username, password },
    clientToken,
    pageOf: async (kind, uuid) => {
      const { askId, sessionId } = await store.asks.findByBroker("embedded", uuid);
      if (sessionId !== undefined && kind === "session") return `${settings.publicUrl}/sessions/${sessionId}`;
      return askId === undefined ? undefined : `${settings.publicUrl}/asks/${askId}`;
    },
    publicBase: () => (settings.publicUrl === "" ? ownBroker : `${settings.publicUrl}/execution-broker`),
    now,
    log,
  }).router;
}

async function readiness({ store, engine }: Catalogue): Promise<readonly string[]> {
  const missing: string[] = [];
  await store.entries.count().catch(() => missing.push(`store: ${store.name} does not answer`));
  await engine.describe().catch(() => missing.push(`search: ${engine.name} does not answer`));
  return missing;
}

/** What we dial to reach our own listener. */
function ownHost(host: string): string {
  if (host === "0.0.0.0" || host === "") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** Shows a crawl on stdout: a bar on a terminal, lines elsewhere. */
export function createProgress(): (progress: CrawlProgress) => void {
  return createCrawlProgress({ stream: process.stdout });
}
