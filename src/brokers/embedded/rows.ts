import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { BrokerSessionTable, Database } from "../../catalogue/sql/schema.ts";
import type { Amounts, Hold } from "./calendar.ts";
import type { Message } from "./findings.ts";
import type { StoredParts } from "./parts.ts";
import { actualStart } from "./plan.ts";
import { phaseAt, type SessionFacts } from "./session-clock.ts";
import type { WireDialect } from "./wire-dialect.ts";

/** What an offer or a session is, as it is stored. */
export interface StoredSession extends SessionFacts {
  readonly id: string;
  /** Absent for a session that was asked for at once. */
  readonly offersetId: string | undefined;
  readonly owner: string;
  readonly amounts: Amounts;
  readonly createdAt: number;
  readonly name: string;
  readonly parts: StoredParts;
  readonly messages: readonly Message[];
  /** In which it was asked for, and is shown. */
  readonly dialect: WireDialect;
}

export interface StoredOfferset {
  readonly id: string;
  readonly client: string;
  readonly result: "YES" | "NO";
  readonly createdAt: number;
  readonly messages: readonly Message[];
  /** In which it was asked for, and is shown. */
  readonly dialect: WireDialect;
}

/** Rows from before there were two dialects do not name theirs. */
type Body = Pick<StoredSession, "name" | "parts" | "messages"> & { readonly dialect?: WireDialect };

export async function insertOfferset(db: Kysely<Database>, offerset: StoredOfferset): Promise<void> {
  await db
    .insertInto("broker_offerset")
    .values({
      id: offerset.id,
      client: offerset.client,
      result: offerset.result,
      created_at: new Date(offerset.createdAt).toISOString(),
      body: JSON.stringify({ messages: offerset.messages, dialect: offerset.dialect }),
    })
    .execute();
}

export async function findOfferset(db: Kysely<Database>, id: string): Promise<StoredOfferset | undefined> {
  const row = await db.selectFrom("broker_offerset").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return undefined;
  const body = JSON.parse(row.body) as Pick<Body, "messages" | "dialect">;
  return {
    id: row.id,
    client: row.client,
    result: row.result === "YES" ? "YES" : "NO",
    createdAt: Date.parse(row.created_at),
    messages: body.messages,
    dialect: body.dialect ?? "D",
  };
}

export async function insertSession(db: Kysely<Database>, session: StoredSession): Promise<void> {
  const { name, parts, messages, dialect } = session;
  await db
    .insertInto("broker_session")
    .values({
      id: session.id,
      offerset_id: session.offersetId ?? null,
      owner: session.owner,
      phase: session.phase,
      starts_at: session.startsAt,
      duration_ms: session.durationMs,
      prepare_ms: session.prepareMs,
      release_ms: session.releaseMs,
      expires_at: session.expiresAt ?? null,
      cores: session.amounts.cores,
      memory: session.amounts.memory,
      storage: session.amounts.storage,
      accepted_at: session.acceptedAt ?? null,
      ended_at: null,
      skipped_ms: session.skippedMs,
      created_at: session.createdAt,
      body: JSON.stringify({ name, parts, messages, dialect } satisfies Body),
    })
    .execute();
}

export async function findSession(db: Kysely<Database>, id: string): Promise<StoredSession | undefined> {
  const row = await db.selectFrom("broker_session").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : toSession(row);
}

/** In the order in which they start. */
export async function sessionsOf(
  db: Kysely<Database>,
  offersetId: string,
): Promise<readonly StoredSession[]> {
  const query = db.selectFrom("broker_session").selectAll().where("offerset_id", "=", offersetId);
  return (await query.orderBy("starts_at").orderBy("id").execute()).map(toSession);
}

function toSession(row: Selectable<BrokerSessionTable>): StoredSession {
  const body = JSON.parse(row.body) as Body;
  return {
    ...toHolder(row),
    owner: row.owner ?? "",
    createdAt: row.created_at,
    name: body.name,
    parts: body.parts,
    messages: body.messages,
    dialect: body.dialect ?? "D",
  };
}

/** What the calendar needs to know of a session. */
export type Holder = SessionFacts & Pick<StoredSession, "id" | "offersetId" | "amounts">;

function toHolder(row: Omit<Selectable<BrokerSessionTable>, "body" | "owner" | "created_at">): Holder {
  return {
    id: row.id,
    offersetId: row.offerset_id ?? undefined,
    phase: row.phase as SessionFacts["phase"],
    startsAt: row.starts_at,
    durationMs: row.duration_ms,
    prepareMs: row.prepare_ms,
    releaseMs: row.release_ms,
    expiresAt: row.expires_at ?? undefined,
    acceptedAt: row.accepted_at ?? undefined,
    skippedMs: row.skipped_ms,
    amounts: { cores: row.cores, memory: row.memory, storage: row.storage },
  };
}

const HOLDER_COLUMNS = [
  "id",
  "offerset_id",
  "phase",
  "starts_at",
  "duration_ms",
  "prepare_ms",
  "release_ms",
  "expires_at",
  "accepted_at",
  "ended_at",
  "skipped_ms",
  "cores",
  "memory",
  "storage",
] as const;

/** Everything that holds resources from now on: open offers, and accepted sessions that have not ended. */
export async function loadHolders(
  db: Kysely<Database>,
  nowMs: number,
  speed: number,
): Promise<readonly Holder[]> {
  const rows = await db
    .selectFrom("broker_session")
    .select(HOLDER_COLUMNS)
    .where((where) =>
      where.or([
        where.and([where("phase", "=", "OFFERED"), where("expires_at", ">", nowMs)]),
        where.and([
          where("phase", "=", "ACCEPTED"),
          sql<boolean>`starts_at + duration_ms + release_ms > ${nowMs}`,
        ]),
      ]),
    )
    .execute();
  return rows
    .map(toHolder)
    .filter((holder) => holder.phase === "OFFERED" || phaseAt(holder, speed, nowMs) !== "COMPLETED");
}

/**
 * What a session holds. An open offer holds as long as an acceptance at its last moment would need; once
 * accepted, exactly its time. Alternatives of one answer share a group.
 */
export function toHold(holder: Holder): Hold {
  const open = holder.phase === "OFFERED";
  const latest =
    open && holder.expiresAt !== undefined
      ? actualStart(holder.startsAt, holder.expiresAt, holder.prepareMs)
      : holder.startsAt;
  return {
    group: open ? `answer ${holder.offersetId ?? holder.id}` : `session ${holder.id}`,
    fromMs: holder.startsAt,
    toMs: latest + holder.durationMs,
    prepareMs: holder.prepareMs,
    releaseMs: holder.releaseMs,
    amounts: holder.amounts,
  };
}
