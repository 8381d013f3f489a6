import { quote } from "../finding.ts";
import { readDuration, readStart } from "./schedule-text.ts";
import type { Found, Rule } from "./rule.ts";

const DURATION = "/schedule/requested/duration";
const START = "/schedule/requested/start";

export const SCHEDULE_RULES: readonly Rule[] = [
  {
    id: "schedule/duration",
    severity: "error",
    explanation:
      "A duration is written as in ISO 8601: PT90M, PT1H30M, P1D. Hours and minutes come after a T.",
    bad: requested("duration: P1H"),
    good: requested("duration: PT1H"),
    *check({ schedule }) {
      if (schedule?.duration === undefined) return;
      const reading = readDuration(schedule.duration);
      if (reading.state !== "wrong") return;
      yield {
        pointer: DURATION,
        sentence: `The duration ${quote(schedule.duration)} ${reading.reason}.`,
        ...adviceOn(schedule.duration),
      };
    },
  },
  {
    id: "schedule/duration-calendar",
    severity: "warning",
    explanation: "Weeks, months and years are legal in a duration, but some brokers refuse them.",
    bad: requested("duration: P1W"),
    good: requested("duration: P7D"),
    *check({ schedule }) {
      if (schedule?.duration === undefined || readDuration(schedule.duration).state !== "calendar") return;
      yield {
        pointer: DURATION,
        sentence: `The duration ${quote(schedule.duration)} has weeks, months or years, which some brokers refuse.`,
        hint: "Write days or hours.",
      };
    },
  },
  {
    id: "schedule/start",
    severity: "error",
    explanation:
      "The start is an ISO 8601 interval in which the run may begin: two instants, or an instant and a duration, with a slash between.",
    bad: requested("start: 2030-01-02T08:00:00Z/2030-01-01T08:00:00Z"),
    good: requested("start: 2030-01-01T08:00:00Z/2030-01-02T08:00:00Z"),
    *check({ schedule }) {
      if (schedule?.start === undefined) return;
      const reading = readStart(schedule.start);
      if (reading.state !== "wrong") return;
      yield {
        pointer: START,
        sentence: `The start ${quote(schedule.start)} ${reading.reason}.`,
        hint: "Write for instance 2030-01-01T08:00:00Z/PT4H.",
      };
    },
  },
  {
    id: "schedule/start-odd",
    severity: "warning",
    explanation:
      "A lone instant, a date without a time of day, a time without a zone and a duration before its end are refused by some brokers.",
    bad: requested("start: 2030-01-01/2030-01-02"),
    good: requested("start: 2030-01-01T00:00:00Z/2030-01-02T00:00:00Z"),
    *check({ schedule }) {
      if (schedule?.start === undefined) return;
      const reading = readStart(schedule.start);
      if (reading.state !== "odd" && reading.state !== "backwards") return;
      const reason = reading.state === "odd" ? reading.reason : "has its duration before its end";
      yield {
        pointer: START,
        sentence: `The start ${quote(schedule.start)} ${reason}; some brokers refuse that.`,
        hint: "Write for instance 2030-01-01T08:00:00Z/PT4H.",
      };
    },
  },
];

/** Hours count behind a T only, and letters are capitals: what is meant is plain. Words are not that sure. */
function adviceOn(duration: string): Pick<Found, "hint" | "fix"> {
  const upper = duration.trim().toUpperCase();
  const withT = /^P\d+(?:\.\d+)?[HS]$/u.test(upper) ? `PT${upper.slice(1)}` : upper;
  if (readDuration(withT).state === "fine") return { hint: `Write ${withT}.`, fix: JSON.stringify(withT) };
  const [, count, unit = ""] =
    /^(\d+)\s*(h|hours?|hrs?|m|min|mins|minutes?|s|secs?|seconds?|d|days?)$/iu.exec(duration.trim()) ?? [];
  if (count === undefined) return { hint: "Write for instance PT90M or PT1H30M; P1D is a day." };
  const letter = unit.charAt(0).toUpperCase();
  return { hint: `Write ${letter === "D" ? `P${count}D` : `PT${count}${letter}`}.` };
}

function requested(line: string): string {
  return `schedule:\n  requested:\n    ${line}\n`;
}
