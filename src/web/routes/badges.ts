import { createHash } from "node:crypto";
import type { RequestHandler } from "express";
import type { Entry } from "../../catalogue/entry.ts";
import type { Problem } from "../../manifest/problems.ts";
import type { WebContext } from "../context.ts";
import { parameterOf } from "../parameter.ts";
import type { Routes } from "../router.ts";
import type { WebServices } from "../services.ts";
import { drawBadge } from "../svg/badge.ts";
import { toBadge } from "../view-models/badge.ts";

/** Forges keep pictures of READMEs for themselves; this is how long at most theirs may be old. */
const CACHE = "public, max-age=300";

interface Told {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/**
 * `GET /repositories/<id>/badge.svg` and `GET /entries/<path>/badge.svg`, for READMEs. Whatever the address, the answer
 * is 200: of an error pages show nothing but a broken picture, and "not found" says more.
 */
export function addBadgeRoutes(routes: Routes, { services }: WebContext): void {
  routes.add("/repositories/:id/badge.svg", {
    get: sendBadge((request) => ofRepository(services, parameterOf(request, "id"))),
  });
  routes.add("/entries/*path/badge.svg", {
    get: sendBadge((request) => ofEntry(services, parameterOf(request, "path"))),
  });
}

function sendBadge(find: (request: Parameters<RequestHandler>[0]) => Promise<Told>): RequestHandler {
  return async (request, response) => {
    const { state, words } = toBadge(await find(request));
    const { svg } = drawBadge(state, words);
    response.set({
      "Cache-Control": CACHE,
      ETag: `"${createHash("sha256").update(svg).digest("base64url").slice(0, 22)}"`,
      // READMEs stand on other sites, which the other pages are kept from.
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
    response.type("image/svg+xml").send(svg);
  };
}

async function ofRepository({ store }: WebServices, id: string): Promise<Told> {
  const [entries, problems] = await Promise.all([
    store.entries.listOfRepository(id),
    store.entries.problemsOf(id),
  ]);
  return { entries, problems };
}

/** A path of before leads to the entry of now, as on its page. */
async function ofEntry({ store: { entries } }: WebServices, path: string): Promise<Told> {
  const found = await entries.find(path);
  const moved = found === undefined ? await entries.findMoved(path) : undefined;
  const entry = moved === undefined ? found : await entries.find(moved);
  return entry === undefined ? { entries: [], problems: [] } : { entries: [entry], problems: entry.problems };
}
