import type { Request, RequestHandler, Response } from "express";
import type { WebContext } from "./context.ts";
import type { FeedModel } from "./view-models/feed.ts";

const CACHE = "public, max-age=60";
/** Everything that XML 1.0 cannot say, however it is escaped. */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A feed in Atom. Express adds the `ETag`, and answers 304 to who has it. */
export function sendFeed(
  context: WebContext,
  make: (request: Request) => Promise<FeedModel>,
): RequestHandler {
  return async (request: Request, response: Response) => {
    const feed = await make(request);
    const xml = context.views.layout("atom", feed).replaceAll(NO_XML, "\u{FFFD}");
    response.set({ "Cache-Control": CACHE, "Last-Modified": new Date(feed.updated).toUTCString() });
    response.type("application/atom+xml; charset=utf-8").send(xml);
  };
}
