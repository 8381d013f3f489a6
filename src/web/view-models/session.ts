import { REHEARSAL_CLOCK_PATH } from "../../brokers/rehearsal-clock.ts";
import { TERMINAL_PHASES, type SessionRecord } from "../../catalogue/asks.ts";
import type { Entry } from "../../catalogue/entry.ts";
import { durationText, toTime } from "../format.ts";
import { entryHref, safeHref } from "../links.ts";
import type { WebServices } from "../services.ts";

/** The way of a session that goes well; brokers may skip steps, and may know others. */
const TRACK = ["ACCEPTED", "WAITING", "PREPARING", "AVAILABLE", "RUNNING", "RELEASING", "COMPLETED"] as const;
const WORDS: ReadonlyMap<string, string> = new Map([
  ["OFFERED", "offered"],
  ["ACCEPTED", "accepted"],
  ["WAITING", "waiting for its start"],
  ["PREPARING", "preparing"],
  ["AVAILABLE", "available"],
  ["RUNNING", "running"],
  ["RELEASING", "releasing"],
  ["COMPLETED", "completed"],
  ["FAILED", "failed"],
  ["CANCELLED", "cancelled"],
  ["REJECTED", "declined"],
  ["EXPIRED", "expired"],
]);

export interface SessionFacts {
  readonly session: SessionRecord;
  readonly entry: Entry | undefined;
  readonly own: boolean;
}

/** A session on its way: the phases as a track, and what its owner may do now. */
export function toSession(services: WebServices, facts: SessionFacts): object {
  const { session, entry } = facts;
  const now = services.now();
  const broker = services.asks.brokers.find(({ id }) => id === session.brokerId);
  const ended = TERMINAL_PHASES.has(session.phase);
  const href = `/sessions/${session.id}`;
  return {
    title: entry?.program.title ?? "a program that is no longer in the catalogue",
    entryHref: entry === undefined ? null : entryHref(entry.program.path),
    askHref: `/asks/${session.askId}`,
    broker: broker?.label ?? session.brokerId,
    rehearsal: broker?.rehearsal ?? false,
    phase: session.phase,
    phaseText: WORDS.get(session.phase) ?? session.phase.toLowerCase(),
    good: session.phase === "COMPLETED",
    bad: ended && session.phase !== "COMPLETED",
    ended,
    track: toTrack(session, now),
    starts: toTime(session.startsAt, now),
    duration: session.durationSeconds === undefined ? null : durationText(session.durationSeconds),
    updated: toTime(session.updatedAt, now),
    failure: session.failure?.message ?? null,
    hint: session.failure?.hint ?? null,
    components: session.components.map(({ family, name, phase }) => ({
      family,
      name: name ?? "unnamed",
      phase: phase === undefined ? "not said" : (WORDS.get(phase) ?? phase.toLowerCase()),
    })),
    connectors: session.connectors.map(({ kind, protocol, location, status }) => ({
      label: protocol ?? kind,
      location: location ?? null,
      href: safeHref(location),
      status: status ?? null,
    })),
    messages: session.messages,
    own: facts.own,
    cancelHref: facts.own && !ended ? `${href}/cancel` : null,
    fastForwardHref: facts.own && !ended && canFastForward(session) ? `${href}/fast-forward` : null,
  };
}

export function toSessionJson(facts: SessionFacts): Readonly<Record<string, unknown>> {
  const { actorId: _actorId, ...session } = facts.session;
  return {
    session: { ...session, href: `/sessions/${session.id}` },
    ended: TERMINAL_PHASES.has(session.phase),
    own: facts.own,
  };
}

/** Only a broker that rehearses offers to move its clock. */
function canFastForward(session: SessionRecord): boolean {
  return session.options.some(({ path }) => path === REHEARSAL_CLOCK_PATH);
}

/** Every phase that was seen, then those that are still to come; a bad end stands where it came. */
function toTrack(session: SessionRecord, now: Date): readonly object[] {
  const seen = new Map(session.history.map(({ phase, at }) => [phase, at]));
  const reached = Math.max(
    ...TRACK.map((phase, index) => (phase === session.phase || seen.has(phase) ? index : -1)),
  );
  const ended = TERMINAL_PHASES.has(session.phase);
  const steps = TRACK.map((phase, index) => ({ phase: phase as string, past: index <= reached }));
  const shown = ended ? steps.filter(({ phase, past }) => past && seen.has(phase)) : steps;
  const known = new Set<string>(TRACK);
  const others = [...seen.keys(), session.phase].filter((phase, index, all) => {
    return !known.has(phase) && phase !== "OFFERED" && all.indexOf(phase) === index;
  });
  const withEnd = [...shown, ...others.map((phase) => ({ phase, past: true }))];
  if (ended && !withEnd.some(({ phase }) => phase === session.phase)) {
    withEnd.push({ phase: session.phase, past: true });
  }
  return withEnd.map(({ phase, past }) => ({
    label: WORDS.get(phase) ?? phase.toLowerCase(),
    state: phase === session.phase ? "current" : past ? "done" : "ahead",
    current: phase === session.phase,
    at: toTime(seen.get(phase), now),
  }));
}
