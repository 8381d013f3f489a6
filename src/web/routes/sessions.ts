import type { Request } from "express";
import { TERMINAL_PHASES, type SessionRecord } from "../../catalogue/asks.ts";
import type { WebContext } from "../context.ts";
import { findActor, findActorId } from "../middleware/actor.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import type { Answer, Page } from "../page.ts";
import { answer } from "../send-page.ts";
import { toSession, toSessionJson, type SessionFacts } from "../view-models/session.ts";

const MAX_AGE_MS = 1000;
const REFRESH_SECONDS = 3;

/** A session, followed to its end. */
export function addSessionRoutes(routes: Routes, context: WebContext): void {
  const { sessions, settings } = context.services;
  const limit = limitRate(settings.askRate, "orders to sessions");
  routes.add("/sessions/:id", { get: answer(context, (request) => showSession(context, request)) });
  routes.add("/sessions/:id/cancel", {
    post: [
      limit,
      answer(
        context,
        act(context, (id, actorId) => sessions.cancel(id, actorId)),
      ),
    ],
  });
  routes.add("/sessions/:id/fast-forward", {
    post: [
      limit,
      answer(
        context,
        act(context, (id, actorId) => sessions.fastForward(id, actorId)),
      ),
    ],
  });
}

async function showSession(context: WebContext, request: Request): Promise<Page> {
  const { services } = context;
  const session = await services.sessions.get(parameterOf(request, "id"), MAX_AGE_MS);
  const [entry, actor] = await Promise.all([
    services.store.entries.get(session.programId),
    findActor(services, request),
  ]);
  const facts: SessionFacts = { session, entry, own: actor?.id === session.actorId };
  return {
    view: "session",
    title: `Session of ${entry?.program.title ?? "a program"}`,
    model: toSession(services, facts),
    json: toSessionJson(facts),
    personal: true,
    refreshSeconds: TERMINAL_PHASES.has(session.phase) ? undefined : REFRESH_SECONDS,
  };
}

function act(
  context: WebContext,
  action: (sessionId: string, actorId: string) => Promise<SessionRecord>,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const session = await action(parameterOf(request, "id"), await findActorId(context.services, request));
    return { status: 303, path: `/sessions/${session.id}` };
  };
}
