import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Express } from "express";
import { monotonicFactory } from "ulid";
import type { CrawlProgress } from "../crawler/crawl.ts";
import { createEventLines } from "../crawler/progress-events.ts";
import { createProgress as createCrawlProgress } from "../crawler/progress.ts";
import type { Broker } from "./brokers/broker.ts";
import { createAskService } from "./brokers/create-ask-service.ts";
import { createSessionService } from "./brokers/create-session-service.ts";
import { createEmbeddedBroker } from "./brokers/embedded/index.ts";
import { createHttpBroker } from "./brokers/http/index.ts";
import type { SessionService } from "./brokers/session-service.ts";
import { openRepositoryCheck } from "./compose-check.ts";
import { hasCuration, openCuration, openDesk, vocabulariesFolder } from "./compose-curation.ts";
import { createOverlaidStore } from "./catalogue/overlaid-store.ts";
import type { Store } from "./catalogue/store.ts";
import type { CurationDesk } from "./curation/desk.ts";
import { createCheckThread } from "./catalogue/check-thread/index.ts";
import { createProposals } from "./catalogue/create-proposals.ts";
import type { GuardedChecker } from "./catalogue/guarded-checker.ts";
import { type CatalogueCrawler, createCatalogueCrawler } from "./compose-crawler.ts";
import { createSqlStore, type SqlStore } from "./catalogue/sql/index.ts";
import type { Settings } from "./config/settings.ts";
import { ExecatError } from "./errors.ts";
import type { HttpClient } from "./http/http-client.ts";
import { createHttpClient } from "./http/undici-client.ts";
import { createLogger, type Logger } from "./log.ts";
import { createLiveSearchService } from "./search/service.ts";
import { createEmbeddedEngine } from "./search/embedded/index.ts";
import { createMeilisearchEngine } from "./search/meilisearch/index.ts";
import { makeKeys } from "./search/meilisearch/make-keys.ts";
import { createIndexWriter, type IndexWriter } from "./search/index-writer.ts";
import type { SearchEngine } from "./search/search-engine.ts";
import type { SearchService } from "./search/search-service.ts";
import { PARSED_VOCABULARIES } from "./vocabulary/kept-files.ts";
import type { LiveVocabularies } from "./vocabulary/live-vocabularies.ts";
import { loadVocabularies } from "./vocabulary/load.ts";
import type { Vocabularies } from "./vocabulary/vocabulary.ts";
import { createWake, type Wake } from "./wake.ts";
import { buildApp } from "./web/app.ts";
import { createLiveLooks } from "./web/live-looks.ts";
import type { WebServices } from "./web/services.ts";

export { addSource } from "../crawler/add-source.ts";
export { explain } from "../crawler/explain.ts";
export { followCuration } from "./compose-curation.ts";
export { nextCrawl } from "../crawler/schedule.ts";

/** Ids grow within a millisecond too, so that what is listed by id comes in the order in which it was made. */
const newId = monotonicFactory();
const USER_AGENT = "Execat (IVOA software catalogue)";
/** The embedded broker answers from this process; what takes longer is a fault. */
const EMBEDDED_TIMEOUT_MS = 10_000;
/** In which a repository that a reader names is read and checked; the reader waits for it. */
const CHECK_MS = 30_000;
/** Readers' texts that wait to be checked; more than these are not waited for any more. */
const MOST_CHECKS_WAITING = 50;
/** Kinds that dialects C and D can say. */
const DIALECT_D_KINDS = ["docker-container", "singularity-container", "jupyter-notebook"];

/** The adapters and services that a command works with. */
export interface Catalogue {
  readonly settings: Settings;
  readonly log: Logger;
  readonly now: () => Date;
  readonly store: SqlStore;
  /** The same as readers see it: with what curators said. */
  readonly readersStore: Store;
  readonly curation: CurationDesk;
  readonly live: LiveVocabularies;
  /** Those of now. */
  readonly vocabularies: Vocabularies;
  readonly checker: GuardedChecker;
  readonly engine: SearchEngine;
  readonly indexWriter: IndexWriter;
  readonly search: SearchService;
  readonly crawler: CatalogueCrawler;
  /** Told when a webhook or a reader brought something to look at. */
  readonly wake: Wake;
  close(): Promise<void>;
}

export function openStore(settings: Settings): Promise<SqlStore> {
  const { databaseUrl, dataDir } = settings;
  return createSqlStore(
    databaseUrl === "" ? { file: path.join(dataDir, "catalogue.sqlite") } : { databaseUrl },
  );
}

