import type { Request } from "express";
import type { SessionRecord } from "../../catalogue/asks.ts";
import { audit } from "../access/audit.ts";
import { currentReader } from "../access/current-reader.ts";
import { mayRun } from "../access/may-run.ts";
import type { WebContext } from "../context.ts";
import { findActor, findActorId } from "../middleware/actor.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import type { Answer, Page } from "../page.ts";
import { answer } from "../send-page.ts";
import type { WebServices } from "../services.ts";
import { toAsk, toAskJson, type AskFacts } from "../view-models/ask.ts";

/** How long a page waits for brokers before it shows what there is. */
const WAIT_MS = 1500;
const REFRESH_SECONDS = 2;

/** The answers to an ask, and the two things to do with an offer. */
export function addAskRoutes(routes: Routes, context: WebContext): void {
  routes.add("/asks/:id", { get: answer(context, (request) => showAsk(context, request)) });
  const limit = limitRate(context.services.settings.askRate, "answers to offers");
  routes.add("/asks/:id/offers/:offer/accept", {
    post: [limit, answer(context, (request) => accept(context, request))],
  });
  routes.add("/asks/:id/offers/:offer/decline", {
    post: [limit, answer(context, (request) => decline(context, request))],
  });
}

async function showAsk(context: WebContext, request: Request): Promise<Page> {
  const { services } = context;
  const view = await services.asks.view(parameterOf(request, "id"), WAIT_MS);
  const [entry, actor, sessions] = await Promise.all([
    services.store.entries.get(view.ask.programId),
    findActor(services, request),
    sessionsOf(context, view.offers),
  ]);
  const own = actor?.id === view.ask.actorId;
  const facts: AskFacts = { view, entry, sessions, own, mayUseShared: mayRun(request) };
  return {
    view: "ask",
    title: `When can ${entry?.program.title ?? "this"} run?`,
    model: toAsk(services, facts),
    json: toAskJson(facts),
    personal: true,
    refreshSeconds: view.complete ? undefined : REFRESH_SECONDS,
  };
}

async function sessionsOf(
  context: WebContext,
  offers: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, SessionRecord>> {
  const found = await Promise.all(offers.map(({ id }) => context.services.store.asks.findSessionOfOffer(id)));
  return new Map(found.flatMap((session) => (session === undefined ? [] : [[session.offerId, session]])));
}

async function accept(context: WebContext, request: Request): Promise<Answer> {
  const { services } = context;
  const asker = { actorId: await findActorId(services, request), mayUseShared: mayRun(request) };
  const session = await services.sessions.accept(parameterOf(request, "offer"), asker);
  if (currentReader(request) !== undefined) {
    await audit(services, request, {
      act: "offer-accepted",
      subject: `an offer of "${labelOf(services, session.brokerId)}", session ${session.id}`,
    });
  }
  return { status: 303, path: `/sessions/${session.id}` };
}

function labelOf(services: WebServices, brokerId: string): string {
  return services.asks.brokers.find(({ id }) => id === brokerId)?.label ?? brokerId;
}

async function decline(context: WebContext, request: Request): Promise<Answer> {
  const { services } = context;
  const actorId = await findActorId(services, request);
  const offer = await services.sessions.reject(parameterOf(request, "offer"), actorId);
  return { status: 303, path: `/asks/${offer.askId}` };
}
