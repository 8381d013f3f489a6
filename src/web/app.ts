import { join } from "node:path";
import express, { type Express, type RequestHandler } from "express";
import { ExecatError } from "../errors.ts";
import { findProjectRoot } from "../project-root.ts";
import { identify } from "./access/current-reader.ts";
import type { Identity } from "./access/identity.ts";
import { limitAttempts } from "./access/limit-attempts.ts";
import { needOf } from "./access/permissions.ts";
import { createTokenIdentity } from "./access/token-identity.ts";
import { loadAssets } from "./assets.ts";
import type { WebContext } from "./context.ts";
import { compress } from "./middleware/compress.ts";
import { errorPage } from "./middleware/error-page.ts";
import { refuseNul } from "./middleware/refuse-nul.ts";
import { requestFacts } from "./middleware/request-facts.ts";
import { sameOrigin } from "./middleware/same-origin.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { createRoutes, type RegisteredRoute } from "./router.ts";
import { addAccessRoutes } from "./routes/access.ts";
import { addAskRoutes } from "./routes/asks.ts";
import { addBadgeRoutes } from "./routes/badges.ts";
import { addBrokerRoutes } from "./routes/brokers.ts";
import { addCheckRoutes } from "./routes/check.ts";
import { addCollectionRoutes } from "./routes/collections.ts";
import { addCurationCollectionRoutes } from "./routes/curation-collections.ts";
import { addCurationOverlayRoutes } from "./routes/curation-overlays.ts";
import { addCurationTagRoutes } from "./routes/curation-tags.ts";
import { addCurationPageRoutes } from "./routes/curation-pages.ts";
import { addEntryRoutes } from "./routes/entries.ts";
import { addFeedRoutes } from "./routes/feeds.ts";
import { addFindRepositoryRoutes } from "./routes/find-repository.ts";
import { addHealthRoutes } from "./routes/health.ts";
import { addLayerRoutes } from "./routes/layers.ts";
import { addLookRoutes } from "./routes/looks.ts";
import { addRepositoryRoutes } from "./routes/repositories.ts";
import { addRuleRoutes } from "./routes/rules.ts";
import { addSchemaRoutes } from "./routes/schemas.ts";
import { addSearchRoutes } from "./routes/search.ts";
import { addSessionRoutes } from "./routes/sessions.ts";
import { addSourceRoutes } from "./routes/sources.ts";
import { addVocabularyHealthRoutes } from "./routes/vocabulary-health.ts";
import { addVocabularyRoutes } from "./routes/vocabularies.ts";
import { addWebhookRoutes } from "./routes/webhooks.ts";
import type { WebServices } from "./services.ts";
import { loadViews } from "./views.ts";

/** Something that answers beside the pages, with rules of its own: the embedded broker. */
export interface Mount {
  readonly path: string;
  readonly handler: RequestHandler;
}

export interface AppExtra {
  readonly mount?: readonly Mount[] | undefined;
}

/**
 * Builds the web server: pages, their JSON twins below `/api/v1`, assets. It does not listen yet.
 *
 * What is mounted comes before our own checks of origin, rate and body. Throws when the folder of views is
 * incomplete. The registered routes stand in `app.locals["routes"]`, for the test of the OpenAPI document.
 */
export function buildApp(services: WebServices, extra: AppExtra = {}): Express {
  const root = findProjectRoot();
  const views = loadViews(join(root, "views"));
  const assets = loadAssets(join(root, "views", "assets"));
  const attempts = limitAttempts();
  const context: WebContext = { services, views, assets, root, attempts };
  const identities: readonly Identity[] = [createTokenIdentity(services)];

  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", services.settings.trustProxy);
  for (const { path, handler } of extra.mount ?? []) {
    needOf("mount", path);
    app.use(path, handler);
  }
  app.use(requestFacts(services.now));
  app.use(compress());
  app.use(securityHeaders(services.settings.publicUrl));
  app.use(sameOrigin(services.settings.publicUrl));
  app.use(refuseNul());
  app.use("/assets", assets.handler);
  app.use(identify(identities, attempts));
  app.locals["routes"] = addRoutes(app, context);
  app.use((request: express.Request) => {
    throw new ExecatError("NOT_FOUND", `There is nothing at "${request.path.slice(0, 200)}".`, {
      hint: "Look at the address, or search from the home page.",
    });
  });
  app.use(errorPage(context));
  return app;
}

function addRoutes(app: Express, context: WebContext): readonly RegisteredRoute[] {
  const routes = createRoutes(app);
  addHealthRoutes(routes, context);
  addAccessRoutes(routes, context);
  addSearchRoutes(routes, context);
  // Before the entries, whose paths are of any length.
  addBadgeRoutes(routes, context);
  addLayerRoutes(routes, context);
  addEntryRoutes(routes, context);
  addAskRoutes(routes, context);
  addSessionRoutes(routes, context);
  addSourceRoutes(routes, context);
  addRepositoryRoutes(routes, context);
  addFindRepositoryRoutes(routes, context);
  addLookRoutes(routes, context);
  addFeedRoutes(routes, context);
  addWebhookRoutes(routes, context);
  addVocabularyHealthRoutes(routes, context);
  addVocabularyRoutes(routes, context);
  addCurationPageRoutes(routes, context);
  addCollectionRoutes(routes, context);
  addCurationCollectionRoutes(routes, context);
  addCurationOverlayRoutes(routes, context);
  addCurationTagRoutes(routes, context);
  addCheckRoutes(routes, context);
  addRuleRoutes(routes, context);
  addBrokerRoutes(routes, context);
  addSchemaRoutes(routes, context);
  return routes.registered;
}
