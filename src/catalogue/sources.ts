/** Where to look for repositories. */
export interface Source {
  readonly id: string;
  /** Short name, `[a-z0-9-]{1,64}`, unique; `local.<key>` is the host of a folder's entries. */
  readonly key: string;
  readonly kind: "folder" | "git" | "github" | "gitlab";
  /** A folder's path or a git URL, as written; for a forge the address of what is listed, for people. */
  readonly location: string;
  readonly options: SourceOptions;
  readonly label: string | undefined;
  /** Only active sources are crawled; `missing` ones no longer stand in `sources.yaml`. */
  readonly state: "active" | "proposed" | "refused" | "missing";
  /** Who brought it: the file (or `source add`), or a reader's proposal. */
  readonly origin: "file" | "proposal";
  readonly proposedBy: string | undefined;
  readonly createdAt: string;
  /** What kept the last listing of this source from being complete. */
  readonly failure: Failure | undefined;
  readonly lastListedAt: string | undefined;
}

/** What `sources.yaml` says of a source besides where it is. */
export interface SourceOptions {
  /** What is listed of a forge; absent for folders and single repositories. */
  readonly scope?: ForgeScope | undefined;
  /** Globs over `owner/name`: these are not read, and their entries are withdrawn. */
  readonly exclude?: readonly string[] | undefined;
  /** Forks are left out unless this is true or they are listed by name. */
  readonly forks?: boolean | undefined;
  /** Globs of manifests inside a repository; the names that the crawler looks for when absent. */
  readonly files?: readonly string[] | undefined;
  /** ISO 8601 duration between two looks; the setting when absent. */
  readonly every?: string | undefined;
  /** Glob of the tags that are versions; all that look like releases when absent. */
  readonly tags?: string | undefined;
}

/** Repositories of a forge. `url` is the instance, for instance `https://github.com`. */
export type ForgeScope = { readonly url: string } & (
  | { readonly of: "organisation" | "user" | "group" | "topic"; readonly name: string }
  | { readonly of: "repositories"; readonly paths: readonly string[] }
  /** Code search for the names of manifests; the words narrow it. */
  | { readonly of: "search"; readonly words: string }
);

/** What a forge says of a repository; it fills what its author and its files leave out. */
export interface ForgeFacts {
  readonly description?: string | undefined;
  readonly topics: readonly string[];
  /** SPDX identifier */
  readonly license?: string | undefined;
  readonly homepage?: string | undefined;
  readonly stars?: number | undefined;
  readonly archived: boolean;
  readonly fork: boolean;
}

/** A failure as it is kept and shown: what failed and what to do. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly at: string;
  /** Until when it is left alone: its forge asked for patience, or refused a commit status for good. */
  readonly retryAt?: string | undefined;
}

/** A commit status that a forge will not take, and why. */
export interface RefusedReport {
  readonly wanted: string;
  readonly failure: Failure;
}

export interface Repository {
  readonly id: string;
  readonly sourceId: string;
  readonly forge: "directory" | "git" | "github" | "gitlab";
  /** The forge's own stable id; for plain git the normalised URL, for a folder its path below the source. */
  readonly forgeId: string;
  /** Host and path make the entry's address: `example.org` and `group/tool`. */
  readonly host: string;
  readonly path: string;
  /** What git fetches from, or the folder. */
  readonly url: string;
  /** A page for people, when one is known. */
  readonly webUrl: string | undefined;
  readonly facts: ForgeFacts | undefined;
  readonly defaultBranch: string | undefined;
  /** The commit at which everything last succeeded; only then is it "seen". */
  readonly headSeen: string | undefined;
  /** Names the tags, and the commits they led to, that were read together with `headSeen`. */
  readonly tagsSeen: string | undefined;
  /** The commit status that the forge should show (JSON), and the one that it was last sent. */
  readonly reportWanted: string | undefined;
  readonly reportSent: string | undefined;
  /** The wanted status that the forge refused for good; it is tried again when `failure.retryAt` has come. */
  readonly reportRefused?: RefusedReport | undefined;
  /** Names the checker (its model and vocabularies) that last succeeded; another one means a second look. */
  readonly checkedWith: string | undefined;
  readonly state: "new" | "ok" | "broken" | "unreachable" | "empty" | "gone" | "excluded";
  readonly failure: Failure | undefined;
  /** Since when the forge says that the repository is gone; its entries stay for a week. */
  readonly goneSince: string | undefined;
  readonly attempts: number;
  readonly nextLookAt: string | undefined;
  readonly lastLookedAt: string | undefined;
  readonly createdAt: string;
}

export interface CrawlCounts {
  readonly repositories: number;
  readonly looked: number;
  readonly unchanged: number;
  readonly published: number;
  readonly updated: number;
  readonly withdrawn: number;
  readonly broken: number;
  readonly failed: number;
}

export interface CrawlRun {
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly state: "running" | "complete" | "stopped" | "failed";
  readonly counts: CrawlCounts;
  /** When its process last wrote it down; absent for runs of before that was kept. */
  readonly heardAt?: string | undefined;
}

/** What a page shows of the crawl that is going on in this process. */
export interface CrawlStatus {
  readonly running: boolean;
  readonly run: CrawlRun | undefined;
}
