import type { OfferRecord } from "../catalogue/asks.ts";
import type { CallOptions } from "./broker.ts";
import type { Sessions } from "./session-context.ts";

/**
 * After an acceptance: the broker itself has rejected the siblings in its own answer; the open offers of other
 * brokers are declined as a courtesy, so that what they hold is free. That goes on in the background, and its
 * failures matter to nobody but the log.
 */
export async function rejectOthers(
  sessions: Sessions,
  accepted: OfferRecord,
  call: CallOptions,
): Promise<void> {
  const { asks } = sessions.store;
  const offers = await asks.offersOf(accepted.askId);
  const open = offers.filter((offer) => offer.id !== accepted.id && offer.phase === "OFFERED");
  const siblings = open.filter((offer) => offer.answerId === accepted.answerId);
  const now = sessions.now().toISOString();
  for (const sibling of siblings) {
    const expired = sibling.expiresAt !== undefined && new Date(sibling.expiresAt).toISOString() <= now;
    await asks.saveOffer({ ...sibling, phase: expired ? "EXPIRED" : "REJECTED" });
  }
  const others = open.filter((offer) => offer.answerId !== accepted.answerId);
  if (others.length === 0) return;
  const work = declineAll(sessions, others, call).finally(() => sessions.background.delete(work));
  sessions.background.add(work);
}

async function declineAll(
  sessions: Sessions,
  offers: readonly OfferRecord[],
  call: CallOptions,
): Promise<void> {
  const work = sessions.brokers.map(async (broker) => {
    // One after the other: some brokers fail when the offers of one answer are updated at once.
    for (const offer of offers.filter(({ brokerId }) => brokerId === broker.id)) {
      try {
        const said = await broker.update(offer.brokerUuid, { kind: "phase", value: "REJECTED" }, call);
        await sessions.store.asks.saveOffer({ ...offer, phase: said.phase });
      } catch (error) {
        sessions.log.info({ err: error, broker: broker.id }, "an offer could not be declined");
      }
    }
  });
  await Promise.all(work);
}
