import { expect, it } from "vitest";
import type { Store } from "../../src/catalogue/store.ts";
import { actorRecord, askRecord, answerRecord, offerRecord, sessionRecord } from "../support/ask-builders.ts";
import { programChange } from "../support/entry-builders.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-24T11:00:00.000Z";

/** A part of the contract of `Store`: readers, what they asked, and what came of it. */
export function testAskStore(
  store: () => Store,
  publish: (change: ReturnType<typeof programChange>) => Promise<void>,
): void {
  it("finds an actor by the hash of the cookie's secret", async () => {
    await store().actors.create(actorRecord(), "hash");
    expect(await store().actors.findByToken("hash")).toEqual(actorRecord());
    expect(await store().actors.findByToken("other")).toBeUndefined();
  });

  it("keeps an ask with its answers, offers and session as they were given", async () => {
    await publish(programChange());
    await store().actors.create(actorRecord(), "hash");
    const waiting = answerRecord({ outcome: "asking" });
    await store().asks.create(askRecord(), [waiting]);
    expect(await store().asks.answersOf(askRecord().id)).toEqual([waiting]);
    const offers = [
      offerRecord({ id: "01OFFER0", startsAt: undefined }),
      offerRecord({ id: "01OFFERB", startsAt: LATER }),
      offerRecord({ id: "01OFFERA", startsAt: AT }),
    ];
    await store().asks.saveAnswer(answerRecord({ outcome: "yes", raw: "{}" }), offers);
    expect(await store().asks.find(askRecord().id)).toEqual(askRecord());
    expect(await store().asks.answersOf(askRecord().id)).toEqual([
      answerRecord({ outcome: "yes", raw: "{}" }),
    ]);
    expect((await store().asks.offersOf(askRecord().id)).map((offer) => offer.id)).toEqual([
      "01OFFERA",
      "01OFFERB",
      "01OFFER0",
    ]);
    await store().asks.saveOffer(offerRecord({ id: "01OFFERB", phase: "REJECTED", startsAt: LATER }));
    expect((await store().asks.findOffer("01OFFERB"))?.phase).toBe("REJECTED");
    const taken = offerRecord({ id: "01OFFERA", phase: "ACCEPTED", startsAt: AT });
    const session = sessionRecord({ offerId: "01OFFERA", nextLookAt: AT });
    await expect(store().asks.saveAccepted(taken, { ...session, offerId: "01NOBODY" })).rejects.toThrow();
    expect((await store().asks.findOffer("01OFFERA"))?.phase).toBe("OFFERED");
    await store().asks.saveAccepted(taken, session);
    expect((await store().asks.findOffer("01OFFERA"))?.phase).toBe("ACCEPTED");
    expect(await store().asks.findSession(session.id)).toEqual(session);
    expect(await store().asks.findSessionOfOffer("01OFFERA")).toEqual(session);
    expect(await store().asks.findByBroker("embedded", "77aa")).toEqual({
      askId: "01ASK",
      sessionId: session.id,
    });
    expect(await store().asks.findByBroker("embedded", "5f0c")).toEqual({
      askId: "01ASK",
      sessionId: undefined,
    });
    expect(await store().asks.findByBroker("other", "77aa")).toEqual({
      askId: undefined,
      sessionId: undefined,
    });
    expect(await store().asks.sessionsOfActor(actorRecord().id, 5)).toEqual([session]);
    expect(await store().asks.claimSessions(AT, LATER, 5)).toEqual([{ ...session, nextLookAt: LATER }]);
    expect(await store().asks.claimSessions(AT, LATER, 5)).toEqual([]);
    await store().asks.saveSession({ ...session, phase: "COMPLETED", nextLookAt: undefined });
    expect(await store().asks.claimSessions(LATER, LATER, 5)).toEqual([]);
  });
}
