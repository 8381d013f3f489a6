import { TERMINAL_PHASES, type OfferRecord, type SessionRecord } from "../catalogue/asks.ts";
import type { BrokerSession } from "./broker.ts";
import type { FailureText } from "./failure-text.ts";

/** The record of a session whose offer was just accepted. */
export function newSessionRecord(
  ids: Pick<SessionRecord, "id" | "programId" | "actorId">,
  offer: OfferRecord,
  said: BrokerSession,
  now: Date,
): SessionRecord {
  const at = now.toISOString();
  const empty: SessionRecord = {
    ...ids,
    askId: offer.askId,
    offerId: offer.id,
    brokerId: offer.brokerId,
    brokerUuid: offer.brokerUuid,
    phase: "",
    history: [],
    startsAt: offer.startsAt,
    durationSeconds: offer.durationSeconds,
    components: [],
    connectors: [],
    options: [],
    messages: [],
    createdAt: at,
    updatedAt: at,
    nextLookAt: undefined,
    attempts: 0,
    failure: undefined,
  };
  return afterLook(empty, said, now);
}

/** The record after the broker was asked: what it says now, and when to look again. */
export function afterLook(session: SessionRecord, said: BrokerSession, now: Date): SessionRecord {
  const changed = said.phase !== session.phase;
  const attempts = changed ? 0 : session.attempts + 1;
  const startsAt = said.startsAt ?? session.startsAt;
  return {
    ...session,
    phase: said.phase,
    history: changed ? [...session.history, { phase: said.phase, at: now.toISOString() }] : session.history,
    startsAt,
    durationSeconds: said.durationSeconds ?? session.durationSeconds,
    components: said.components,
    connectors: said.connectors,
    options: said.options,
    messages: said.messages,
    updatedAt: now.toISOString(),
    nextLookAt: TERMINAL_PHASES.has(said.phase) ? undefined : nextLook(now, attempts, startsAt),
    attempts,
    failure: undefined,
  };
}

/** The record after the broker could not be asked: what was known stays, with why it is not newer. */
export function afterFailedLook(session: SessionRecord, failure: FailureText, now: Date): SessionRecord {
  const attempts = session.attempts + 1;
  return { ...session, failure, attempts, nextLookAt: nextLook(now, attempts, undefined) };
}

/** The record of a session that its broker does not know any more: it cannot be followed to its end. */
export function afterLoss(session: SessionRecord, label: string, now: Date): SessionRecord {
  const at = now.toISOString();
  return {
    ...session,
    phase: "FAILED",
    history: [...session.history, { phase: "FAILED", at }],
    updatedAt: at,
    nextLookAt: undefined,
    failure: {
      message: `"${label}" does not know this session any more, so it cannot be followed; its last phase was ${session.phase}.`,
      hint: "Brokers forget sessions when they are restarted. Whether the run came to its end is not known.",
    },
  };
}

const FIRST_MS = 2_000;
const THEN_MS = 5_000;
const LATER_MS = 30_000;

/** 2 s after a change, 5 s after a while, 30 s after a longer one; but not later than the start of the run. */
function nextLook(now: Date, attempts: number, startsAt: string | undefined): string {
  const delayMs = attempts < 5 ? FIRST_MS : attempts < 20 ? THEN_MS : LATER_MS;
  const untilStartMs = startsAt === undefined ? 0 : Date.parse(startsAt) - now.getTime();
  const waitMs = untilStartMs > 0 ? Math.max(FIRST_MS, Math.min(delayMs, untilStartMs)) : delayMs;
  return new Date(now.getTime() + waitMs).toISOString();
}
