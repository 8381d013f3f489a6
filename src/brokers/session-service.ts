import type { Asker } from "./ask-service.ts";
import type { OfferRecord, SessionRecord } from "../catalogue/asks.ts";

/** Accepts offers and follows the sessions to their end. */
export interface SessionService {
  /**
   * Accepts an offer: one session an offer, also when the button is pressed twice.
   * Throws `NOT_FOUND`, `FORBIDDEN` (another actor's ask), `CONFLICT` when the broker did not take it
   * (expired, a sibling accepted), with the broker's reason as hint. `FORBIDDEN` too where the broker takes shared
   * credentials that the asker may not spend, or may not any more; to decline and to cancel stays possible.
   */
  accept(offerId: string, asker: Asker): Promise<SessionRecord>;
  /** Declines an offer, so that its resources are free. Throws `NOT_FOUND`, `FORBIDDEN` and `CONFLICT` as `accept`. */
  reject(offerId: string, actorId: string): Promise<OfferRecord>;
  /** Throws `NOT_FOUND`. Looks at the broker when what we know is older than `maxAgeMs`. */
  get(sessionId: string, maxAgeMs: number): Promise<SessionRecord>;
  /** Throws `NOT_FOUND`, `FORBIDDEN`, `CONFLICT` when the broker did not do it. */
  cancel(sessionId: string, actorId: string): Promise<SessionRecord>;
  fastForward(sessionId: string, actorId: string): Promise<SessionRecord>;
  listOfActor(actorId: string): Promise<readonly SessionRecord[]>;
  /** Starts following in the background; the returned function stops it and waits for what is under way. */
  follow(): () => Promise<void>;
}
