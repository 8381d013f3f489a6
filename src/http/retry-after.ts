import type { HttpResponse } from "./http-client.ts";

/** No server is left alone for longer, whatever it asks for: a clock that is wrong must not end all calls. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * When a server asks to be called again: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), never
 * before `now` and at most a day later.
 */
export function retryAfter({ headers }: Pick<HttpResponse, "headers">, now: Date): Date | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  return withinADay(/^\d+$/.test(text) ? now.getTime() + Number(text) * 1000 : Date.parse(text), now);
}

/** A time that a server named, in milliseconds, as it is kept: never before `now` and at most a day later. */
export function withinADay(timeMs: number, now: Date): Date | undefined {
  if (Number.isNaN(timeMs)) return undefined;
  const from = now.getTime();
  return new Date(Math.min(Math.max(timeMs, from), from + LONGEST_WAIT_MS));
}
