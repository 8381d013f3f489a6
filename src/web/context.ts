import type { RequestHandler } from "express";
import type { Assets } from "./assets.ts";
import type { WebServices } from "./services.ts";
import type { Views } from "./views.ts";

/** What the routes are made from: the services, and what pages are printed with. */
export interface WebContext {
  readonly services: WebServices;
  readonly views: Views;
  readonly assets: Assets;
  readonly root: string;
  /** Limits failed attempts to sign in, by form or by bearer token. */
  readonly attempts: RequestHandler;
}
