import type { Kysely, Selectable } from "kysely";
import type { CrawlCounts, CrawlRun, Failure, Repository, Source } from "../sources.ts";
import type { RepositoryClaim, SourceStore } from "../store.ts";
import type { Database, RepositoryTable, SourceTable } from "./schema.ts";

export function createSourceStore(db: Kysely<Database>): SourceStore {
  return {
    async list() {
      const rows = await db.selectFrom("source").selectAll().orderBy("key").execute();
      return rows.map(toSource);
    },
    async find(key) {
      const row = await db.selectFrom("source").selectAll().where("key", "=", key).executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    async save(source) {
      const { id, ...rest } = fromSource(source);
      const insert = db.insertInto("source").values({ id, ...rest });
      const added = await insert.onConflict((on) => on.doNothing()).executeTakeFirst();
      if (added.numInsertedOrUpdatedRows === 0n)
        await db.updateTable("source").set(rest).where("id", "=", id).execute();
    },
    async listRepositories(sourceId) {
      const query = db.selectFrom("repository").selectAll().where("source_id", "=", sourceId);
      const rows = await query.orderBy("path").orderBy("id").execute();
      return rows.map(toRepository);
    },
    async findRepository(id) {
      const row = await db.selectFrom("repository").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toRepository(row);
    },
    saveRepository: (repository) => writeRepository(db, repository),
    claimRepositories: (claim) => claimRepositories(db, claim),
    markUnchanged: (repositoryIds, at) => markUnchanged(db, [...repositoryIds], at),
    async saveRun(run) {
      const rest = {
        started_at: run.startedAt,
        ended_at: run.endedAt ?? null,
        state: run.state,
        counts: JSON.stringify(run.counts),
      };
      const insert = db.insertInto("crawl_run").values({ id: run.id, ...rest });
      await insert.onConflict((on) => on.column("id").doUpdateSet(rest)).execute();
    },
    async listRuns(limit) {
      const rows = await db.selectFrom("crawl_run").selectAll().orderBy("id", "desc").limit(limit).execute();
      return rows.map((row): CrawlRun => ({
        id: row.id,
        startedAt: row.started_at,
        endedAt: row.ended_at ?? undefined,
        state: row.state as CrawlRun["state"],
        counts: JSON.parse(row.counts) as CrawlCounts,
      }));
    },
  };
}

async function claimRepositories(db: Kysely<Database>, claim: RepositoryClaim): Promise<ReadonlySet<string>> {
  const rows = await db
    .updateTable("repository")
    .set({ lease_until: claim.leaseUntil })
    .where("id", "in", [...claim.ids])
    .where((is) => is.or([is("lease_until", "is", null), is("lease_until", "<=", claim.now)]))
    .where((is) => is.or([is("last_looked_at", "is", null), is("last_looked_at", "<", claim.since)]))
    .returning("id")
    .execute();
  return new Set(rows.map((row) => row.id));
}

async function markUnchanged(db: Kysely<Database>, ids: string[], at: string): Promise<void> {
  if (ids.length === 0) return;
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("repository")
      .set({ last_looked_at: at, lease_until: null })
      .where("id", "in", ids)
      .execute();
    const published = trx.selectFrom("program").select("id").where("state", "=", "published");
    const documents = trx.updateTable("document").set({ last_seen_at: at });
    await documents.where("repository_id", "in", ids).where("program_id", "in", published).execute();
  });
}

export async function writeRepository(db: Kysely<Database>, repository: Repository): Promise<void> {
  const { id, ...rest } = fromRepository(repository);
  const insert = db.insertInto("repository").values({ id, ...rest });
  const added = await insert.onConflict((on) => on.doNothing()).executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 0n) {
    await db.updateTable("repository").set(rest).where("id", "=", id).execute();
  }
}

export function toSource(row: Selectable<SourceTable>): Source {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind as Source["kind"],
    location: row.location,
    label: row.label ?? undefined,
    state: row.state as Source["state"],
    origin: row.origin as Source["origin"],
    proposedBy: row.proposed_by ?? undefined,
    createdAt: row.created_at,
    failure: toFailure(row.failure),
    lastListedAt: row.last_listed_at ?? undefined,
  };
}

function fromSource(source: Source): Selectable<SourceTable> {
  return {
    id: source.id,
    key: source.key,
    kind: source.kind,
    location: source.location,
    label: source.label ?? null,
    state: source.state,
    origin: source.origin,
    proposed_by: source.proposedBy ?? null,
    created_at: source.createdAt,
    failure: fromFailure(source.failure),
    last_listed_at: source.lastListedAt ?? null,
  };
}

export function toRepository(row: Selectable<RepositoryTable>): Repository {
  return {
    id: row.id,
    sourceId: row.source_id,
    forge: row.forge as Repository["forge"],
    forgeId: row.forge_id,
    host: row.host,
    path: row.path,
    url: row.url,
    webUrl: row.web_url ?? undefined,
    defaultBranch: row.default_branch ?? undefined,
    headSeen: row.head_seen ?? undefined,
    checkedWith: row.checked_with ?? undefined,
    goneSince: row.gone_since ?? undefined,
    state: row.state as Repository["state"],
    failure: toFailure(row.failure),
    attempts: row.attempts,
    nextLookAt: row.next_look_at ?? undefined,
    lastLookedAt: row.last_looked_at ?? undefined,
    createdAt: row.created_at,
  };
}

function fromRepository(repository: Repository): Selectable<RepositoryTable> {
  return {
    id: repository.id,
    source_id: repository.sourceId,
    forge: repository.forge,
    forge_id: repository.forgeId,
    host: repository.host,
    path: repository.path,
    url: repository.url,
    web_url: repository.webUrl ?? null,
    default_branch: repository.defaultBranch ?? null,
    head_seen: repository.headSeen ?? null,
    checked_with: repository.checkedWith ?? null,
    gone_since: repository.goneSince ?? null,
    lease_until: null,
    state: repository.state,
    failure: fromFailure(repository.failure),
    attempts: repository.attempts,
    next_look_at: repository.nextLookAt ?? null,
    last_looked_at: repository.lastLookedAt ?? null,
    created_at: repository.createdAt,
  };
}

function toFailure(text: string | null): Failure | undefined {
  return text === null ? undefined : (JSON.parse(text) as Failure);
}

function fromFailure(failure: Failure | undefined): string | null {
  return failure === undefined ? null : JSON.stringify(failure);
}
