import { LONGEST_SECONDS, parseDuration, parseWindow, type TimeWindow } from "../iso-time.ts";
import { isObject, valueAt, type JsonObject } from "../json-value.ts";
import type { Findings } from "./findings.ts";

export interface WishedSchedule {
  readonly durationMs: number;
  /** When the run may begin; absent when the request does not say. */
  readonly window: TimeWindow | undefined;
}

const DEFAULT_DURATION_MS = 3_600_000;
const POINTER = "/schedule/requested";

/** Reads `schedule.requested` of a request. What cannot be read or done goes to `findings`. */
export function readSchedule(body: JsonObject, findings: Findings): WishedSchedule {
  const schedule = partOf(body, "schedule", "/schedule", findings);
  const requested = partOf(schedule, "requested", POINTER, findings);
  findings.noteUnknown("/schedule", new Set(["requested"]), Object.keys(schedule));
  findings.noteUnknown(POINTER, new Set(["duration", "start"]), Object.keys(requested));
  return {
    durationMs: readDuration(valueAt(requested, "duration"), findings),
    window: readStart(valueAt(requested, "start"), findings),
  };
}

function partOf(owner: JsonObject, key: string, pointer: string, findings: Findings): JsonObject {
  const value = valueAt(owner, key);
  if (isObject(value)) return value;
  if (value !== undefined && value !== null) findings.addBad(pointer, `"${key}" is not an object.`);
  return {};
}

function readDuration(value: unknown, findings: Findings): number {
  if (value === undefined || value === null) return DEFAULT_DURATION_MS;
  const pointer = `${POINTER}/duration`;
  const duration = typeof value === "string" ? parseDuration(value) : undefined;
  if (duration === undefined) {
    findings.addBad(pointer, `${shown(value)} is no ISO 8601 duration; one hour is written "PT1H".`);
    return DEFAULT_DURATION_MS;
  }
  if (duration.months !== 0) {
    findings.refuse(
      "urn:input-syntax-fail",
      "The duration ${duration} has months or years, whose length is not fixed: give weeks, days or hours.",
      { duration: shown(value) },
    );
    return DEFAULT_DURATION_MS;
  }
  if (duration.seconds < 1) {
    findings.addBad(pointer, `The duration ${shown(value)} is shorter than one second.`);
    return DEFAULT_DURATION_MS;
  }
  // Whole seconds, rounded up.
  return Math.ceil(Math.min(duration.seconds, LONGEST_SECONDS)) * 1000;
}

function readStart(value: unknown, findings: Findings): TimeWindow | undefined {
  if (value === undefined || value === null) return undefined;
  const pointer = `${POINTER}/start`;
  if (typeof value !== "string") {
    findings.addBad(pointer, `${shown(value)} is not the text of an ISO 8601 interval.`);
    return undefined;
  }
  const window = parseWindow(value.slice(0, 200));
  if ("problem" in window) {
    findings.addBad(pointer, window.problem);
    return undefined;
  }
  return window;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "").slice(0, 100);
}
