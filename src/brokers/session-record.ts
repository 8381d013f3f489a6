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

/** For how long after its end a session is looked for whose broker cannot be asked. */
const GIVEN_UP_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * The record after the broker could not be asked: what was known stays, with why it is not newer. A week after the run
 * should have ended it is given up.
 */
export function afterFailedLook(session: SessionRecord, failure: FailureText, now: Date): SessionRecord {
  const endMs = Date.parse(session.startsAt ?? session.createdAt) + (session.durationSeconds ?? 0) * 1000;
  if (now.getTime() - endMs > GIVEN_UP_DAYS * DAY_MS) {
    return lost(session, now, {
      message: `${failure.message} The session is not looked for any more; its last phase was ${session.phase}.`,
      hint: "Its time has been over for a week. Whether the run came to its end is not known.",
    });
  }
  const attempts = session.attempts + 1;
  return { ...session, failure, attempts, nextLookAt: nextLook(now, attempts, undefined) };
}

/** The record of a session that its broker does not know any more: it cannot be followed to its end. */
export function afterLoss(session: SessionRecord, label: string, now: Date): SessionRecord {
  return lost(session, now, {
    message: `"${label}" does not know this session any more, so it cannot be followed; its last phase was ${session.phase}.`,
    hint: "Brokers forget sessions when they are restarted. Whether the run came to its end is not known.",
  });
}

function lost(session: SessionRecord, now: Date, failure: FailureText): SessionRecord {
  const at = now.toISOString();
  return {
    ...session,
    phase: "FAILED",
    history: [...session.history, { phase: "FAILED", at }],
    updatedAt: at,
    nextLookAt: undefined,
    failure,
  };
}

const FIRST_MS = 2_000;
const THEN_MS = 5_000;
const LATER_MS = 30_000;
const LATEST_MS = 300_000;
/** How many looks in a row that bring nothing new come after each of these waits; then it is five minutes. */
const WAITS = [
  { until: 5, ms: FIRST_MS },
  { until: 20, ms: THEN_MS },
  { until: 140, ms: LATER_MS },
] as const;

/**
 * 2 s after a change, 5 s after a while, 30 s after a longer one, five minutes after an hour; but not later than the
 * start of the run.
 */
function nextLook(now: Date, attempts: number, startsAt: string | undefined): string {
  const delayMs = WAITS.find(({ until }) => attempts < until)?.ms ?? LATEST_MS;
  const untilStartMs = startsAt === undefined ? 0 : Date.parse(startsAt) - now.getTime();
  const waitMs = untilStartMs > 0 ? Math.max(FIRST_MS, Math.min(delayMs, untilStartMs)) : delayMs;
  return new Date(now.getTime() + waitMs).toISOString();
}
