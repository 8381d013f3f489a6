import { Duration } from "luxon";
import type { Source } from "../src/catalogue/sources.ts";

const SHORTEST_MS = 60_000;
const LONGEST_MS = 31 * 24 * 3_600_000;

/** A listing costs more than a look: wishes that come in a burst lead to one. */
export const LISTING_WAIT_MS = 5_000;

/** True for an ISO 8601 duration between a minute and a month. */
export function isInterval(text: string): boolean {
  const length = Duration.fromISO(text).toMillis();
  return Number.isFinite(length) && length >= SHORTEST_MS && length <= LONGEST_MS;
}

/**
 * When a source is looked at again after a look at `from`: its own interval, or the setting's, spread by `random`
 * (from 0 up to 1) over a tenth to either side, so that sources which began together do not stay together.
 */
export function nextCrawl(
  source: Pick<Source, "options">,
  { from, minutes, random }: { readonly from: Date; readonly minutes: number; readonly random: () => number },
): Date {
  const { every } = source.options;
  const length = every === undefined ? minutes * 60_000 : Duration.fromISO(every).toMillis();
  return new Date(from.getTime() + Math.round(length * (0.9 + random() * 0.2)));
}
