import type { Kysely, Selectable } from "kysely";
import type { Failure, ForgeFacts, Repository } from "../sources.ts";
import type { RepositoryClaim, RepositoryCounts, RepositoryPage, SourceStore } from "../store.ts";
import { fromReports, toReports } from "./kept-report.ts";
import type { Database, RepositoryTable } from "./schema.ts";

type RepositoryStore = Pick<
  SourceStore,
  | "listRepositories"
  | "listRepositoriesPage"
  | "countRepositories"
  | "findRepository"
  | "saveRepository"
  | "saveRepositories"
  | "describeRepositories"
  | "noteReport"
  | "findByForgeIds"
  | "findRepositoriesAt"
  | "deferLooks"
  | "oldestLook"
  | "claimRepositories"
  | "markUnchanged"
>;

/** The repositories of all sources. */
export function createRepositoryStore(db: Kysely<Database>): RepositoryStore {
  return {
    async listRepositories(sourceId) {
      const query = db.selectFrom("repository").selectAll().where("source_id", "=", sourceId);
      const rows = await query.orderBy("path").orderBy("id").execute();
      return rows.map(toRepository);
    },
    listRepositoriesPage: (sourceId, page) => listRepositoriesPage(db, sourceId, page),
    countRepositories: (sourceId, now) => countRepositories(db, sourceId, now),
    async findRepository(id) {
      const row = await db.selectFrom("repository").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toRepository(row);
    },
    saveRepository: (repository) => writeRepository(db, repository),
    saveRepositories: (repositories) =>
      db.transaction().execute(async (trx) => {
        for (const repository of repositories) await writeRepository(trx, repository);
      }),
    describeRepositories: (repositories) =>
      db.transaction().execute(async (trx) => {
        for (const repository of repositories) await describeRepository(trx, repository);
      }),
    async noteReport(repositoryId, report) {
      const update = db.updateTable("repository").set({ report_sent: fromReports(report) });
      await update.where("id", "=", repositoryId).execute();
    },
    async findByForgeIds(host, forgeIds) {
      if (forgeIds.length === 0) return [];
      const query = db
        .selectFrom("repository")
        .selectAll()
        .where("forge_id", "in", [...forgeIds]);
      const rows = await query.where("host", "=", host).orderBy("path").orderBy("id").execute();
      return rows.map(toRepository);
    },
    findRepositoriesAt: (host, path) => findRepositoriesAt(db, host, path),
    async deferLooks(repositoryIds, until) {
      if (repositoryIds.length === 0) return;
      const query = db.updateTable("repository").set({ next_look_at: until, lease_until: null });
      await query.where("id", "in", [...repositoryIds]).execute();
    },
    oldestLook: () => oldestLook(db),
    claimRepositories: (claim) => claimRepositories(db, claim),
    markUnchanged: (repositoryIds, at) => markUnchanged(db, [...repositoryIds], at),
  };
}

async function listRepositoriesPage(
  db: Kysely<Database>,
  sourceId: string,
  { state, offset, limit }: RepositoryPage,
): Promise<readonly Repository[]> {
  const rows = await db
    .selectFrom("repository")
    .selectAll()
    .where("source_id", "=", sourceId)
    .$if(state !== undefined, (query) => query.where("state", "=", state ?? ""))
    .orderBy("path")
    .orderBy("id")
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(toRepository);
}

