import { formatInstant, LOOK_AHEAD_MS, type TimeWindow } from "../iso-time.ts";
import { firstFit, type Amounts, type Calendar, type Need } from "./calendar.ts";
import type { Message } from "./findings.ts";
import type { WireRequest } from "./wire-request.ts";

/** Time for getting a run ready and for clearing up after it. */
export const PREPARE_MS = 10_000;
export const RELEASE_MS = 5_000;

export function needOf(request: WireRequest): Need {
  return {
    amounts: request.amounts,
    durationMs: request.schedule.durationMs,
    prepareMs: PREPARE_MS,
    releaseMs: RELEASE_MS,
  };
}

/** The window of a request; 14 days from now when it has none. */
export function windowOf(request: WireRequest, nowMs: number): TimeWindow {
  return request.schedule.window ?? { fromMs: nowMs, toMs: nowMs + LOOK_AHEAD_MS };
}

const UNITS = { cores: "cores", memory: "GiB of memory", storage: "GiB of storage" } as const;

/** One refusal for each amount that is beyond what this broker has at all. */
export function limitRefusals(amounts: Amounts, capacity: Amounts): readonly Message[] {
  return (["cores", "memory", "storage"] as const)
    .filter((resource) => amounts[resource] > capacity[resource])
    .map((resource) => ({
      kind: "urn:resource-limit",
      level: "WARN",
      template: `The request is for \${asked} ${UNITS[resource]}; this broker has \${limit}.`,
      values: { asked: String(amounts[resource]), limit: String(capacity[resource]) },
    }));
}

/** Why nothing was found in the window, with the first start that would fit. */
export function noRoom(calendar: Calendar, need: Need, window: TimeWindow, nowMs: number): Message {
  const fromMs = Math.max(window.fromMs, nowMs + need.prepareMs);
  const start = firstFit(calendar, need, { fromMs, toMs: fromMs + LOOK_AHEAD_MS, stepMs: 60_000 });
  const past = window.toMs < nowMs + need.prepareMs;
  const why = past
    ? "The window ends in the past, or before a run could be prepared"
    : "There is no room in the window";
  return {
    kind: "urn:no-room-in-window",
    level: "WARN",
    template:
      start === undefined
        ? `${why}, nor in the 14 days after it.`
        : `${why}. The first start that would fit is \${start}.`,
    values: start === undefined ? {} : { start: formatInstant(start) },
  };
}
