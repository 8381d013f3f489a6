import { ExecatError } from "../errors.ts";

export const DEFAULT_EXPIRY = "365d";

const DAY_MS = 86_400_000;
const MOST_DAYS = 3650;

/**
 * When a token is to end: `90d` from now, the end of the day `2027-01-31` (UTC), or `undefined` for `never`.
 *
 * Throws `INVALID_REQUEST` for anything else, and for a day that is over.
 */
export function parseExpiry(text: string, now: Date): string | undefined {
  if (text === "never") return undefined;
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (days !== undefined && Number(days) >= 1 && Number(days) <= MOST_DAYS) {
    return new Date(now.getTime() + Number(days) * DAY_MS).toISOString();
  }
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00.000Z`) : undefined;
  if (day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) {
    const end = new Date(day.getTime() + DAY_MS);
    if (end > now) return end.toISOString();
    throw new ExecatError("INVALID_REQUEST", `The day "${text}" is over.`, {
      hint: "A token ends in the future: name a later day.",
    });
  }
  throw new ExecatError("INVALID_REQUEST", `"${text.slice(0, 40)}" says no time to end.`, {
    hint: `Write days as 90d (at most ${MOST_DAYS}d), a day as 2027-01-31, or never.`,
  });
}
