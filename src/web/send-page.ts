import type { Request, RequestHandler, Response } from "express";
import type { WebContext } from "./context.ts";
import { redirectTo, wantsJson } from "./middleware/request-facts.ts";
import { toLayout } from "./view-models/layout.ts";

/** An answer that is a page, and JSON from the same facts. */
export interface Page {
  /** The template's name in `views/pages`. */
  readonly view: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly model: object;
  /** The twin's body; `ok: true` is added. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly status?: number | undefined;
  /** What this reader alone may see is kept by no shared cache. */
  readonly personal?: boolean | undefined;
  /** Seconds after which a page without JavaScript loads itself again. */
  readonly refreshSeconds?: number | undefined;
  /** From `toJsonLd`. */
  readonly jsonLd?: string | undefined;
  /** The path under which this page is known best, when it has several. */
  readonly canonical?: string | undefined;
}

export interface Redirect {
  readonly status: 301 | 303;
  readonly path: string;
}

export type Answer = Page | Redirect;

/** A route that is both a page and its JSON twin. */
export function answer(
  context: WebContext,
  make: (request: Request, response: Response) => Promise<Answer> | Answer,
): RequestHandler {
  return async (request, response) => {
    const made = await make(request, response);
    if ("path" in made) {
      redirectTo(request, response, made.status, made.path);
      return;
    }
    response.status(made.status ?? 200).vary("Accept");
    response.set("Cache-Control", made.personal === true ? "private, no-store" : "no-cache");
    if (wantsJson(request)) response.json({ ok: true, ...made.json });
    else sendHtml(context, request, response, made);
  };
}

/** Prints a page inside its frame. */
export function sendHtml(context: WebContext, request: Request, response: Response, page: Page): void {
  const body = context.views.page(page.view, page.model);
  const frame = toLayout(context, request, page, body);
  response.type("html").send(context.views.layout("main", frame));
}
