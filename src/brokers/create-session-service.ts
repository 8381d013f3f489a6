import { TERMINAL_PHASES, type OfferRecord, type SessionRecord } from "../catalogue/asks.ts";
import { ExecatError } from "../errors.ts";
import type { Asker } from "./ask-service.ts";
import type { Broker, BrokerSession, CallOptions, SessionUpdate } from "./broker.ts";
import { failureText } from "./failure-text.ts";
import { followSessions } from "./follow-sessions.ts";
import { createKeyedLock } from "../keyed-lock.ts";
import { rejectOthers } from "./reject-others.ts";
import { afterFailedLook, afterLook, afterLoss, newSessionRecord } from "./session-record.ts";
import { brokerOf, callOptions, type SessionServiceOptions, type Sessions } from "./session-context.ts";
import type { SessionService } from "./session-service.ts";

/** Accepts offers and follows sessions; see `SessionService`. `close` gives up what is under way. */
export function createSessionService(
  options: SessionServiceOptions,
): SessionService & { close(): Promise<void> } {
  const sessions: Sessions = {
    ...options,
    locks: createKeyedLock(),
    closing: new AbortController(),
    background: new Set(),
  };
  const lockedUpdate = (id: string, actorId: string, update: SessionUpdate) =>
    sessions.locks.run(`session ${id}`, () => updateSession(sessions, { id, actorId, update }));
  return {
    accept: (offerId, asker) => accept(sessions, offerId, asker),
    reject: (offerId, actorId) => reject(sessions, offerId, actorId),
    get: (id, maxAgeMs) =>
      sessions.locks.run(`session ${id}`, async () => {
        const session = await getSession(sessions, id);
        const ageMs = options.now().getTime() - Date.parse(session.updatedAt);
        const ended = session.nextLookAt === undefined;
        return ended || ageMs <= maxAgeMs ? session : look(sessions, session, sessions.closing.signal);
      }),
    cancel: (id, actorId) => lockedUpdate(id, actorId, { kind: "phase", value: "CANCELLED" }),
    fastForward: (id, actorId) => lockedUpdate(id, actorId, { kind: "fast-forward" }),
    listOfActor: (actorId) => options.store.asks.sessionsOfActor(actorId, 100),
    follow: () => followSessions(sessions, (session, signal) => look(sessions, session, signal)),
    async close() {
      sessions.closing.abort();
      await Promise.allSettled(sessions.background);
    },
  };
}

async function accept(sessions: Sessions, offerId: string, asker: Asker): Promise<SessionRecord> {
  const { actorId } = asker;
  const { offer, programId } = await ownOffer(sessions, offerId, actorId);
  // One update at a time for an ask: the reference broker fails when siblings are accepted at once.
  return sessions.locks.run(`ask ${offer.askId}`, async () => {
    const { asks } = sessions.store;
    const known = await asks.findSessionOfOffer(offerId);
    if (known !== undefined) return known;
    const broker = brokerOf(sessions, offer.brokerId);
    if (broker.shared && !asker.mayUseShared) throw onlyRunners(broker.label);
    const said = await takeOffer(broker, offer, callOptions(sessions, actorId));
    if (NOT_ACCEPTED.has(said.phase)) {
      await asks.saveOffer({ ...offer, phase: said.phase });
      throw notDone(`"${broker.label}" did not take the offer: its phase is ${said.phase}.`, said);
    }
    const ids = { id: sessions.newId(), programId, actorId };
    const session = newSessionRecord(ids, offer, said, sessions.now());
    await asks.saveAccepted({ ...offer, phase: "ACCEPTED" }, session);
    await rejectOthers(sessions, offer, callOptions(sessions, actorId));
    return session;
  });
}

/** Accepts an offer. Where the broker's answer was lost it may have taken it all the same, which only it can tell. */
async function takeOffer(broker: Broker, offer: OfferRecord, call: CallOptions): Promise<BrokerSession> {
  try {
    return await broker.update(offer.brokerUuid, { kind: "phase", value: "ACCEPTED" }, call);
  } catch (error) {
    call.signal.throwIfAborted();
    const said = await broker.readSession(offer.brokerUuid, call).catch(() => undefined);
    if (said === undefined || NOT_ACCEPTED.has(said.phase)) throw error;
    return said;
  }
}

function onlyRunners(label: string): ExecatError {
  return new ExecatError("FORBIDDEN", `Only a runner may accept an offer of "${label}".`, {
    hint: "Its credentials are the catalogue's. Sign in as a runner in this browser, then accept.",
    details: { needs: "runner" },
  });
}

