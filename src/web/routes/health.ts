import type { WebContext } from "../context.ts";
import type { Routes } from "../router.ts";

/** `GET /healthz`: the process answers. `GET /metrics`: its figures. `GET /readyz`: the catalogue does, or what keeps it from that. */
export function addHealthRoutes(routes: Routes, context: WebContext): void {
  routes.add("/healthz", {
    get: (_request, response) => {
      response.set("Cache-Control", "no-store").json({ ok: true });
    },
  });
  routes.add("/metrics", {
    get: async (_request, response) => {
      const { body, contentType } = await context.services.scrape();
      response.set("Cache-Control", "no-store").set("Content-Type", contentType).send(body);
    },
  });
  routes.add("/readyz", {
    get: async (_request, response) => {
      const problems = await context.services.readiness();
      response.status(problems.length === 0 ? 200 : 503).set("Cache-Control", "no-store");
      response.json({ ok: problems.length === 0, problems });
    },
  });
}
