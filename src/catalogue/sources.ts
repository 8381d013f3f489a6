/** Where to look for repositories. */
export interface Source {
  readonly id: string;
  /** Short name, `[a-z0-9-]{1,64}`, unique; `local.<key>` is the host of a folder's entries. */
  readonly key: string;
  readonly kind: "folder" | "git";
  /** A folder's path or a git URL, as written. */
  readonly location: string;
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

/** A failure as it is kept and shown: what failed and what to do. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly at: string;
}

export interface Repository {
  readonly id: string;
  readonly sourceId: string;
  readonly forge: "directory" | "git";
  /** The forge's own stable id; for plain git the normalised URL, for a folder its path below the source. */
  readonly forgeId: string;
  /** Host and path make the entry's address: `example.org` and `group/tool`. */
  readonly host: string;
  readonly path: string;
  /** What git fetches from, or the folder. */
  readonly url: string;
  /** A page for people, when one is known. */
  readonly webUrl: string | undefined;
  readonly defaultBranch: string | undefined;
  /** The commit at which everything last succeeded; only then is it "seen". */
  readonly headSeen: string | undefined;
  /** Names the checker (its model and vocabularies) that last succeeded; another one means a second look. */
  readonly checkedWith: string | undefined;
  readonly state: "new" | "ok" | "broken" | "unreachable" | "empty" | "gone";
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
}

/** What a page shows of the crawl that is going on in this process. */
export interface CrawlStatus {
  readonly running: boolean;
  readonly run: CrawlRun | undefined;
}