/** The vocabularies in force; those that a catalogue would be seeded from where there is none yet. */
export async function openVocabularies(settings: Settings): Promise<Vocabularies> {
  if (hasCuration(settings)) return (await openCuration(settings)).live.current;
  return loadVocabularies(vocabulariesFolder(settings), path.join(settings.dataDir, PARSED_VOCABULARIES));
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
  const opened = await openCuration(settings);
  const { live } = opened;
  const vocabularies = (): Vocabularies => live.current;
  const checker = createCheckThread({ vocabularies });
  const store = await openStore(settings);
  await store.migrate();
  const engine = await openEngine(settings);
  // Each needs the other only once both are there.
  let curation: CurationDesk | undefined;
  const readersStore = createOverlaidStore(store, () => present(curation).overlays);
  const indexWriter = createIndexWriter({
    store: readersStore,
    engine,
    vocabularies,
    refresh: async () => void (await present(curation).refresh()),
    now,
    log,
  });
  curation = await openDesk(settings, opened, { store, indexWriter });
  const wake = createWake();
  const http = createHttpClient({ allowHosts: () => settings.allowHosts, userAgent: USER_AGENT });
  const crawler = createCatalogueCrawler(settings, {
    store,
    checker,
    vocabularies,
    http,
    now,
    newId,
    log,
    onPublished: () => indexWriter.wake(),
    onQueued: wake.call,
  });
  return {
    settings,
    log,
    now,
    store,
    readersStore,
    curation,
    live,
    get vocabularies() {
      return live.current;
    },
    checker,
    engine,
    indexWriter,
    search: createLiveSearchService({ engine, live }),
    crawler,
    wake,
    async close() {
      await http.close();
      await checker.close();
      await engine.close();
      await store.close();
    },
  };
}

function present(desk: CurationDesk | undefined): CurationDesk {
  if (desk === undefined) throw new Error("The curation is not open yet.");
  return desk;
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

/** The web server's application, with the embedded broker in it, for a server that listens already. */
export function composeWeb(catalogue: Catalogue, port: number): Web {
  const { settings, store, now, log } = catalogue;
  const own = `${ownHost(settings.host)}:${port}`;
  const http = createHttpClient({ allowHosts: () => [...settings.allowHosts, own], userAgent: USER_AGENT });
  const clientToken = randomBytes(32).toString("base64url");
  const ownBroker = `http://${own}/execution-broker`;
  const brokers = [
    ...(settings.embeddedBroker ? [ownClient(ownBroker, http, clientToken)] : []),
    ...remoteBrokers(settings, http),
  ];
  const asks = createAskService({ store, brokers, now, newId, log, timeoutMsFor: timeoutsOf(settings) });
  const sessions = createSessionService({ store, brokers, now, newId, log });
  // A thread of its own, so that no reader waits for a crawl, nor a crawl for readers.
  const checker = createCheckThread({
    vocabularies: () => catalogue.live.current,
    mostWaiting: MOST_CHECKS_WAITING,
  });
  const looks = createLiveLooks({ crawler: catalogue.crawler, now, newId, log });
  const services = toServices(catalogue, { asks, sessions, checker, looks });
  const app = buildApp(services, {
    mount: settings.embeddedBroker
      ? [{ path: "/execution-broker", handler: embeddedBroker(catalogue, clientToken, ownBroker) }]
      : [],
  });
  return {
    app,
    sessions,
    async close() {
      await looks.close();
      await asks.close();
      await sessions.close();
      await checker.close();
      await http.close();
    },
  };
}

function toServices(
  catalogue: Catalogue,
  parts: Pick<WebServices, "asks" | "sessions" | "checker" | "looks">,
): WebServices {
  const { settings, store, curation, search, crawler, now, log } = catalogue;
  const vocabularies = (): Vocabularies => catalogue.live.current;
  return {
    ...parts,
    settings,
    store: catalogue.readersStore,
    curation,
    get vocabularies() {
      return catalogue.live.current;
    },
    search,
    repositoryCheck: openRepositoryCheck(settings, {
      checker: parts.checker,
      vocabularies,
      deadlineMs: CHECK_MS,
    }),
    proposals: createProposals({ store, policy: settings.proposals, now, newId }),
    crawler,
    scrape: () => crawler.scrape(),
    readiness: () => readiness(catalogue),
    now,
    log,
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

/** Shows a crawl on stdout: bars on a terminal, lines elsewhere; as lines of JSON for programs. */
export function createProgress(format: "text" | "json" = "text"): (progress: CrawlProgress) => void {
  if (format === "json") return createEventLines((line) => process.stdout.write(`${line}\n`));
  return createCrawlProgress({ stream: process.stdout });
}
