import type { Kysely, Selectable } from "kysely";
import { encodeTime } from "ulid";
import type { DeliveryRecord, LookRecord } from "../looks.ts";
import type { SourceStore } from "../store.ts";
import { addJob } from "./job-store.ts";
import type { Database, LookTable } from "./schema.ts";

const LOOKS_OF_A_REPOSITORY = 20;
const DELIVERIES = 1_000;

type LookStore = Pick<
  SourceStore,
  "saveLook" | "listLooks" | "listLooksOfSource" | "listLooksAtNewCommits" | "saveDelivery" | "listDeliveries"
>;

type LookDetails = Pick<LookRecord, "events" | "problems"> &
  Partial<Pick<LookRecord, "failure" | "committedAt" | "reportFailure">>;

/** The history of looks and of what forges told us. */
export function createLookStore(db: Kysely<Database>): LookStore {
  return {
    saveLook: (look) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto("look").values(fromLook(look)).execute();
        const kept = trx
          .selectFrom("look")
          .select("id")
          .where("repository_id", "=", look.repositoryId)
          .orderBy("id", "desc")
          .limit(LOOKS_OF_A_REPOSITORY);
        await trx
          .deleteFrom("look")
          .where("repository_id", "=", look.repositoryId)
          .where("id", "not in", kept)
          .execute();
      }),
    async listLooks(repositoryId, limit) {
      const query = db.selectFrom("look").selectAll().where("repository_id", "=", repositoryId);
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(toLook);
    },
    async listLooksOfSource(sourceId, limit) {
      const query = db
        .selectFrom("look")
        .innerJoin("repository", "repository.id", "look.repository_id")
        .selectAll("look")
        .where("repository.source_id", "=", sourceId);
      return (await query.orderBy("look.id", "desc").limit(limit).execute()).map(toLook);
    },
    listLooksAtNewCommits: (since, limit) => listLooksAtNewCommits(db, since, limit),
    saveDelivery: (delivery, jobs) =>
      db.transaction().execute(async (trx) => {
        const insert = trx.insertInto("delivery").values(fromDelivery(delivery));
        const added = await insert.onConflict((on) => on.doNothing()).executeTakeFirst();
        if (added.numInsertedOrUpdatedRows === 0n) return false;
        const old = trx.selectFrom("delivery").select("id").orderBy("id", "desc").offset(DELIVERIES).limit(1);
        await trx.deleteFrom("delivery").where("id", "<=", old).execute();
        // In the order in which all lock them.
        const inOrder = jobs.toSorted((a, b) =>
          `${a.kind} ${a.subject}` < `${b.kind} ${b.subject}` ? -1 : 1,
        );
        for (const job of inOrder) await addJob(trx, job);
        return true;
      }),
    async listDeliveries(limit) {
      const rows = await db.selectFrom("delivery").selectAll().orderBy("id", "desc").limit(limit).execute();
      return rows.map((row): DeliveryRecord => ({
        id: row.id,
        host: row.host,
        deliveryId: row.delivery_id,
        event: row.event,
        at: row.at,
        outcome: row.outcome as DeliveryRecord["outcome"],
        ...(JSON.parse(row.details) as Pick<DeliveryRecord, "repositoryIds">),
      }));
    },
  };
}

async function listLooksAtNewCommits(
  db: Kysely<Database>,
  since: string,
  limit: number,
): Promise<readonly LookRecord[]> {
  const rows = await db
    .selectFrom("look")
    .innerJoin("repository", "repository.id", "look.repository_id")
    .selectAll("look")
    .select("repository.created_at as known_since")
    // Ids begin with the time at which they were made, and lead to the rows where times do not.
    .where("look.id", ">=", encodeTime(Date.parse(since)))
    .where("look.at", ">=", since)
    .orderBy("look.id", "desc")
    .limit(limit)
    .execute();
  return rows
    .map((row) => ({ look: toLook(row), knownSince: row.known_since }))
    .filter(({ look, knownSince }) => look.committedAt !== undefined && look.committedAt >= knownSince)
    .map(({ look }) => look);
}

function fromLook(look: LookRecord): Selectable<LookTable> {
  const { events, problems, failure, committedAt, reportFailure } = look;
  return {
    id: look.id,
    repository_id: look.repositoryId,
    at: look.at,
    reason: look.reason,
    outcome: look.outcome,
    commit: look.commit ?? null,
    elapsed_ms: look.elapsedMs,
    details: JSON.stringify({ events, problems, failure, committedAt, reportFailure }),
  };
}

function toLook(row: Selectable<LookTable>): LookRecord {
  const { events, problems, failure, committedAt, reportFailure } = JSON.parse(row.details) as LookDetails;
  return {
    id: row.id,
    repositoryId: row.repository_id,
    at: row.at,
    reason: row.reason as LookRecord["reason"],
    outcome: row.outcome as LookRecord["outcome"],
    commit: row.commit ?? undefined,
    elapsedMs: row.elapsed_ms,
    events,
    problems,
    failure,
    ...(committedAt === undefined ? {} : { committedAt }),
    ...(reportFailure === undefined ? {} : { reportFailure }),
  };
}

function fromDelivery({ repositoryIds, ...delivery }: DeliveryRecord) {
  return {
    id: delivery.id,
    host: delivery.host,
    delivery_id: delivery.deliveryId,
    event: delivery.event,
    at: delivery.at,
    outcome: delivery.outcome,
    details: JSON.stringify({ repositoryIds }),
  };
}
