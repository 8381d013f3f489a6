import type { TimeWindow } from "../iso-time.ts";
import { ceilTo, firstFit, fits, type Calendar, type Need } from "./calendar.ts";

export const MAX_OFFERS = 4;
const MINUTE_MS = 60_000;
/** An offer that stands for less is of no use to a person. */
const SHORTEST_OFFER_MS = 20_000;

export interface PlannedOffer {
  readonly startMs: number;
  readonly expiresMs: number;
}

export interface OfferTerms {
  readonly nowMs: number;
  /** How long an offer stands. */
  readonly offerMs: number;
}

/**
 * Finds up to four offers: the earliest fit in the window, then fits each at least a quarter of the duration
 * later, on whole minutes; a window without a whole minute is used to the second.
 *
 * An offer may start before it expires. It then holds its resources for as long as an acceptance at the last
 * moment would need, and where there is no room for that, it expires before its start instead.
 */
export function planOffers(
  calendar: Calendar,
  need: Need,
  window: TimeWindow,
  terms: OfferTerms,
): readonly PlannedOffer[] {
  const earliest = Math.max(window.fromMs, terms.nowMs + need.prepareMs);
  const stepMs = ceilTo(earliest, MINUTE_MS) <= window.toMs ? MINUTE_MS : 1000;
  const offers: PlannedOffer[] = [];
  let fromMs = earliest;
  while (offers.length < MAX_OFFERS) {
    const startMs = firstFit(calendar, need, { fromMs, toMs: window.toMs, stepMs });
    if (startMs === undefined) break;
    const expiresMs = expiryOf(calendar, need, { startMs, lastMs: window.toMs }, terms);
    if (expiresMs !== undefined) offers.push({ startMs, expiresMs });
    fromMs = startMs + (expiresMs === undefined ? stepMs : Math.max(stepMs, need.durationMs / 4));
  }
  return offers;
}

/** When a run begins that was offered for `startMs` and accepted at `acceptedMs`: it must be prepared first. */
export function actualStart(startMs: number, acceptedMs: number, prepareMs: number): number {
  return Math.max(startMs, acceptedMs + prepareMs);
}

function expiryOf(
  calendar: Calendar,
  need: Need,
  place: { readonly startMs: number; readonly lastMs: number },
  terms: OfferTerms,
): number | undefined {
  const { startMs, lastMs } = place;
  const shortest = Math.min(SHORTEST_OFFER_MS, terms.offerMs);
  // A run that is accepted late must still begin inside the window.
  const wished = Math.min(terms.nowMs + terms.offerMs, Math.max(startMs, lastMs) - need.prepareMs);
  const delayMs = actualStart(startMs, wished, need.prepareMs) - startMs;
  const roomy = delayMs === 0 || fits(calendar, { ...need, durationMs: need.durationMs + delayMs }, startMs);
  const expiresMs = roomy ? wished : startMs - need.prepareMs;
  return expiresMs - terms.nowMs >= shortest ? expiresMs : undefined;
}
