/** What ISO 8601 calls a duration. Months are kept apart, since they have no fixed length. */
export interface IsoDuration {
  readonly months: number;
  readonly seconds: number;
}

export interface TimeWindow {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  /** The last moment at which a run may begin. */
  readonly toMs: number;
}

const DAY_SECONDS = 86_400;
/** How far ahead a broker looks when it is not told otherwise. */
export const LOOK_AHEAD_MS = 14 * DAY_SECONDS * 1000;

const NUMBER = String.raw`(\d{1,12}(?:[.,]\d{1,9})?)`;
const DURATION = new RegExp(
  `^([+-])?P(?:${NUMBER}Y)?(?:${NUMBER}M)?(?:${NUMBER}W)?(?:${NUMBER}D)?(?:T(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?$`,
);
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** A thousand years: beyond it sums of times leave what a `Date` can hold. */
export const LONGEST_SECONDS = 365_000 * 86_400;

/** Reads an ISO 8601 duration; `undefined` for text that is none. A sign in front is kept in the amounts. */
export function parseDuration(text: string): IsoDuration | undefined {
  const match = DURATION.exec(text.trim());
  if (match === null || /[PT]$/.test(text.trim())) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(2).map(toNumber);
  const sign = match[1] === "-" ? -1 : 1;
  return {
    months: sign * ((years ?? 0) * 12 + (months ?? 0)),
    seconds:
      sign *
      ((weeks ?? 0) * 7 * DAY_SECONDS +
        (days ?? 0) * DAY_SECONDS +
        (hours ?? 0) * 3600 +
        (minutes ?? 0) * 60 +
        (seconds ?? 0)),
  };
}

function toNumber(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replace(",", "."));
}

/** Writes seconds as an ISO 8601 duration of hours, minutes and seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  const time = `${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${rest > 0 ? `${rest}S` : ""}`;
  return time === "" ? "PT0S" : `PT${time}`;
}

/** Reads an instant as milliseconds since 1970. A date alone is its 00:00 UTC; a time without a zone is UTC. */
export function parseInstant(text: string): number | undefined {
  const match = INSTANT.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = Number(`0.${match[7] ?? "0"}`);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0));
  // Date.UTC rolls 31 February over to March, which is not what was written.
  const rolled = date.getUTCDate() !== day || date.getUTCMonth() + 1 !== month || (hour ?? 0) > 23;
  if (rolled || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  return date.getTime() + Math.floor(fraction * 1000) - zoneMinutes(match[8]) * 60_000;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return zone.startsWith("-") ? -minutes : minutes;
}

/** An instant as brokers write it: UTC, without a fraction when there is none. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/**
 * Reads the window in which a run may begin: `start/end`, `start/duration`, `duration/end`, or a bare instant,
 * which means "at that time or later". Comes back with a sentence when it cannot be read.
 */
export function parseWindow(text: string): TimeWindow | { readonly problem: string } {
  const parts = text.trim().split("/");
  const [first, second] = parts;
  if (first === undefined || parts.length > 2) return { problem: `"${text}" is no ISO 8601 interval.` };
  if (second === undefined) {
    const fromMs = parseInstant(first);
    return fromMs === undefined
      ? { problem: `"${text}" is no ISO 8601 instant or interval.` }
      : { fromMs, toMs: fromMs + LOOK_AHEAD_MS };
  }
  const window = joinEnds(first, second);
  if (window === undefined) return { problem: `"${text}" is no ISO 8601 interval.` };
  if (window.toMs < window.fromMs) return { problem: `The interval "${text}" ends before it starts.` };
  return window;
}

function joinEnds(first: string, second: string): TimeWindow | undefined {
  const from = parseInstant(first);
  const to = parseInstant(second);
  if (from !== undefined && to !== undefined) return { fromMs: from, toMs: to };
  if (from !== undefined) {
    const length = parseDuration(second);
    return length === undefined ? undefined : inRange(from, addDuration(from, length, 1));
  }
  const length = parseDuration(first);
  return to === undefined || length === undefined ? undefined : inRange(addDuration(to, length, -1), to);
}

/** What a `Date` can hold; beyond it everything that formats an instant would throw. */
function inRange(fromMs: number, toMs: number): TimeWindow | undefined {
  return Math.abs(fromMs) <= 8e15 && Math.abs(toMs) <= 8e15 ? { fromMs, toMs } : undefined;
}

function addDuration(ms: number, duration: IsoDuration, sign: 1 | -1): number {
  const date = new Date(ms);
  date.setUTCMonth(date.getUTCMonth() + sign * Math.round(duration.months));
  return date.getTime() + sign * duration.seconds * 1000;
}
