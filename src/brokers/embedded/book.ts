import type { Kysely, Transaction } from "kysely";
import { sql } from "kysely";
import type { Database } from "../../catalogue/sql/schema.ts";
import type { TimeWindow } from "../iso-time.ts";
import { createCalendar, type Amounts, type Calendar } from "./calendar.ts";
import type { Message } from "./findings.ts";
import { toStoredParts } from "./parts.ts";
import { planOffers } from "./plan.ts";
import {
  insertOfferset,
  insertSession,
  loadHolders,
  toHold,
  type StoredOfferset,
  type StoredSession,
} from "./rows.ts";
import type { Sweep } from "./sweep.ts";
import { limitRefusals, needOf, noRoom, windowOf } from "./terms.ts";
import type { WireDialect } from "./wire-dialect.ts";
import type { WireRequest } from "./wire-request.ts";

export interface BookOptions {
  readonly db: Kysely<Database>;
  readonly capacity: Amounts;
  readonly offerMs: number;
  /** Answers with open offers that one client may hold; 0 sets no limit. */
  readonly openAnswers: number;
  readonly rehearsalSpeed: number;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Removes what is long over, in the transaction of an ask. */
  readonly sweep: Sweep;
}

export interface Client {
  /** Who is limited: an actor of ours, else an address. */
  readonly id: string;
  /** Who may change what is made now. */
  readonly owner: string;
}

export interface Asked {
  readonly request: WireRequest;
  readonly remarks: readonly Message[];
  readonly client: Client;
}

export type OfferOutcome =
  | { readonly limitedForSeconds: number }
  | { readonly offerset: StoredOfferset; readonly sessions: readonly StoredSession[] };

/** Runs a transaction that holds the calendar's lock from its first statement to its end. */
export function withCalendar<T>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await trx
      .updateTable("broker_lock")
      .set({ holder: sql<number>`1 - holder` })
      .where("id", "=", "calendar")
      .execute();
    return work(trx);
  });
}

export async function loadCalendar(
  options: BookOptions,
  db: Kysely<Database>,
  nowMs: number,
  withoutAnswer?: string,
): Promise<Calendar> {
  const holders = await loadHolders(db, nowMs, options.rehearsalSpeed);
  const others = holders.filter(
    (holder) => withoutAnswer === undefined || holder.offersetId !== withoutAnswer,
  );
  return createCalendar(options.capacity, others.map(toHold));
}

/** Answers a request: looks for offers and holds them, in one transaction. */
export function offer(options: BookOptions, asked: Asked): Promise<OfferOutcome> {
  return withCalendar(options.db, async (trx) => {
    const nowMs = options.now().getTime();
    await options.sweep(trx, nowMs);
    const limitedForSeconds = await waitForClient(options, trx, asked.client.id, nowMs);
    if (limitedForSeconds !== undefined) return { limitedForSeconds };
    const place = await findPlaces(options, trx, asked.request, nowMs);
    const { dialect } = asked.request;
    const base = { id: options.newId(), client: asked.client.id, createdAt: nowMs, dialect };
    if ("refusals" in place) {
      const offerset = { ...base, result: "NO" as const, messages: [...place.refusals, ...asked.remarks] };
      await insertOfferset(trx, offerset);
      return { offerset, sessions: [] };
    }
    const offerset = { ...base, result: "YES" as const, messages: asked.remarks };
    await insertOfferset(trx, offerset);
    const sessions = place.offers.map(({ startMs, expiresMs }, index) => ({
      ...newSession(options, asked, { nowMs, startMs, index }),
      offersetId: offerset.id,
      expiresAt: expiresMs,
      phase: "OFFERED" as const,
    }));
    for (const session of sessions) await insertSession(trx, session);
    return { offerset, sessions };
  });
}

export interface Refused {
  readonly messages: readonly Message[];
  readonly client: Client;
  readonly dialect: WireDialect;
}

