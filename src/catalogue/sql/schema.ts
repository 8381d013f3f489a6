import type { AccessSessionTable, AccessTokenTable, AuditTable } from "./access-tables.ts";
import type { AppliedCurationTable, TermTable } from "./term-tables.ts";

/**
 * The tables, as Kysely sees them. Ids are ULIDs, times UTC ISO 8601 text, JSON is text, truth is 0 or 1,
 * so that SQLite and PostgreSQL hold the same rows.
 */
export interface Database {
  source: SourceTable;
  repository: RepositoryTable;
  crawl_run: CrawlRunTable;
  look: LookTable;
  delivery: DeliveryTable;
  problem: ProblemTable;
  job: JobTable;
  program: ProgramTable;
  document: DocumentTable;
  term: TermTable;
  applied_curation: AppliedCurationTable;
  old_path: OldPathTable;
  release: ReleaseTable;
  version: VersionTable;
  program_address: ProgramAddressTable;
  layer_claim: LayerClaimTable;
  layer_decision: LayerDecisionTable;
  actor: ActorTable;
  ask: AskTable;
  answer: AnswerTable;
  offer: OfferTable;
  session: SessionTable;
  broker_offerset: BrokerOffersetTable;
  broker_session: BrokerSessionTable;
  broker_lock: BrokerLockTable;
  access_token: AccessTokenTable;
  access_session: AccessSessionTable;
  audit: AuditTable;
}

export interface SourceTable {
  id: string;
  key: string;
  kind: string;
  location: string;
  /** JSON: `SourceOptions` */
  options: string;
  label: string | null;
  state: string;
  origin: string;
  proposed_by: string | null;
  created_at: string;
  failure: string | null;
  last_listed_at: string | null;
}

export interface RepositoryTable {
  id: string;
  source_id: string;
  forge: string;
  forge_id: string;
  host: string;
  path: string;
  url: string;
  web_url: string | null;
  /** JSON: `ForgeFacts` */
  forge_facts: string | null;
  default_branch: string | null;
  head_seen: string | null;
  tags_seen: string | null;
  report_wanted: string | null;
  report_sent: string | null;
  checked_with: string | null;
  gone_since: string | null;
  lease_until: string | null;
  state: string;
  failure: string | null;
  attempts: number;
  next_look_at: string | null;
  last_looked_at: string | null;
  created_at: string;
}

export interface CrawlRunTable {
  id: string;
  started_at: string;
  ended_at: string | null;
  state: string;
  counts: string;
}

export interface LookTable {
  id: string;
  repository_id: string;
  at: string;
  reason: string;
  outcome: string;
  commit: string | null;
  elapsed_ms: number;
  /** JSON: events, problems, failure, committedAt */
  details: string;
}

export interface DeliveryTable {
  id: string;
  host: string;
  delivery_id: string;
  event: string;
  at: string;
  outcome: string;
  /** JSON: repositoryIds */
  details: string;
}

export interface ProblemTable {
  id: string;
  repository_id: string;
  document_number: number | null;
  rule: string;
  severity: string;
  pointer: string;
  file: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  sentence: string;
  hint: string | null;
  fix: string | null;
  /** JSON: `Excerpt` */
  excerpt: string | null;
}

export interface JobTable {
  id: string;
  kind: string;
  subject: string;
  due_at: string;
  attempts: number;
  lease_until: string | null;
  error: string | null;
}

export interface ProgramTable {
  id: string;
  path: string;
  state: string;
  listed: number;
  title: string;
  summary: string | null;
  title_from: string;
  summary_from: string | null;
  first_published_at: string;
  updated_at: string;
  withdrawn_at: string | null;
  withdrawn_reason: string | null;
  withdrawn_commit: string | null;
  default_document_id: string;
  /** The release that runs; the default branch when null. */
  runs_tag: string | null;
  /** As `imageNameOf` spells it. */
  image: string | null;
}

