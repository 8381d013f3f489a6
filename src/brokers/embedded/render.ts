import { toDialectC } from "../../manifest/emit.ts";
import { formatDuration, formatInstant } from "../iso-time.ts";
import { isObject, objectAt, type JsonObject } from "../json-value.ts";
import { DELTA_OPTION, REHEARSAL_CLOCK_PATH } from "../rehearsal-clock.ts";
import { toWireMessage, type Message } from "./findings.ts";
import type { StoredOfferset, StoredSession } from "./rows.ts";
import { componentPhase, hasEnded, isCancellable, phaseAt, remainingMs } from "./session-clock.ts";
import type { WireDialect } from "./wire-dialect.ts";

const D_BASE = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds";

/** What an answer is made for: whom, when, at which speed. */
export interface RenderContext {
  /** Address of this service as the client sees it, without a slash at the end. */
  readonly base: string;
  readonly nowMs: number;
  readonly speed: number;
}

const REHEARSAL: Message = {
  kind: "urn:rehearsal",
  level: "INFO",
  template: "rehearsal: nothing is executed",
  values: {},
};

/** An offer set in the words of the dialect in which it was asked for. */
export function renderOfferset(
  offerset: StoredOfferset,
  sessions: readonly StoredSession[],
  context: RenderContext,
): JsonObject {
  return inDialect(offerset.dialect, offersetInD(offerset, sessions, context));
}

/** An offer or a session in the words of its dialect. `extra` messages belong to this answer only. */
export function renderSession(
  session: StoredSession,
  context: RenderContext,
  extra: readonly Message[] = [],
): JsonObject {
  return inDialect(session.dialect, sessionInD(session, context, extra));
}

function inDialect(dialect: WireDialect, document: JsonObject): JsonObject {
  return dialect === "C" ? toDialectC(document) : document;
}

function offersetInD(
  offerset: StoredOfferset,
  sessions: readonly StoredSession[],
  context: RenderContext,
): JsonObject {
  const created = formatInstant(offerset.createdAt);
  return {
    kind: `${D_BASE}/offerset/execution-offerset.yaml`,
    meta: compact({
      uuid: offerset.id,
      url: `${context.base}/offersets/${offerset.id}`,
      created,
      messages: notEmpty(offerset.messages.map((message) => toWireMessage(message, created))),
    }),
    result: offerset.result,
    ...(sessions.length === 0 ? {} : { offers: sessions.map((session) => sessionInD(session, context, [])) }),
  };
}

function sessionInD(session: StoredSession, context: RenderContext, extra: readonly Message[]): JsonObject {
  const phase = phaseAt(session, context.speed, context.nowMs);
  const schedule = renderSchedule(session);
  const part = (stored: JsonObject): JsonObject => ({
    ...stored,
    meta: { ...objectAt(stored, "meta"), created: formatInstant(session.createdAt) },
    phase: componentPhase(phase),
  });
  const now = formatInstant(context.nowMs);
  const created = formatInstant(session.createdAt);
  return compact({
    kind: `${D_BASE}/session/scheduled-execution-session.yaml`,
    meta: compact({
      uuid: session.id,
      name: session.name,
      url: `${context.base}/sessions/${session.id}`,
      created,
      messages: [
        ...extra.map((message) => toWireMessage(message, now)),
        ...[REHEARSAL, ...session.messages].map((message) => toWireMessage(message, created)),
      ],
      options: notEmpty(optionsOf(session, phase, context)),
    }),
    phase,
    expires: session.expiresAt === undefined ? undefined : formatInstant(session.expiresAt),
    executable: part(session.parts.executable),
    compute: { ...part(session.parts.compute), ...volumesOf(session), schedule },
    storage: notEmpty(session.parts.storage.map(part)),
    data: notEmpty(session.parts.data.map(part)),
    schedule,
  });
}

function volumesOf(session: StoredSession): JsonObject {
  const volumes = session.parts.compute["volumes"];
  return Array.isArray(volumes) && volumes.length > 0
    ? { volumes: volumes.filter(isObject) }
    : { volumes: undefined };
}

function renderSchedule(session: StoredSession): JsonObject {
  const { startsAt, durationMs, prepareMs, releaseMs } = session;
  return {
    preparing: { start: formatInstant(startsAt - prepareMs), duration: formatDuration(prepareMs / 1000) },
    available: { start: `${formatInstant(startsAt)}/PT0S`, duration: formatDuration(durationMs / 1000) },
    releasing: { start: formatInstant(startsAt + durationMs), duration: formatDuration(releaseMs / 1000) },
  };
}

function optionsOf(session: StoredSession, phase: string, context: RenderContext): readonly JsonObject[] {
  if (hasEnded(phase)) return [];
  const values = [
    ...(phase === "OFFERED" ? ["ACCEPTED", "REJECTED"] : []),
    ...(isCancellable(phase) ? ["CANCELLED"] : []),
  ];
  const phases = values.length === 0 ? [] : [{ kind: "uri:enum-value-option", path: "/phase", values }];
  if (session.phase !== "ACCEPTED") return phases;
  const left = Math.floor(remainingMs(session, context.speed, context.nowMs) / 1000) + 1;
  return [...phases, { kind: DELTA_OPTION, path: REHEARSAL_CLOCK_PATH, min: 1, max: left }];
}

function notEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function compact(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
