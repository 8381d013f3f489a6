import { DateTime } from "luxon";

export type DurationReading =
  | { readonly state: "fine"; readonly seconds: number }
  | { readonly state: "calendar" }
  | { readonly state: "wrong"; readonly reason: string };

const DURATION =
  /^([+-]?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/u;

/** Reads an ISO 8601 duration; `calendar` has weeks, months or years. */
export function readDuration(text: string): DurationReading {
  const parts = DURATION.exec(text);
  if (parts === null) return { state: "wrong", reason: "cannot be read as a duration" };
  const [, sign, years, months, weeks, ...rest] = parts;
  if (sign === "-") return { state: "wrong", reason: "is negative" };
  const amounts = [years, months, weeks, ...rest].map((part) => Number((part ?? "0").replace(",", ".")));
  if (amounts.every((amount) => amount === 0)) return { state: "wrong", reason: "is zero" };
  const isCalendar = years !== undefined || months !== undefined || weeks !== undefined;
  if (isCalendar) return { state: "calendar" };
  const [, , , days = 0, hours = 0, minutes = 0, seconds = 0] = amounts;
  return { state: "fine", seconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds };
}

export type StartReading =
  | { readonly state: "fine" }
  /** A duration and then its end, which the standard leaves out and some brokers take. */
  | { readonly state: "backwards" }
  | { readonly state: "odd"; readonly reason: string }
  | { readonly state: "wrong"; readonly reason: string };

/** Reads an ISO 8601 interval in which a run may begin: two instants, or an instant and a duration. */
export function readStart(text: string): StartReading {
  const parts = text.split("/");
  const [first = "", second] = parts;
  if (parts.length > 2) return { state: "wrong", reason: "has more than two parts" };
  if (second === undefined) {
    const instant = readInstant(first);
    return instant === undefined
      ? { state: "wrong", reason: "cannot be read as an interval" }
      : { state: "odd", reason: "is a lone instant, not an interval" };
  }
  const ends = [first, second].map((part) => (isDuration(part) ? "duration" : readInstant(part)));
  if (ends.includes(undefined)) return { state: "wrong", reason: "cannot be read as an interval" };
  const [start, end] = ends;
  if (start === "duration" && end === "duration") return { state: "wrong", reason: "has no date" };
  const instants = ends.filter((part): part is Instant => typeof part === "object");
  if (isInOrder(start, end) === false) return { state: "wrong", reason: "begins after its end" };
  if (instants.some((instant) => instant.isPartial)) {
    return { state: "odd", reason: "has a date without time of day or without zone" };
  }
  if (start === "duration") return { state: "backwards" };
  return { state: "fine" };
}

interface Instant {
  readonly millis: number;
  /** Without time of day or without a zone. */
  readonly isPartial: boolean;
}

function isInOrder(start: unknown, end: unknown): boolean | undefined {
  if (typeof start !== "object" || typeof end !== "object") return undefined;
  return (start as Instant).millis <= (end as Instant).millis;
}

function isDuration(text: string): boolean {
  return (
    text.startsWith("P") && readDuration(text.replace(/^P(?:0+[DW]|T0+[HMS])$/u, "PT1S")).state !== "wrong"
  );
}

function readInstant(text: string): Instant | undefined {
  if (
    !/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/u.test(text)
  ) {
    return undefined;
  }
  const instant = DateTime.fromISO(text, { zone: "utc" });
  if (!instant.isValid) return undefined;
  return { millis: instant.toMillis(), isPartial: !/T.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/u.test(text) };
}