export interface DocumentTable {
  id: string;
  program_id: string;
  repository_id: string;
  file: string;
  number: number;
  commit: string;
  blob_id: string;
  sha256: string;
  bytes: Uint8Array;
  discovery_file: string | null;
  discovery_bytes: Uint8Array | null;
  dialect: string;
  model: string;
  model_version: number;
  /** JSON: `DocumentFacts`; null when no file says anything. */
  facts: string | null;
  layer: string;
  derived_from: string | null;
  version: string | null;
  published_at: string;
  last_seen_at: string;
}

export interface ReleaseTable {
  id: string;
  repository_id: string;
  tag: string;
  commit: string;
  /** JSON: commits, the latest first */
  moved_from: string;
  position: number;
  prerelease: number;
  is_read: number;
  first_seen_at: string;
}

export interface VersionTable {
  id: string;
  program_id: string;
  repository_id: string;
  tag: string;
  state: string;
  reason: string | null;
  file: string | null;
  number: number | null;
  blob_id: string | null;
  sha256: string | null;
  bytes: Uint8Array | null;
  dialect: string | null;
  model: string | null;
  model_version: number | null;
}

export interface OldPathTable {
  path: string;
  program_id: string;
  since: string;
}

/** The addresses by which a program can be named, of now and of before, in lower case; made from the other tables. */
export interface ProgramAddressTable {
  program_id: string;
  address: string;
  kind: "path" | "repository";
}

/** What a program says that it is derived from; made from its document. */
export interface LayerClaimTable {
  program_id: string;
  target: string;
  owner: string;
}

export interface LayerDecisionTable {
  id: string;
  layer_id: string;
  origin_id: string;
  verdict: string;
  actor: string;
  created_at: string;
}

export interface ActorTable {
  id: string;
  kind: string;
  token_hash: string;
  created_at: string;
}

export interface AskTable {
  id: string;
  program_id: string;
  document_id: string;
  actor_id: string;
  wishes: string;
  request: string;
  created_at: string;
}

export interface AnswerTable {
  id: string;
  ask_id: string;
  broker_id: string;
  broker_label: string;
  outcome: string;
  messages: string;
  failure: string | null;
  broker_uuid: string | null;
  raw: string | null;
  elapsed_ms: number | null;
}

export interface OfferTable {
  id: string;
  ask_id: string;
  answer_id: string;
  actor_id: string;
  broker_id: string;
  broker_uuid: string;
  phase: string;
  starts_at: string | null;
  duration_seconds: number | null;
  expires_at: string | null;
  /** JSON: cores, memory, costs, metrics, messages */
  details: string;
}

export interface SessionTable {
  id: string;
  ask_id: string;
  offer_id: string;
  program_id: string;
  actor_id: string;
  broker_id: string;
  broker_uuid: string;
  phase: string;
  starts_at: string | null;
  duration_seconds: number | null;
  /** JSON: history, components, connectors, options, messages, failure */
  details: string;
  created_at: string;
  updated_at: string;
  next_look_at: string | null;
  attempts: number;
}

/** An answer of the embedded broker. */
export interface BrokerOffersetTable {
  id: string;
  client: string;
  result: string;
  created_at: string;
  body: string;
}

/** An offer or session of the embedded broker: its calendar. Times are milliseconds since 1970. */
export interface BrokerSessionTable {
  id: string;
  offerset_id: string | null;
  owner: string | null;
  phase: string;
  starts_at: number;
  duration_ms: number;
  prepare_ms: number;
  release_ms: number;
  expires_at: number | null;
  cores: number;
  memory: number;
  storage: number;
  accepted_at: number | null;
  ended_at: number | null;
  skipped_ms: number;
  created_at: number;
  body: string;
}

/** Written first in every transaction of the calendar, which so holds the lock to its end on either database. */
export interface BrokerLockTable {
  id: string;
  holder: number;
}