async function countRepositories(
  db: Kysely<Database>,
  sourceId: string,
  now: string,
): Promise<RepositoryCounts> {
  const counted = await db
    .selectFrom("repository")
    .select(["state", (of) => of.fn.countAll<number | string>().as("count")])
    .where("source_id", "=", sourceId)
    .groupBy("state")
    .orderBy("state")
    .execute();
  const deferred = await db
    .selectFrom("repository")
    .select((of) => [of.fn.countAll<number | string>().as("count"), of.fn.min("next_look_at").as("until")])
    .where("source_id", "=", sourceId)
    .where("attempts", "=", 0)
    .where("next_look_at", ">", now)
    .executeTakeFirstOrThrow();
  const byState = new Map(
    counted.map(({ state, count }) => [state as Repository["state"], Number(count)] as const),
  );
  return {
    total: [...byState.values()].reduce((sum, count) => sum + count, 0),
    byState,
    deferred: Number(deferred.count),
    deferredUntil: deferred.until ?? undefined,
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

async function findRepositoriesAt(
  db: Kysely<Database>,
  host: string,
  path: string,
): Promise<readonly Repository[]> {
  const rows = await db
    .selectFrom("repository")
    .innerJoin("source", "source.id", "repository.source_id")
    .selectAll("repository")
    .where("repository.host", "=", host.toLowerCase())
    .where((is) =>
      is.or([
        is("repository.path", "=", path),
        is(is.fn("lower", ["repository.path"]), "=", path.toLowerCase()),
      ]),
    )
    .orderBy((by) => by.case().when("source.state", "=", "active").then(0).else(1).end())
    .orderBy("repository.id")
    .execute();
  return rows.map(toRepository);
}

/** One row a repository: as long as all goes well, its look says when its documents were seen (`isSeenByLook`). */
async function markUnchanged(db: Kysely<Database>, ids: string[], at: string): Promise<void> {
  if (ids.length === 0) return;
  const query = db.updateTable("repository").set({ last_looked_at: at, lease_until: null });
  await query.where("id", "in", ids).execute();
}

/** True while the time of the last look is also the time at which the published documents were last seen. */
export function isSeenByLook({ state, attempts }: Pick<Repository, "state" | "attempts">): boolean {
  return (state === "ok" || state === "broken") && attempts === 0;
}

/** Writes down when the documents were seen, before a look that has not seen them changes the repository. */
async function keepLastSeen(db: Kysely<Database>, id: string): Promise<void> {
  const row = await db.selectFrom("repository").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined || row.last_looked_at === null || !isSeenByLook(toRepository(row))) return;
  const published = db.selectFrom("program").select("id").where("state", "=", "published");
  const documents = db.updateTable("document").set({ last_seen_at: row.last_looked_at });
  await documents.where("repository_id", "=", id).where("program_id", "in", published).execute();
}

export async function writeRepository(db: Kysely<Database>, repository: Repository): Promise<void> {
  const { id, ...rest } = fromRepository(repository);
  const insert = db.insertInto("repository").values({ id, ...rest });
  const added = await insert.onConflict((on) => on.doNothing()).executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 0n) {
    if (!isSeenByLook(repository)) await keepLastSeen(db, id);
    await db.updateTable("repository").set(rest).where("id", "=", id).execute();
  }
}

async function describeRepository(db: Kysely<Database>, repository: Repository): Promise<void> {
  const row = fromRepository(repository);
  const insert = db.insertInto("repository").values(row);
  const added = await insert.onConflict((on) => on.doNothing()).executeTakeFirst();
  if (added.numInsertedOrUpdatedRows !== 0n) return;
  const { source_id, forge, forge_id, host, path, url, web_url, forge_facts } = row;
  await db
    .updateTable("repository")
    .set({ source_id, forge, forge_id, host, path, url, web_url, forge_facts })
    .$if(row.head_seen === null, (query) => query.set({ head_seen: null }))
    .$if(row.checked_with === null, (query) => query.set({ checked_with: null }))
    .where("id", "=", row.id)
    .execute();
}

async function oldestLook(db: Kysely<Database>): Promise<string | undefined> {
  const row = await db
    .selectFrom("repository")
    .innerJoin("source", "source.id", "repository.source_id")
    .where("source.state", "=", "active")
    .where("repository.state", "not in", ["gone", "excluded"])
    .select((of) => of.fn.min("repository.last_looked_at").as("oldest"))
    .executeTakeFirst();
  return row?.oldest ?? undefined;
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
    facts: row.forge_facts === null ? undefined : (JSON.parse(row.forge_facts) as ForgeFacts),
    defaultBranch: row.default_branch ?? undefined,
    headSeen: row.head_seen ?? undefined,
    tagsSeen: row.tags_seen ?? undefined,
    reportWanted: row.report_wanted ?? undefined,
    ...toReports(row.report_sent),
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
    forge_facts: repository.facts === undefined ? null : JSON.stringify(repository.facts),
    default_branch: repository.defaultBranch ?? null,
    head_seen: repository.headSeen ?? null,
    tags_seen: repository.tagsSeen ?? null,
    report_wanted: repository.reportWanted ?? null,
    report_sent: fromReports(repository),
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

export function toFailure(text: string | null): Failure | undefined {
  return text === null ? undefined : (JSON.parse(text) as Failure);
}

export function fromFailure(failure: Failure | undefined): string | null {
  return failure === undefined ? null : JSON.stringify(failure);
}
