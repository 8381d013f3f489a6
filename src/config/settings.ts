/** How a setting's text is read. */
export type SettingType =
  | "text"
  | "origin"
  | "integer"
  | "number"
  | "boolean"
  | "list"
  | "choice"
  | "brokers"
  | "forges";

export interface SettingDefinition {
  readonly env: `EXECAT_${string}`;
  readonly type: SettingType;
  readonly default: unknown;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Never printed; `<env>_FILE` may name a file that holds it. */
  readonly secret?: boolean;
}

/** A broker that is asked besides the embedded one. */
export interface BrokerSetting {
  readonly id: string;
  readonly label: string;
  readonly url: string;
  readonly username: string | undefined;
  /** A file that holds the password. */
  readonly passwordFile: string | undefined;
  /** Deadline of one call. */
  readonly timeoutMs: number;
  /** The dialect of its requests; `detect` finds it out by asking. */
  readonly dialect: "C" | "D" | "detect";
}

/** A GitHub or GitLab that sources may name. */
export interface ForgeSetting {
  readonly kind: "github" | "gitlab";
  readonly url: string;
  /** Files that hold secrets; read anew when they are needed. */
  readonly tokenFile: string | undefined;
  readonly webhookSecretFile: string | undefined;
  readonly app: { readonly id: string; readonly keyFile: string } | undefined;
  /** Part of the rate limit that crawls may use. */
  readonly share: number;
  /** Whether commit statuses are written. */
  readonly report: boolean;
}

