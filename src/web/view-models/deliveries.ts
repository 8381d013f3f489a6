import type { DeliveryRecord } from "../../catalogue/looks.ts";
import { toTime } from "../format.ts";
import { repositoryHref } from "../links.ts";
import type { WebServices } from "../services.ts";

export interface NamedDelivery {
  readonly delivery: DeliveryRecord;
  readonly repositories: readonly { readonly id: string; readonly name: string }[];
}

const SHOWN_REPOSITORIES = 5;
const OUTCOMES: Readonly<Record<DeliveryRecord["outcome"], string>> = {
  queued: "a look was asked for",
  "nothing-to-do": "nothing to do",
  "unknown-repository": "of no repository that is known; its source is listed anew",
  "known-already": "known already",
};

/** The newest first. */
export function toDeliveries(services: WebServices, deliveries: readonly NamedDelivery[]): object {
  return {
    none: deliveries.length === 0,
    deliveries: deliveries.map(({ delivery, repositories }) => ({
      at: toTime(delivery.at, services.now()),
      host: delivery.host,
      event: delivery.event,
      outcome: OUTCOMES[delivery.outcome],
      id: delivery.deliveryId,
      repositories: repositories.slice(0, SHOWN_REPOSITORIES).map(({ id, name }) => ({
        name,
        href: repositoryHref(id),
      })),
      more:
        repositories.length > SHOWN_REPOSITORIES ? `${repositories.length - SHOWN_REPOSITORIES} more` : null,
    })),
  };
}

export function toDeliveriesJson(deliveries: readonly NamedDelivery[]): Readonly<Record<string, unknown>> {
  return {
    deliveries: deliveries.map(({ delivery, repositories }) => ({
      ...delivery,
      repositoryIds: undefined,
      repositories: repositories.map(({ id, name }) => ({ id, name, href: repositoryHref(id) })),
    })),
  };
}