/** Keeps a refusal that needs no look at the calendar, so that it can be read again. */
export function refuse(options: BookOptions, refused: Refused): Promise<StoredOfferset> {
  return withCalendar(options.db, async (trx) => {
    const createdAt = options.now().getTime();
    await options.sweep(trx, createdAt);
    const { messages, client, dialect } = refused;
    const base = { id: options.newId(), client: client.id, createdAt, messages, dialect };
    const offerset = { ...base, result: "NO" as const };
    await insertOfferset(trx, offerset);
    return offerset;
  });
}

/** Takes the earliest place at once, in one transaction; nothing is stored when there is none. */
export function direct(
  options: BookOptions,
  asked: Asked,
): Promise<StoredSession | { readonly refusals: readonly Message[] }> {
  return withCalendar(options.db, async (trx) => {
    const nowMs = options.now().getTime();
    await options.sweep(trx, nowMs);
    const place = await findPlaces(options, trx, asked.request, nowMs);
    if ("refusals" in place) return place;
    const startMs = place.offers[0]?.startMs ?? nowMs;
    const session = {
      ...newSession(options, asked, { nowMs, startMs, index: 0 }),
      acceptedAt: nowMs,
      phase: "ACCEPTED" as const,
    };
    await insertSession(trx, session);
    return session;
  });
}

async function findPlaces(
  options: BookOptions,
  db: Kysely<Database>,
  request: WireRequest,
  nowMs: number,
): Promise<{ readonly refusals: readonly Message[] } | { readonly offers: ReturnType<typeof planOffers> }> {
  const refusals = limitRefusals(request.amounts, options.capacity);
  if (refusals.length > 0) return { refusals };
  const calendar = await loadCalendar(options, db, nowMs);
  const need = needOf(request);
  const window: TimeWindow = windowOf(request, nowMs);
  const offers = planOffers(calendar, need, window, { nowMs, offerMs: options.offerMs });
  return offers.length === 0 ? { refusals: [noRoom(calendar, need, window, nowMs)] } : { offers };
}

function newSession(
  options: BookOptions,
  asked: Asked,
  at: { readonly nowMs: number; readonly startMs: number; readonly index: number },
): StoredSession {
  const { request } = asked;
  const { durationMs, prepareMs, releaseMs, amounts } = needOf(request);
  return {
    id: options.newId(),
    offersetId: undefined,
    owner: asked.client.owner,
    phase: "OFFERED",
    startsAt: at.startMs,
    durationMs,
    prepareMs,
    releaseMs,
    expiresAt: undefined,
    acceptedAt: undefined,
    skippedMs: 0,
    amounts,
    createdAt: at.nowMs,
    name: `${request.executable?.name ?? "run"}-offer-${at.index}`,
    parts: toStoredParts(request, options.newId),
    messages: asked.remarks,
    dialect: request.dialect,
  };
}

/** How many seconds a client must wait that holds as many open answers as it may; `undefined` when it may ask. */
async function waitForClient(
  options: BookOptions,
  db: Kysely<Database>,
  clientId: string,
  nowMs: number,
): Promise<number | undefined> {
  if (options.openAnswers === 0) return undefined;
  const rows = await db
    .selectFrom("broker_session")
    .innerJoin("broker_offerset", "broker_offerset.id", "broker_session.offerset_id")
    .where("broker_offerset.client", "=", clientId)
    .where("broker_session.phase", "=", "OFFERED")
    .where("broker_session.expires_at", ">", nowMs)
    .groupBy("broker_offerset.id")
    .select((select) => select.fn.max("broker_session.expires_at").as("ends"))
    .execute();
  if (rows.length < options.openAnswers) return undefined;
  const ends = rows.map((row) => Number(row.ends)).sort((a, b) => a - b);
  // With more open answers than allowed (the limit was lowered) several must end first.
  const freeAt = ends[rows.length - options.openAnswers] ?? nowMs;
  return Math.max(1, Math.ceil((freeAt - nowMs) / 1000));
}
