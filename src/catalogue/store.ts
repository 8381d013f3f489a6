import type { AccessStore } from "./access-store.ts";
import type { AnswerRecord, AskRecord, OfferRecord, SessionRecord } from "./asks.ts";
import type { DocumentRecord, Entry, Program, TermRecord } from "./entry.ts";
import type { ReleaseChanges, ReleaseRecord, Runnable } from "./versions.ts";
import type { Problem } from "../manifest/problems.ts";
import type { LayerDecision, NamedProgram } from "./layers.ts";
import type { DeliveryRecord, LookRecord } from "./looks.ts";
import type { CrawlRun, Repository, Source } from "./sources.ts";
import type { TermStore } from "./term-store.ts";

/**
 * Keeps everything that the catalogue knows. Times are UTC ISO 8601 text, ids are ULIDs.
 *
 * The contract, checked for every adapter by `test/conformance/store.ts`:
 * - each method is one transaction: all of it is there afterwards, or none;
 * - what was written is seen by the next call, and by another process that opens the same store;
 * - lists come in the order that is stated, so that pages never overlap.
 *
 * Fails with `ENGINE_UNAVAILABLE` when the database cannot be reached, and with nothing else but what is stated.
 */
export interface Store {
  readonly name: string;
  readonly sources: SourceStore;
  readonly entries: EntryStore;
  readonly layers: LayerStore;
  readonly jobs: JobStore;
  readonly asks: AskStore;
  readonly actors: ActorStore;
  readonly terms: TermStore;
  readonly access: AccessStore;
  readonly transfer: TransferStore;
  /** Brings the schema to the newest version; returns the names of the migrations that ran. */
  migrate(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface SourceStore {
  /** By key. */
  list(): Promise<readonly Source[]>;
  find(key: string): Promise<Source | undefined>;
  get(id: string): Promise<Source | undefined>;
  /** Writes a source; one with another id and the same key, which somebody else has just added, stays as it is. */
  save(source: Source): Promise<void>;
  /** Writes what a listing came to, and nothing else: the operator may decide about the source meanwhile. */
  noteListing(sourceId: string, listing: Pick<Source, "failure" | "lastListedAt">): Promise<void>;
  /** By path. */
  listRepositories(sourceId: string): Promise<readonly Repository[]>;
  /** The same in pages, and of one state when that is given. */
  listRepositoriesPage(sourceId: string, page: RepositoryPage): Promise<readonly Repository[]>;
  countRepositories(sourceId: string, now: string): Promise<RepositoryCounts>;
  findRepository(id: string): Promise<Repository | undefined>;
  /** Writes a repository; the same of that source under another id, just added by somebody else, stays as it is. */
  saveRepository(repository: Repository): Promise<void>;
  /** The same for many at once. */
  saveRepositories(repositories: readonly Repository[]): Promise<void>;
  /**
   * Adds repositories, and writes of known ones what their listing says: the source, where they are and what their
   * forge says of them. What a look may have written meanwhile stays, but that a `headSeen` or `checkedWith` which is
   * absent here is taken away, so that they are read again.
   */
  describeRepositories(repositories: readonly Repository[]): Promise<void>;
  /** Writes what became of a commit status, and nothing else: another look may have ended meanwhile. */
  noteReport(repositoryId: string, report: Pick<Repository, "reportSent" | "reportRefused">): Promise<void>;
  /** Of this host and forge id, in every source; ids that are not known are left out. */
  findByForgeIds(host: string, forgeIds: readonly string[]): Promise<readonly Repository[]>;
  /** Of this host and path, in every source, active ones first. The path is compared without case. */
  findRepositoriesAt(host: string, path: string): Promise<readonly Repository[]>;
  /** Puts off the next look at these, because their forge's limits are spent. */
  deferLooks(repositoryIds: readonly string[], until: string): Promise<void>;
  /** How long ago the repository of an active source that waits longest was looked at; absent without any. */
  oldestLook(): Promise<string | undefined>;
  /** Keeps the newest twenty of a repository. */
  saveLook(look: LookRecord): Promise<void>;
  /** The newest first. */
  listLooks(repositoryId: string, limit: number): Promise<readonly LookRecord[]>;
  /** Of all repositories of a source; the newest first. */
  listLooksOfSource(sourceId: string, limit: number): Promise<readonly LookRecord[]>;
  /**
   * Looks that began at `since` or later, at commits that were made when their repository was known already; the
   * newest first. They say how long a commit takes to be seen.
   */
  listLooksAtNewCommits(since: string, limit: number): Promise<readonly LookRecord[]>;
  /**
   * Keeps a call together with the jobs that come of it. False when this host has sent one of this id before, a
   * replay, of which nothing comes. The newest thousand calls are kept.
   */
  saveDelivery(delivery: DeliveryRecord, jobs: readonly PlannedJob[]): Promise<boolean>;
  /** The newest first. */
  listDeliveries(limit: number): Promise<readonly DeliveryRecord[]>;
  /**
   * Notes that these repositories were found unchanged: `lastLookedAt` of each, and `lastSeenAt` of the
   * documents of its published programs. Cheap for hundreds at once.
   */
  markUnchanged(repositoryIds: readonly string[], at: string): Promise<void>;
  /**
   * Takes repositories for a look, so that crawlers which share a store share its repositories: those that no other
   * holds until `leaseUntil` and that nobody has looked at since `since`. Saving a repository gives it back.
   */
  claimRepositories(claim: RepositoryClaim): Promise<ReadonlySet<string>>;
  saveRun(run: CrawlRun): Promise<void>;
  /** The newest first. */
  listRuns(limit: number): Promise<readonly CrawlRun[]>;
}

export interface RepositoryPage {
  readonly state?: Repository["state"] | undefined;
  readonly offset: number;
  readonly limit: number;
}

export interface RepositoryCounts {
  readonly total: number;
  /** States that no repository has are left out. */
  readonly byState: ReadonlyMap<Repository["state"], number>;
  /** Put off, without a failure, because their forge asked for patience; and until when the first of them is. */
  readonly deferred: number;
  readonly deferredUntil: string | undefined;
}

export interface RepositoryClaim {
  readonly ids: readonly string[];
  readonly now: string;
  readonly leaseUntil: string;
  /** When the run began that wants to look. */
  readonly since: string;
}

/** What one look at a repository changes; written in one transaction together with its index jobs. */
export interface RepositoryChanges {
  readonly repository: Repository;
  /** All findings at the head; they replace those of before. */
  readonly problems: readonly Problem[];
  /** Programs to write, with their documents and terms, which replace those of before. */
  readonly programs: readonly ProgramChange[];
  /** Ids of programs whose documents were found unchanged. */
  readonly seen: readonly string[];
  /** Absent when its releases are as they were. */
  readonly releases?: ReleaseChanges | undefined;
  readonly at: string;
}

export interface ProgramChange {
  readonly program: Program;
  readonly documents: readonly DocumentRecord[];
  readonly terms: readonly TermRecord[];
  /** The path it had before, when that changed. */
  readonly oldPath: string | undefined;
}

export interface EntryStore {
  /**
   * Writes what a look at a repository found, and the index jobs for what changed: for the programs themselves, and
   * for those that are linked with them as layer or origin, before or after.
   */
  apply(changes: RepositoryChanges): Promise<void>;
  /** By its path now; withdrawn ones too. */
  find(path: string): Promise<Entry | undefined>;
  get(programId: string): Promise<Entry | undefined>;
  /** In the order of the ids; unknown ones are left out. */
  getAll(programIds: readonly string[]): Promise<readonly Entry[]>;
  /** Published and listed programs that run the same image (see `imageNameOf`), by path. */
  listByImage(
    image: string,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly path: string; readonly title: string }[]>;
  /** The newest first. */
  releasesOf(repositoryId: string): Promise<readonly ReleaseRecord[]>;
  /** A program at a release; absent when there is none, or its manifest has an error there. */
  versionOf(programId: string, tag: string): Promise<Runnable | undefined>;
  /** The path now of a program that had this path once. */
  findMoved(oldPath: string): Promise<string | undefined>;
  /** By path. */
  listOfRepository(repositoryId: string): Promise<readonly Entry[]>;
  /** Published and listed programs in `id` order, `limit` after `afterId`: the whole catalogue in pages. */
  page(afterId: string | undefined, limit: number): Promise<readonly Entry[]>;
  problemsOf(repositoryId: string): Promise<readonly Problem[]>;
  /** Findings of all repositories, by rule and severity. */
  countProblems(): Promise<
    readonly { readonly rule: string; readonly severity: string; readonly count: number }[]
  >;
  /** Of the whole catalogue, or of one source. */
  count(sourceId?: string): Promise<{ readonly published: number; readonly withdrawn: number }>;
}

/** Who says to be derived from whom. Each look-up goes by an index, however large the catalogue is. */
export interface LayerStore {
  /** Programs that have, or had, one of these addresses (see `parseOrigin`), by path; withdrawn ones too. */
  findNamed(addresses: readonly string[]): Promise<readonly NamedProgram[]>;
  /**
   * Ids of programs that say they are derived from what has an address of this program, by path, withdrawn ones too.
   * What such a name means in the end is for `resolveOrigin` to say.
   */
  listClaimants(programId: string, query: ClaimantQuery): Promise<readonly string[]>;
  /** Of these programs those that claim an origin, or whose addresses are claimed by others. */
  findLinked(programIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** All programs that claim an origin, by path. */
  listClaims(
    afterPath: string | undefined,
    limit: number,
  ): Promise<readonly { readonly programId: string; readonly path: string }[]>;
  findDecision(layerId: string, originId: string): Promise<LayerDecision | undefined>;
  /** Ids of programs that somebody confirmed as layers of this one. */
  listConfirmed(originId: string): Promise<readonly string[]>;
  /** Keeps a decision, in the place of an earlier one on the same two programs, and writes their index jobs. */
  decide(decision: LayerDecision): Promise<void>;
}

export interface ClaimantQuery {
  /** As `ownerOf` names it; any when absent. */
  readonly owner?: string | undefined;
  readonly limit: number;
}

export interface Job {
  readonly id: string;
  /** `index` a program, `crawl` a source, `look` at a repository. */
  readonly kind: "index" | "crawl" | "look";
  /** The id of what it is about. */
  readonly subject: string;
  readonly attempts: number;
  readonly dueAt: string;
}

export type PlannedJob = Pick<Job, "kind" | "subject" | "dueAt">;

export interface JobStore {
  /**
   * One waiting job a kind and subject: adding it again only brings the time forward. While it is being done, adding
   * it asks for another time, at `dueAt`.
   */
  add(kind: Job["kind"], subject: string, dueAt: string): Promise<void>;
  /** Takes up to `limit` due jobs, the oldest first; a job not finished by `leaseUntil` is given out again. */
  claim(
    kinds: readonly Job["kind"][],
    now: string,
    leaseUntil: string,
    limit: number,
  ): Promise<readonly Job[]>;
  finish(ids: readonly string[]): Promise<void>;
  /** The one that waits, or is being done. */
  find(kind: Job["kind"], subject: string): Promise<Job | undefined>;
  /** Puts a job back, to be tried at `dueAt`, with what went wrong. */
  retry(id: string, dueAt: string, error: string): Promise<void>;
  /** How many wait, or are being done. */
  count(kind: Job["kind"]): Promise<number>;
  /** Gives back what ended processes had claimed: only for a process that has the store to itself. */
  releaseAll(): Promise<void>;
}

export interface AskStore {
  create(ask: AskRecord, answers: readonly AnswerRecord[]): Promise<void>;
  find(id: string): Promise<AskRecord | undefined>;
  answersOf(askId: string): Promise<readonly AnswerRecord[]>;
  /** An answer with its offers. */
  saveAnswer(answer: AnswerRecord, offers: readonly OfferRecord[]): Promise<void>;
  /** By start, then id. */
  offersOf(askId: string): Promise<readonly OfferRecord[]>;
  findOffer(id: string): Promise<OfferRecord | undefined>;
  saveOffer(offer: OfferRecord): Promise<void>;
  saveSession(session: SessionRecord): Promise<void>;
  /** An accepted offer with the session that came of it: neither is there without the other. */
  saveAccepted(offer: OfferRecord, session: SessionRecord): Promise<void>;
  findSession(id: string): Promise<SessionRecord | undefined>;
  findSessionOfOffer(offerId: string): Promise<SessionRecord | undefined>;
  /** For a browser that follows an address of our own broker: the ask, or the session, that it belongs to. */
  findByBroker(
    brokerId: string,
    brokerUuid: string,
  ): Promise<{ readonly askId?: string | undefined; readonly sessionId?: string | undefined }>;
  /** The newest first. */
  sessionsOfActor(actorId: string, limit: number): Promise<readonly SessionRecord[]>;
  /**
   * Takes sessions whose `nextLookAt` has come, the oldest first: it becomes `leaseUntil`, so that no other process
   * looks at them meanwhile, and one does when this one ends before it has saved what it saw.
   */
  claimSessions(now: string, leaseUntil: string, limit: number): Promise<readonly SessionRecord[]>;
}

export interface Actor {
  readonly id: string;
  readonly kind: "anonymous";
  readonly createdAt: string;
}

export interface ActorStore {
  /** `tokenHash` is the SHA-256 of the cookie's secret, in hexadecimal; the secret itself is never kept. */
  create(actor: Actor, tokenHash: string): Promise<void>;
  findByToken(tokenHash: string): Promise<Actor | undefined>;
}

/** A row as JSON: text, numbers and null; bytes as `{"base64": …}`. */
export type TransferRow = Readonly<Record<string, unknown>>;

export interface TableRow {
  readonly table: string;
  readonly row: TransferRow;
}

/** For `export` and `import`: everything that cannot be rebuilt from sources, row by row. */
export interface TransferStore {
  /** All as it is at one moment, whoever writes meanwhile, in an order in which tables can be filled. */
  rows(): AsyncIterable<TableRow>;
  /** Replaces what the tables hold; throws `CONFLICT` when they hold rows already. */
  fill(rows: AsyncIterable<TableRow>): Promise<number>;
}
