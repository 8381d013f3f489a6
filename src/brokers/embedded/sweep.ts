import { sql, type Kysely } from "kysely";
import type { Database } from "../../catalogue/sql/schema.ts";

const DAY_MS = 86_400_000;
/** For how long an answer of which nothing came is kept after its last offer ended. */
const ANSWER_KEPT_MS = 30 * DAY_MS;
/** For how long a session, with its answer, is kept after its end. */
const SESSION_KEPT_MS = 365 * DAY_MS;
const EVERY_MS = 3_600_000;

/** Removes, at times, what is long over. To be called in a transaction; mostly it does nothing. */
export type Sweep = (db: Kysely<Database>, nowMs: number) => Promise<void>;

/**
 * Makes a sweep that looks once an hour, and at the next call when there was more than one batch. A process that
 * dies forgets only when it last looked.
 */
export function createSweep(speed: number, batch = 200): Sweep {
  let nextMs = Number.NEGATIVE_INFINITY;
  return async (db, nowMs) => {
    if (nowMs < nextMs) return;
    const removed =
      (await removeAnswers(db, { nowMs, speed, batch })) + (await removeDirect(db, { nowMs, speed, batch }));
    nextMs = removed < batch ? nowMs + EVERY_MS : nowMs;
  };
}

interface Terms {
  readonly nowMs: number;
  readonly speed: number;
  readonly batch: number;
}

/** Answers go as a whole: an accepted offer keeps the answer that it came with. */
async function removeAnswers(db: Kysely<Database>, terms: Terms): Promise<number> {
  const before = new Date(terms.nowMs - ANSWER_KEPT_MS).toISOString();
  const rows = await db
    .selectFrom("broker_offerset")
    .select("id")
    .where("created_at", "<", before)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("broker_session")
            .select("broker_session.id")
            .whereRef("broker_session.offerset_id", "=", "broker_offerset.id")
            .where(isKept(terms)),
        ),
      ),
    )
    .limit(terms.batch)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db.deleteFrom("broker_session").where("offerset_id", "in", ids).execute();
  await db.deleteFrom("broker_offerset").where("id", "in", ids).execute();
  return ids.length;
}

/** Sessions that were started at once belong to no answer. */
async function removeDirect(db: Kysely<Database>, terms: Terms): Promise<number> {
  const rows = await db
    .selectFrom("broker_session")
    .select("id")
    .where("offerset_id", "is", null)
    .where(sql<boolean>`not (${isKept(terms)})`)
    .limit(terms.batch)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await db.deleteFrom("broker_session").where("id", "in", ids).execute();
  return ids.length;
}

function isKept({ nowMs, speed }: Terms) {
  const answersFrom = nowMs - ANSWER_KEPT_MS;
  const sessionsFrom = nowMs - SESSION_KEPT_MS;
  // A rehearsal slower than the clock ends later than its slot.
  const slowness = Math.max(1, Math.ceil(1 / speed));
  return sql<boolean>`case phase
    when 'OFFERED' then expires_at >= ${answersFrom}
    when 'ACCEPTED' then starts_at + (duration_ms + release_ms) * ${slowness} >= ${sessionsFrom}
    else coalesce(ended_at, expires_at, broker_session.created_at) >= ${answersFrom} end`;
}