/** The one list of settings. `docs/settings.md`, the schema and `--help` are made from it. */
export const SETTINGS = {
  host: {
    env: "EXECAT_HOST",
    type: "text",
    default: "127.0.0.1",
    help: "Address that the web server listens on.",
  },
  port: {
    env: "EXECAT_PORT",
    type: "integer",
    default: 8080,
    min: 0,
    max: 65_535,
    help: "Port that the web server listens on; 0 takes a free one.",
  },
  dataDir: {
    env: "EXECAT_DATA_DIR",
    type: "text",
    default: "data",
    help: "Folder for the store, the index and git's working copies.",
  },
  databaseUrl: {
    env: "EXECAT_DATABASE_URL",
    type: "text",
    default: "",
    secret: true,
    help: "PostgreSQL database that keeps the catalogue (`postgresql://user:password@host/name`), which several processes may share; a SQLite file in the data folder when empty.",
  },
  meiliUrl: {
    env: "EXECAT_MEILI_URL",
    type: "text",
    default: "",
    help: "Meilisearch server that answers searches (`http://host:7700`), which several processes may share; an index file in the data folder when empty.",
  },
  meiliIndex: {
    env: "EXECAT_MEILI_INDEX",
    type: "text",
    default: "execat",
    help: "Name of the index at Meilisearch, in letters and digits; catalogues that share a server need one each.",
  },
  meiliMasterKey: {
    env: "EXECAT_MEILI_MASTER_KEY",
    type: "text",
    default: "",
    secret: true,
    help: "Master key of Meilisearch: makes the two other keys when they are not given, and is used for nothing else.",
  },
  meiliSearchKey: {
    env: "EXECAT_MEILI_SEARCH_KEY",
    type: "text",
    default: "",
    secret: true,
    help: "Key of Meilisearch that may search; the index key or one made with the master key when empty.",
  },
  meiliIndexKey: {
    env: "EXECAT_MEILI_INDEX_KEY",
    type: "text",
    default: "",
    secret: true,
    help: "Key of Meilisearch that may write to the index; one made with the master key when empty.",
  },
  publicUrl: {
    env: "EXECAT_PUBLIC_URL",
    type: "origin",
    default: "",
    help: "Address under which readers see this server, for links and `Location`, without a path; made from host and port when empty.",
  },
  trustProxy: {
    env: "EXECAT_TRUST_PROXY",
    type: "integer",
    default: 0,
    min: 0,
    max: 8,
    help: "Number of reverse proxies in front, whose X-Forwarded-For is believed.",
  },
  sourcesFile: {
    env: "EXECAT_SOURCES",
    type: "text",
    default: "sources.yaml",
    help: "File that lists the sources to crawl.",
  },
  vocabulariesDir: {
    env: "EXECAT_VOCABULARIES",
    type: "text",
    default: "",
    help: "Folder of vocabularies that the curation in the data folder is seeded from and follows; the shipped ones when empty.",
  },
  curationRemote: {
    env: "EXECAT_CURATION_REMOTE",
    type: "text",
    default: "",
    help: "Git repository (https, ssh or a folder) that the curation in the data folder is kept in step with: fetched, rebased and pushed; none when empty.",
  },
  curationToken: {
    env: "EXECAT_CURATION_TOKEN",
    type: "text",
    default: "",
    secret: true,
    help: "Token that may push to EXECAT_CURATION_REMOTE over https.",
  },
  vettedOnly: {
    env: "EXECAT_VETTED_ONLY",
    type: "boolean",
    default: false,
    help: "Whether readers find only entries that a curator vouches for: by `vettedBy` in an overlay, or in a vetted collection.",
  },
  proposals: {
    env: "EXECAT_PROPOSALS",
    type: "choice",
    choices: ["open", "ask", "closed"],
    default: "ask",
    help: "What becomes of a proposed repository: crawled at once, kept until the operator's word, or refused.",
  },
  crawlInServer: {
    env: "EXECAT_CRAWL_IN_SERVER",
    type: "boolean",
    default: true,
    help: "Whether `execat serve` crawls; false where `execat crawl --watch` does it in a process of its own.",
  },
  crawlParallel: {
    env: "EXECAT_CRAWL_PARALLEL",
    type: "integer",
    default: 4,
    min: 1,
    max: 64,
    help: "Repositories that are looked at side by side.",
  },
  crawlMinutes: {
    env: "EXECAT_CRAWL_MINUTES",
    type: "integer",
    default: 60,
    min: 0,
    max: 10_080,
    help: "Minutes between two crawls while the server runs; 0 crawls at the start only.",
  },
  githubToken: {
    env: "EXECAT_GITHUB_TOKEN",
    type: "text",
    default: "",
    secret: true,
    help: "Token for https://github.com: more requests, and organisations in few of them; docs/operate-crawl.md says which rights it needs.",
  },
  gitlabToken: {
    env: "EXECAT_GITLAB_TOKEN",
    type: "text",
    default: "",
    secret: true,
    help: "Token for https://gitlab.com.",
  },
  githubWebhookSecret: {
    env: "EXECAT_GITHUB_WEBHOOK_SECRET",
    type: "text",
    default: "",
    secret: true,
    help: "Secret of the webhooks of https://github.com, which call /webhooks/github.com; none are taken when empty.",
  },
  gitlabWebhookSecret: {
    env: "EXECAT_GITLAB_WEBHOOK_SECRET",
    type: "text",
    default: "",
    secret: true,
    help: "Secret of the webhooks of https://gitlab.com, which call /webhooks/gitlab.com; none are taken when empty.",
  },
  forges: {
    env: "EXECAT_FORGES",
    type: "forges",
    default: [],
    help: "Other GitHub and GitLab servers, or more to be said of the two public ones: a list of {kind, url, tokenFile, webhookSecretFile, appId, appKeyFile, share, report}; JSON in the environment.",
  },
  gitTimeoutSeconds: {
    env: "EXECAT_GIT_TIMEOUT_SECONDS",
    type: "integer",
    default: 60,
    min: 1,
    max: 3_600,
    help: "Deadline of one call of git.",
  },
  gitMaxMib: {
    env: "EXECAT_GIT_MAX_MIB",
    type: "integer",
    default: 256,
    min: 1,
    max: 100_000,
    help: "MiB that one fetch of git may bring; servers that can send a part of a repository send far less.",
  },
  allowHosts: {
    env: "EXECAT_ALLOW_HOSTS",
    type: "list",
    default: [],
    help: "Hosts (`host` or `host:port`) that may be called although their address is private.",
  },
  embeddedBroker: {
    env: "EXECAT_EMBEDDED_BROKER",
    type: "boolean",
    default: true,
    help: "Whether the embedded broker runs at /execution-broker and is asked.",
  },
  brokers: {
    env: "EXECAT_BROKERS",
    type: "brokers",
    default: [],
    help: "Brokers that are asked as well: a list of {id, label, url, username, passwordFile, timeoutMs, dialect}; JSON in the environment.",
  },
  brokerCores: {
    env: "EXECAT_BROKER_CORES",
    type: "integer",
    default: 32,
    min: 1,
    max: 1_000_000,
    help: "Cores of the embedded broker.",
  },
  brokerMemoryGib: {
    env: "EXECAT_BROKER_MEMORY_GIB",
    type: "integer",
    default: 128,
    min: 1,
    max: 10_000_000,
    help: "Memory of the embedded broker, in GiB.",
  },
  brokerStorageGib: {
    env: "EXECAT_BROKER_STORAGE_GIB",
    type: "integer",
    default: 1000,
    min: 0,
    max: 1_000_000_000,
    help: "Storage of the embedded broker, in GiB.",
  },
  brokerOfferSeconds: {
    env: "EXECAT_BROKER_OFFER_SECONDS",
    type: "integer",
    default: 300,
    min: 1,
    max: 86_400,
    help: "Seconds for which an offer of the embedded broker stands.",
  },
  brokerOpenAnswers: {
    env: "EXECAT_BROKER_OPEN_ANSWERS",
    type: "integer",
    default: 2,
    min: 0,
    max: 1_000,
    help: "Answers with open offers that one client may hold at the embedded broker; 0 sets no limit.",
  },
  brokerUsername: {
    env: "EXECAT_BROKER_USERNAME",
    type: "text",
    default: "",
    help: "User name that strangers must give (HTTP Basic) to change something at the embedded broker; open when empty.",
  },
  brokerPassword: {
    env: "EXECAT_BROKER_PASSWORD",
    type: "text",
    default: "",
    secret: true,
    help: "Password that belongs to EXECAT_BROKER_USERNAME.",
  },
  rehearsalSpeed: {
    env: "EXECAT_REHEARSAL_SPEED",
    type: "number",
    default: 1,
    min: 0.01,
    max: 100_000,
    help: "How many times faster than the clock a rehearsal goes once it has begun.",
  },
  askRate: {
    env: "EXECAT_ASK_RATE",
    type: "integer",
    default: 20,
    min: 0,
    max: 100_000,
    help: "Asks and checks that one address may make a minute; 0 sets no limit.",
  },
  searchRate: {
    env: "EXECAT_SEARCH_RATE",
    type: "integer",
    default: 600,
    min: 0,
    max: 1_000_000,
    help: "Searches, and pages that count much, that one address may ask for a minute; 0 sets no limit.",
  },
  logLevel: {
    env: "EXECAT_LOG_LEVEL",
    type: "choice",
    choices: ["debug", "info", "warn", "error", "silent"],
    default: "warn",
    help: "What is logged on stderr.",
  },
} as const satisfies Readonly<Record<string, SettingDefinition>>;

