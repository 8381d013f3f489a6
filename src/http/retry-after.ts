import type { HttpResponse } from "./http-client.ts";

/** When a server asks to be called again: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfter({ headers }: Pick<HttpResponse, "headers">, now: Date): Date | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,6}$/.test(text)) return new Date(now.getTime() + Number(text) * 1000);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time);
}
