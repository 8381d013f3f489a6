import type { Request, RequestHandler, Response } from "express";
import { currentReader } from "./access/current-reader.ts";
import type { WebContext } from "./context.ts";
import { redirectTo, wantsJson } from "./middleware/request-facts.ts";
import type { Answer, Page } from "./page.ts";
import { toLayout } from "./view-models/layout.ts";

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
    // The frame of a page names who has signed in.
    const personal = made.personal === true || currentReader(request) !== undefined;
    response.set("Cache-Control", personal ? "private, no-store" : "no-cache");
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