/** Phases that mean "the broker did not take it". FAILED is not among them: it took it, and then it failed. */
const NOT_ACCEPTED = new Set(["INITIAL", "OFFERED", "REJECTED", "EXPIRED", "CANCELLED", "UNKNOWN"]);

async function reject(sessions: Sessions, offerId: string, actorId: string): Promise<OfferRecord> {
  const { offer } = await ownOffer(sessions, offerId, actorId);
  return sessions.locks.run(`ask ${offer.askId}`, async () => {
    const broker = brokerOf(sessions, offer.brokerId);
    const said = await broker.update(
      offer.brokerUuid,
      { kind: "phase", value: "REJECTED" },
      callOptions(sessions, actorId),
    );
    const after = { ...offer, phase: said.phase };
    await sessions.store.asks.saveOffer(after);
    if (said.phase === "REJECTED" || said.phase === "EXPIRED") return after;
    throw notDone(`"${broker.label}" did not decline the offer: its phase is ${said.phase}.`, said);
  });
}

async function ownOffer(
  sessions: Sessions,
  offerId: string,
  actorId: string,
): Promise<{ readonly offer: OfferRecord; readonly programId: string }> {
  const offer = await sessions.store.asks.findOffer(offerId);
  const ask = offer === undefined ? undefined : await sessions.store.asks.find(offer.askId);
  if (offer === undefined || ask === undefined) {
    throw new ExecatError("NOT_FOUND", `There is no offer "${offerId}".`);
  }
  if (ask.actorId !== actorId) {
    throw new ExecatError("FORBIDDEN", "The offer was made to another reader.", {
      hint: "Ask for yourself: the form can be filled from this ask.",
    });
  }
  return { offer, programId: ask.programId };
}

async function updateSession(
  sessions: Sessions,
  wish: { readonly id: string; readonly actorId: string; readonly update: SessionUpdate },
): Promise<SessionRecord> {
  const session = await getSession(sessions, wish.id);
  if (session.actorId !== wish.actorId) {
    throw new ExecatError("FORBIDDEN", "The session belongs to another reader.");
  }
  if (TERMINAL_PHASES.has(session.phase)) {
    throw new ExecatError("CONFLICT", `The session has ended: its phase is ${session.phase}.`);
  }
  const broker = brokerOf(sessions, session.brokerId);
  if (wish.update.kind === "fast-forward" && !broker.rehearsal) {
    throw new ExecatError("CONFLICT", `"${broker.label}" runs for real: its clock cannot be moved.`);
  }
  const said = await broker.update(session.brokerUuid, wish.update, callOptions(sessions, wish.actorId));
  const after = afterLook(session, said, sessions.now());
  await sessions.store.asks.saveSession(after);
  if (wish.update.kind === "phase" && said.phase !== wish.update.value) {
    throw notDone(`"${broker.label}" did not cancel the session: its phase is ${said.phase}.`, said);
  }
  return after;
}

async function getSession(sessions: Sessions, id: string): Promise<SessionRecord> {
  const session = await sessions.store.asks.findSession(id);
  if (session === undefined) throw new ExecatError("NOT_FOUND", `There is no session "${id}".`);
  return session;
}

/** Asks the broker how a session stands and keeps what it says. Throws only when the store fails. */
async function look(sessions: Sessions, session: SessionRecord, signal: AbortSignal): Promise<SessionRecord> {
  const broker = sessions.brokers.find(({ id }) => id === session.brokerId);
  const label = broker?.label ?? session.brokerId;
  let after: SessionRecord;
  try {
    const { brokerUuid, brokerId, actorId } = session;
    const asked = broker ?? brokerOf(sessions, brokerId);
    const said = await asked.readSession(brokerUuid, { signal, actorId });
    after = afterLook(session, said, sessions.now());
  } catch (error) {
    if (signal.aborted) return session;
    if (!(error instanceof ExecatError)) sessions.log.error({ err: error }, "a session could not be read");
    after =
      error instanceof ExecatError && error.code === "NOT_FOUND"
        ? afterLoss(session, label, sessions.now())
        : afterFailedLook(session, failureText(error, label), sessions.now());
  }
  await sessions.store.asks.saveSession(after);
  return after;
}

/** The broker's own reason is the hint; what it says of every session (rehearsal, digest) comes last. */
function notDone(message: string, said: BrokerSession): ExecatError {
  const reason = said.messages.find(({ kind }) => kind === "urn:update-refused") ?? said.messages[0];
  const hint = reason === undefined ? "The broker gave no reason. Ask again for new offers." : reason.text;
  return new ExecatError("CONFLICT", message, { hint });
}