export type SettingKey = keyof typeof SETTINGS;

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly meiliUrl: string;
  readonly meiliIndex: string;
  readonly meiliMasterKey: string;
  readonly meiliSearchKey: string;
  readonly meiliIndexKey: string;
  readonly publicUrl: string;
  readonly trustProxy: number;
  readonly sourcesFile: string;
  readonly vocabulariesDir: string;
  readonly curationRemote: string;
  readonly curationToken: string;
  readonly vettedOnly: boolean;
  readonly proposals: "open" | "ask" | "closed";
  readonly crawlInServer: boolean;
  readonly crawlParallel: number;
  readonly crawlMinutes: number;
  readonly githubToken: string;
  readonly gitlabToken: string;
  readonly githubWebhookSecret: string;
  readonly gitlabWebhookSecret: string;
  readonly forges: readonly ForgeSetting[];
  readonly gitTimeoutSeconds: number;
  readonly gitMaxMib: number;
  readonly allowHosts: readonly string[];
  readonly embeddedBroker: boolean;
  readonly brokers: readonly BrokerSetting[];
  readonly brokerCores: number;
  readonly brokerMemoryGib: number;
  readonly brokerStorageGib: number;
  readonly brokerOfferSeconds: number;
  readonly brokerOpenAnswers: number;
  readonly brokerUsername: string;
  readonly brokerPassword: string;
  readonly rehearsalSpeed: number;
  readonly askRate: number;
  readonly searchRate: number;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}
