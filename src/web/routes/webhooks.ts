import express, { type Request, type RequestHandler } from "express";
import type { RawDelivery } from "../../catalogue/crawl-desk.ts";
import type { DeliveryRecord } from "../../catalogue/looks.ts";
import type { WebContext } from "../context.ts";
import { limitConnections } from "../middleware/limit-connections.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import type { Page } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import { toDeliveries, toDeliveriesJson, type NamedDelivery } from "../view-models/deliveries.ts";

/** As large as GitHub sends them. */
const BODY_BYTES = 25 * 1024 * 1024;
/** A forge has few addresses, and a push to a large organisation sends many calls at once. */
const CALLS_A_MINUTE = 600;
const CALLS_AT_ONCE = 20;
const SHOWN = 100;

/**
 * `POST /webhooks/<host>`: what a forge tells us; the host is that of the forge. Its signature is over the bytes as
 * they came. `GET /deliveries`: what came, and what became of it.
 */
export function addWebhookRoutes(routes: Routes, context: WebContext): void {
  routes.add("/webhooks/:host", {
    post: [
      answerJson,
      limitRate(CALLS_A_MINUTE, "calls"),
      limitConnections(CALLS_AT_ONCE, "calls"),
      express.raw({ type: () => true, limit: BODY_BYTES, inflate: false }),
      async (request, response) => {
        const { crawler, log } = context.services;
        const { host, event, deliveryId, outcome } = await crawler.receive(
          parameterOf(request, "host"),
          toDelivery(request),
        );
        log.info({ host, event, deliveryId, outcome }, "a forge called");
        response.status(202).set("Cache-Control", "no-store").json({ ok: true, outcome });
      },
    ],
  });
  routes.add("/deliveries", { get: answer(context, () => showDeliveries(context)) });
}

/** Forges read no pages: whatever they say that they accept, also a failure is JSON. */
const answerJson: RequestHandler = (request, _response, next) => {
  request.headers.accept = "application/json";
  next();
};

function toDelivery(request: Request): RawDelivery {
  const body: unknown = request.body;
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, [value].flat().join(", "));
  }
  return { headers, body: Buffer.isBuffer(body) ? body : new Uint8Array() };
}

async function showDeliveries({ services }: WebContext): Promise<Page> {
  const deliveries = await services.store.sources.listDeliveries(SHOWN);
  const named = await withNames(services.store.sources, deliveries);
  return {
    view: "deliveries",
    title: "Calls of forges",
    description: "What forges told this catalogue, and what became of it.",
    model: toDeliveries(services, named),
    json: toDeliveriesJson(named),
  };
}

async function withNames(
  sources: WebContext["services"]["store"]["sources"],
  deliveries: readonly DeliveryRecord[],
): Promise<readonly NamedDelivery[]> {
  const ids = new Set(deliveries.flatMap(({ repositoryIds }) => repositoryIds));
  const names = new Map<string, string>();
  for (const id of ids) {
    const repository = await sources.findRepository(id);
    if (repository !== undefined) names.set(id, `${repository.host}/${repository.path}`);
  }
  return deliveries.map((delivery) => ({
    delivery,
    repositories: delivery.repositoryIds.map((id) => ({ id, name: names.get(id) ?? id })),
  }));
}
