/** The stored facts that a session's phase follows from. Times are milliseconds since 1970. */
export interface SessionFacts {
  /** What was decided: by us, or by an update. Everything else follows from the time. */
  readonly phase: "OFFERED" | "ACCEPTED" | "REJECTED" | "CANCELLED";
  readonly startsAt: number;
  readonly durationMs: number;
  readonly prepareMs: number;
  readonly releaseMs: number;
  readonly expiresAt: number | undefined;
  readonly acceptedAt: number | undefined;
  /** By how much the rehearsal's clock was moved on. */
  readonly skippedMs: number;
}

/** How long a session is shown as ACCEPTED, so that who accepted can see it. */
const ACCEPTED_MS = 1000;
/** The share of the preparation after which the session is AVAILABLE and waits for its start. */
const READY_AFTER = 0.8;

/**
 * The phase of a session at a moment.
 *
 * A rehearsal waits for its turn by the real clock. From the moment it begins to prepare, its time goes
 * `speed` times as fast. What was skipped counts as time that has passed.
 */
export function phaseAt(facts: SessionFacts, speed: number, nowMs: number): string {
  if (facts.phase === "OFFERED") {
    return facts.expiresAt !== undefined && facts.expiresAt <= nowMs ? "EXPIRED" : "OFFERED";
  }
  if (facts.phase !== "ACCEPTED") return facts.phase;
  const passedMs = nowMs + facts.skippedMs;
  if (passedMs < (facts.acceptedAt ?? 0) + ACCEPTED_MS) return "ACCEPTED";
  const begunAt = facts.startsAt - facts.prepareMs;
  if (passedMs < begunAt) return "WAITING";
  const into = (passedMs - begunAt) * speed;
  if (into < facts.prepareMs * READY_AFTER) return "PREPARING";
  if (into < facts.prepareMs) return "AVAILABLE";
  if (into < facts.prepareMs + facts.durationMs) return "RUNNING";
  return into < facts.prepareMs + facts.durationMs + facts.releaseMs ? "RELEASING" : "COMPLETED";
}

/** How far an accepted session's clock is from its end, skipped time taken off; 0 when it is there. */
export function remainingMs(facts: SessionFacts, speed: number, nowMs: number): number {
  const wholeMs = facts.prepareMs + facts.durationMs + facts.releaseMs;
  const endsAt = facts.startsAt - facts.prepareMs + wholeMs / speed;
  return Math.max(0, endsAt - nowMs - facts.skippedMs);
}

const CANCELLABLE = new Set(["OFFERED", "ACCEPTED", "WAITING", "PREPARING", "AVAILABLE", "RUNNING"]);
const ENDED = new Set(["REJECTED", "EXPIRED", "CANCELLED", "COMPLETED", "FAILED"]);

export function isCancellable(phase: string): boolean {
  return CANCELLABLE.has(phase);
}

export function hasEnded(phase: string): boolean {
  return ENDED.has(phase);
}

/** What the parts of a session are doing when the session is in a phase. */
export function componentPhase(sessionPhase: string): string {
  switch (sessionPhase) {
    case "OFFERED":
    case "ACCEPTED":
      return "INITIALIZING";
    case "REJECTED":
    case "EXPIRED":
      return "CANCELLED";
    default:
      return sessionPhase;
  }
}
