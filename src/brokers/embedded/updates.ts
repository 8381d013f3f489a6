import type { Kysely } from "kysely";
import type { Database } from "../../catalogue/sql/schema.ts";
import { numberAt, textAt, valueAt } from "../json-value.ts";
import { DELTA_UPDATE, REHEARSAL_CLOCK_PATH } from "../rehearsal-clock.ts";
import { loadCalendar, withCalendar, type BookOptions } from "./book.ts";
import { fits } from "./calendar.ts";
import type { Findings, Message } from "./findings.ts";
import { actualStart } from "./plan.ts";
import { findSession, type StoredSession } from "./rows.ts";
import { hasEnded, isCancellable, phaseAt, remainingMs } from "./session-clock.ts";

/** An update as it was sent, when it can be read. */
export interface WireUpdate {
  readonly kind: string;
  readonly path: string;
  readonly value: string | undefined;
  readonly delta: number | undefined;
}

const KINDS = new Set([
  "uri:enum-value-update",
  "uri:string-value-update",
  "uri:integer-value-update",
  DELTA_UPDATE,
]);

/** Reads an update's body; what cannot be read goes to `findings`. */
export function readUpdate(body: unknown, findings: Findings): WireUpdate | undefined {
  const kind = textAt(body, "kind");
  const path = textAt(body, "path");
  const value = textAt(body, "value");
  const delta = numberAt(body, "delta");
  if (valueAt(body, "update") !== undefined) {
    findings.addBad("/update", 'The update is wrapped in "update", as older dialects do: send it bare.');
  } else if (kind === undefined) {
    findings.addBad("/kind", '"kind" is missing.');
  } else if (!KINDS.has(kind)) {
    findings.addBad("/kind", `The kind "${kind.slice(0, 100)}" is none of ${[...KINDS].join(", ")}.`);
  }
  if (path === undefined) findings.addBad("/path", '"path" is missing.');
  if (kind === DELTA_UPDATE) {
    if (delta === undefined) findings.addBad("/delta", '"delta" is missing or no number.');
  } else if (value === undefined) findings.addBad("/value", '"value" is missing.');
  if (findings.bad.length > 0 || kind === undefined || path === undefined) return undefined;
  return { kind, path, value, delta };
}

export interface UpdateOutcome {
  readonly session: StoredSession;
  /** Why nothing was done; empty when the update was done. */
  readonly reasons: readonly Message[];
}

/** Carries out an update in one transaction. A refused one changes nothing and says why. */
export function update(
  options: BookOptions,
  id: string,
  wish: WireUpdate,
): Promise<UpdateOutcome | undefined> {
  return withCalendar(options.db, async (trx) => {
    const session = await findSession(trx, id);
    if (session === undefined) return undefined;
    const nowMs = options.now().getTime();
    const reason = await carryOut({ options, trx, session, nowMs }, wish);
    const after = (await findSession(trx, id)) ?? session;
    return { session: after, reasons: reason === undefined ? [] : [notDone(reason)] };
  });
}

interface At {
  readonly options: BookOptions;
  readonly trx: Kysely<Database>;
  readonly session: StoredSession;
  readonly nowMs: number;
}

function notDone(text: string): Message {
  return { kind: "urn:update-refused", level: "WARN", template: text, values: {} };
}

async function carryOut(at: At, wish: WireUpdate): Promise<string | undefined> {
  if (wish.kind === DELTA_UPDATE && wish.path === REHEARSAL_CLOCK_PATH) return moveClock(at, wish.delta ?? 0);
  const isPhase = wish.path === "phase" || wish.path === "/phase";
  if (wish.kind !== "uri:enum-value-update" || !isPhase) {
    return "Only the phase can be updated, and the clock of a rehearsal that has not ended.";
  }
  switch (wish.value) {
    case "ACCEPTED":
      return accept(at);
    case "REJECTED":
      return reject(at);
    case "CANCELLED":
      return cancel(at);
    case undefined:
    default:
      return "A client can set the phase to ACCEPTED, REJECTED or CANCELLED, to nothing else.";
  }
}

function phaseNow(at: At): string {
  return phaseAt(at.session, at.options.rehearsalSpeed, at.nowMs);
}

async function accept(at: At): Promise<string | undefined> {
  const { session, nowMs, options, trx } = at;
  const phase = phaseNow(at);
  if (phase === "EXPIRED") return "The offer has expired, and its resources are free for others: ask again.";
  if (phase === "REJECTED") {
    return "The offer was declined, or another offer of the same answer was accepted.";
  }
  if (phase !== "OFFERED") return `The offer cannot be accepted: its phase is ${phase}.`;
  const startsAt = actualStart(session.startsAt, nowMs, session.prepareMs);
  const calendar = await loadCalendar(options, trx, nowMs, session.offersetId);
  if (!fits(calendar, session, startsAt)) {
    return "The resources of this offer are gone, since the broker has become smaller: ask again.";
  }
  await trx
    .updateTable("broker_session")
    .set({ phase: "ACCEPTED", accepted_at: nowMs, starts_at: startsAt })
    .where("id", "=", session.id)
    .execute();
  if (session.offersetId !== undefined) {
    await trx
      .updateTable("broker_session")
      .set({ phase: "REJECTED", ended_at: nowMs })
      .where("offerset_id", "=", session.offersetId)
      .where("phase", "=", "OFFERED")
      // An offer that had expired by itself stays EXPIRED.
      .where("expires_at", ">", nowMs)
      .execute();
  }
  return undefined;
}

async function reject(at: At): Promise<string | undefined> {
  const phase = phaseNow(at);
  if (phase !== "OFFERED") return `Only an open offer can be rejected; its phase is ${phase}.`;
  await end(at, "REJECTED");
  return undefined;
}

async function cancel(at: At): Promise<string | undefined> {
  const phase = phaseNow(at);
  if (!isCancellable(phase)) return `The session cannot be cancelled: its phase is ${phase}.`;
  await end(at, "CANCELLED");
  return undefined;
}

async function end(at: At, phase: "REJECTED" | "CANCELLED"): Promise<void> {
  await at.trx
    .updateTable("broker_session")
    .set({ phase, ended_at: at.nowMs })
    .where("id", "=", at.session.id)
    .execute();
}

async function moveClock(at: At, deltaSeconds: number): Promise<string | undefined> {
  const phase = phaseNow(at);
  if (at.session.phase !== "ACCEPTED" || hasEnded(phase)) {
    return `Only the clock of a session that runs or waits can be moved; its phase is ${phase}.`;
  }
  if (deltaSeconds <= 0) return "The clock of a rehearsal only goes forward: give a delta above zero.";
  const leftMs = remainingMs(at.session, at.options.rehearsalSpeed, at.nowMs);
  const skippedMs = at.session.skippedMs + Math.min(Math.ceil(deltaSeconds * 1000), Math.ceil(leftMs) + 1000);
  await at.trx
    .updateTable("broker_session")
    .set({ skipped_ms: skippedMs })
    .where("id", "=", at.session.id)
    .execute();
  return undefined;
}
