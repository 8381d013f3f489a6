import type { Request, RequestHandler } from "express";
import type { Repository } from "../../catalogue/sources.ts";
import { ExecatError } from "../../errors.ts";
import type { WebContext } from "../context.ts";
import { openEventStream } from "../event-stream.ts";
import { repositoryHref } from "../links.ts";
import type { LiveLook } from "../live-looks.ts";
import { limitConnections } from "../middleware/limit-connections.ts";
import { limitRate } from "../middleware/rate-limits.ts";
import type { Answer } from "../page.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import { answer } from "../send-page.ts";
import type { WebServices } from "../services.ts";
import { lookHref, stageJson, toLook, toLookJson } from "../view-models/look.ts";

const LOOKS_A_MINUTE = 5;
/** A browser opens one for each page that it shows. */
const STREAMS_AT_ONCE = 10;
const REFRESH_SECONDS = 2;

/**
 * `POST /repositories/<id>/looks` looks at a repository at once; the look's page shows how it goes on, from
 * `…/events` or by loading again.
 */
export function addLookRoutes(routes: Routes, context: WebContext): void {
  const { services } = context;
  const { askRate } = services.settings;
  routes.add("/repositories/:id/looks", {
    post: [
      limitRate(askRate === 0 ? 0 : Math.min(askRate, LOOKS_A_MINUTE), "looks"),
      answer(context, async (request) => {
        const repository = await getRepository(services, request);
        const look = await services.looks.start(repository.id);
        return { status: 303, path: lookHref(look) };
      }),
    ],
  });
  routes.add("/repositories/:id/looks/:look", {
    get: answer(context, (request) => showLook(context, request)),
  });
  routes.add("/repositories/:id/looks/:look/events", {
    get: [limitConnections(STREAMS_AT_ONCE, "streams of events"), streamLook(services)],
  });
}

/** A look of another process, or of long ago, is in the history on the repository's page. */
async function showLook({ services }: WebContext, request: Request): Promise<Answer> {
  const repository = await getRepository(services, request);
  const look = services.looks.find(repository.id, parameterOf(request, "look"));
  if (look === undefined) return { status: 303, path: repositoryHref(repository.id) };
  const problems = look.end === undefined ? [] : await services.store.entries.problemsOf(repository.id);
  return {
    view: "look",
    title: `A look at ${repository.host}/${repository.path}`,
    model: toLook(services, repository, { look, problems }),
    json: toLookJson(look),
    personal: true,
    refreshSeconds: look.end === undefined ? REFRESH_SECONDS : undefined,
  };
}

/** Every stage that there was is sent first, so that a reader who returns misses nothing. */
function streamLook(services: WebServices): RequestHandler {
  return (request, response) => {
    const look = services.looks.find(parameterOf(request, "id"), parameterOf(request, "look"));
    if (look === undefined) {
      throw new ExecatError("NOT_FOUND", "This look is not known here any more.", {
        hint: "The repository's page shows the looks that there were.",
      });
    }
    let unfollow = (): void => undefined;
    const stream = openEventStream(response, () => unfollow());
    let sent = 0;
    const tell = (now: LiveLook): void => {
      for (const stage of now.stages.slice(sent)) stream.send("stage", stageJson(stage));
      sent = now.stages.length;
      if (now.end === undefined) return;
      stream.send("end", toLookJson(now));
      stream.end();
    };
    unfollow = services.looks.follow(look.id, tell);
    tell(look);
  };
}

async function getRepository({ store }: WebServices, request: Request): Promise<Repository> {
  const id = parameterOf(request, "id");
  const repository = await store.sources.findRepository(id);
  if (repository !== undefined) return repository;
  throw new ExecatError("NOT_FOUND", `No repository "${id.slice(0, 80)}".`, {
    hint: "Ask for it by its address at /repositories.",
  });
}
