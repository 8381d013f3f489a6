import type { Kysely, Selectable } from "kysely";
import type { SessionRecord } from "../asks.ts";
import type { AskStore } from "../store.ts";
import type { ClaimOptions } from "./job-store.ts";
import type { Database, SessionTable } from "./schema.ts";

type SessionMethods = Pick<
  AskStore,
  "saveSession" | "findByBroker" | "findSession" | "findSessionOfOffer" | "sessionsOfActor" | "claimSessions"
>;

export async function writeSession(db: Kysely<Database>, session: SessionRecord): Promise<void> {
  const { id, ...rest } = fromSession(session);
  const insert = db.insertInto("session").values({ id, ...rest });
  await insert.onConflict((on) => on.column("id").doUpdateSet(rest)).execute();
}

/** The part of the ask store that keeps sessions. */
export function sessionMethods(db: Kysely<Database>, claims: ClaimOptions): SessionMethods {
  return {
    saveSession: (session) => writeSession(db, session),
    async findSession(id) {
      const row = await db.selectFrom("session").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toSession(row);
    },
    async findSessionOfOffer(offerId) {
      const row = await db
        .selectFrom("session")
        .selectAll()
        .where("offer_id", "=", offerId)
        .executeTakeFirst();
      return row === undefined ? undefined : toSession(row);
    },
    async findByBroker(brokerId, brokerUuid) {
      const [answer, session] = await Promise.all(
        (["answer", "session"] as const).map((table) =>
          db
            .selectFrom(table)
            .select(["id", "ask_id"])
            .where("broker_id", "=", brokerId)
            .where("broker_uuid", "=", brokerUuid)
            .executeTakeFirst(),
        ),
      );
      return { askId: answer?.ask_id ?? session?.ask_id, sessionId: session?.id };
    },
    async sessionsOfActor(actorId, limit) {
      const query = db.selectFrom("session").selectAll().where("actor_id", "=", actorId);
      const rows = await query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
      return rows.map(toSession);
    },
    async claimSessions(now, leaseUntil, limit) {
      const due = db
        .selectFrom("session")
        .select("id")
        .where("next_look_at", "<=", now)
        .orderBy("next_look_at")
        .orderBy("id")
        .limit(limit)
        .$if(claims.locksRows, (query) => query.forUpdate().skipLocked());
      const rows = await db
        .updateTable("session")
        .set({ next_look_at: leaseUntil })
        .where("id", "in", due)
        .returningAll()
        .execute();
      return rows.map(toSession).sort((one, other) => (one.id < other.id ? -1 : 1));
    },
  };
}

type SessionDetails = Pick<
  SessionRecord,
  "history" | "components" | "connectors" | "options" | "messages" | "failure"
>;

function toSession(row: Selectable<SessionTable>): SessionRecord {
  const details = JSON.parse(row.details) as SessionDetails;
  return {
    id: row.id,
    askId: row.ask_id,
    offerId: row.offer_id,
    programId: row.program_id,
    actorId: row.actor_id,
    brokerId: row.broker_id,
    brokerUuid: row.broker_uuid,
    phase: row.phase,
    history: details.history,
    startsAt: row.starts_at ?? undefined,
    durationSeconds: row.duration_seconds ?? undefined,
    components: details.components,
    connectors: details.connectors,
    options: details.options,
    messages: details.messages,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    nextLookAt: row.next_look_at ?? undefined,
    attempts: row.attempts,
    failure: details.failure,
  };
}

function fromSession(session: SessionRecord): Database["session"] {
  const { history, components, connectors, options, messages, failure } = session;
  const details: SessionDetails = { history, components, connectors, options, messages, failure };
  return {
    id: session.id,
    ask_id: session.askId,
    offer_id: session.offerId,
    program_id: session.programId,
    actor_id: session.actorId,
    broker_id: session.brokerId,
    broker_uuid: session.brokerUuid,
    phase: session.phase,
    starts_at: session.startsAt ?? null,
    duration_seconds: session.durationSeconds ?? null,
    details: JSON.stringify(details),
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    next_look_at: session.nextLookAt ?? null,
    attempts: session.attempts,
  };
}
