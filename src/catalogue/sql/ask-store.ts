import { sql, type Kysely, type Selectable } from "kysely";
import type { AnswerRecord, AskRecord, OfferRecord } from "../asks.ts";
import type { AskStore } from "../store.ts";
import type { ClaimOptions } from "./job-store.ts";
import type { AnswerTable, Database, OfferTable } from "./schema.ts";
import { sessionMethods, writeSession } from "./session-methods.ts";

export function createAskStore(db: Kysely<Database>, claims: ClaimOptions): AskStore {
  return {
    create: (ask, answers) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto("ask").values(fromAsk(ask)).execute();
        for (const answer of answers) await trx.insertInto("answer").values(fromAnswer(answer)).execute();
      }),
    async find(id) {
      const row = await db.selectFrom("ask").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        id: row.id,
        programId: row.program_id,
        documentId: row.document_id,
        actorId: row.actor_id,
        wishes: JSON.parse(row.wishes) as AskRecord["wishes"],
        request: row.request,
        createdAt: row.created_at,
      };
    },
    async answersOf(askId) {
      const rows = await db
        .selectFrom("answer")
        .selectAll()
        .where("ask_id", "=", askId)
        .orderBy("id")
        .execute();
      return rows.map(toAnswer);
    },
    saveAnswer: (answer, offers) =>
      db.transaction().execute(async (trx) => {
        const { id, ...rest } = fromAnswer(answer);
        await trx.updateTable("answer").set(rest).where("id", "=", id).execute();
        for (const offer of offers) await writeOffer(trx, offer);
      }),
    async offersOf(askId) {
      const query = db.selectFrom("offer").selectAll().where("ask_id", "=", askId);
      // Those without a start come last on either database.
      const isOpen = sql`case when starts_at is null then 1 else 0 end`;
      const rows = await query.orderBy(isOpen).orderBy("starts_at").orderBy("id").execute();
      return rows.map(toOffer);
    },
    async findOffer(id) {
      const row = await db.selectFrom("offer").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toOffer(row);
    },
    saveOffer: (offer) => writeOffer(db, offer),
    saveAccepted: (offer, session) =>
      db.transaction().execute(async (trx) => {
        await writeOffer(trx, offer);
        await writeSession(trx, session);
      }),
    ...sessionMethods(db, claims),
  };
}

async function writeOffer(db: Kysely<Database>, offer: OfferRecord): Promise<void> {
  // The actor is the ask's: an offer belongs to who asked.
  const ask = await db
    .selectFrom("ask")
    .select("actor_id")
    .where("id", "=", offer.askId)
    .executeTakeFirstOrThrow();
  const { id, ...rest } = fromOffer(offer, ask.actor_id);
  await db
    .insertInto("offer")
    .values({ id, ...rest })
    .onConflict((on) => on.column("id").doUpdateSet(rest))
    .execute();
}

function fromAsk(ask: AskRecord): Database["ask"] {
  return {
    id: ask.id,
    program_id: ask.programId,
    document_id: ask.documentId,
    actor_id: ask.actorId,
    wishes: JSON.stringify(ask.wishes),
    request: ask.request,
    created_at: ask.createdAt,
  };
}

function toAnswer(row: Selectable<AnswerTable>): AnswerRecord {
  return {
    id: row.id,
    askId: row.ask_id,
    brokerId: row.broker_id,
    brokerLabel: row.broker_label,
    outcome: row.outcome as AnswerRecord["outcome"],
    messages: JSON.parse(row.messages) as AnswerRecord["messages"],
    failure: row.failure === null ? undefined : (JSON.parse(row.failure) as AnswerRecord["failure"]),
    brokerUuid: row.broker_uuid ?? undefined,
    raw: row.raw ?? undefined,
    elapsedMs: row.elapsed_ms ?? undefined,
  };
}

function fromAnswer(answer: AnswerRecord): Database["answer"] {
  return {
    id: answer.id,
    ask_id: answer.askId,
    broker_id: answer.brokerId,
    broker_label: answer.brokerLabel,
    outcome: answer.outcome,
    messages: JSON.stringify(answer.messages),
    failure: answer.failure === undefined ? null : JSON.stringify(answer.failure),
    broker_uuid: answer.brokerUuid ?? null,
    raw: answer.raw ?? null,
    elapsed_ms: answer.elapsedMs ?? null,
  };
}

type OfferDetails = Pick<OfferRecord, "cores" | "memory" | "costs" | "metrics" | "messages">;

function toOffer(row: Selectable<OfferTable>): OfferRecord {
  const details = JSON.parse(row.details) as OfferDetails;
  return {
    id: row.id,
    askId: row.ask_id,
    answerId: row.answer_id,
    brokerId: row.broker_id,
    brokerUuid: row.broker_uuid,
    phase: row.phase,
    startsAt: row.starts_at ?? undefined,
    durationSeconds: row.duration_seconds ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    cores: details.cores,
    memory: details.memory,
    costs: details.costs,
    metrics: details.metrics,
    messages: details.messages,
  };
}

function fromOffer(offer: OfferRecord, actorId: string): Database["offer"] {
  const { cores, memory, costs, metrics, messages } = offer;
  return {
    id: offer.id,
    ask_id: offer.askId,
    answer_id: offer.answerId,
    actor_id: actorId,
    broker_id: offer.brokerId,
    broker_uuid: offer.brokerUuid,
    phase: offer.phase,
    starts_at: offer.startsAt ?? null,
    duration_seconds: offer.durationSeconds ?? null,
    expires_at: offer.expiresAt ?? null,
    details: JSON.stringify({ cores, memory, costs, metrics, messages } satisfies OfferDetails),
  };
}
