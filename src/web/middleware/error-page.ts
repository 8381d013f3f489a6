import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, Request, Response } from "express";
import { ExecatError } from "../../errors.ts";
import { currentReader } from "../access/current-reader.ts";
import { signInHref } from "../access/local-path.ts";
import type { WebContext } from "../context.ts";
import { toTypedForm } from "../curating/typed-form.ts";
import { sendHtml } from "../send-page.ts";
import { factsOf, wantsJson } from "./request-facts.ts";

/** Its address may hold a token, which no link on a page about a failure may repeat either. */
const SIGN_IN = /^\/sign-in\/?$/i;

interface Shown {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** The role that is missing, where one is. */
  readonly needs?: unknown;
}

/** Answers a failure, as a page or as JSON. What nobody expected is logged here and answered without its words. */
export function errorPage(context: WebContext): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const failure = toExecatError(error);
    const shown = failure === undefined ? unexpected(context, error, request) : known(failure);
    if (failure !== undefined && failure.status >= 500) noteFailure(context, failure, request);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const seconds = failure?.details?.["retryAfterSeconds"];
    if (typeof seconds === "number") response.set("Retry-After", String(Math.ceil(seconds)));
    if (shown.status === 401) response.set("WWW-Authenticate", 'Bearer realm="execat"');
    response.status(shown.status).set("Cache-Control", "no-store").vary("Accept");
    if (SIGN_IN.test(request.path)) response.set("Referrer-Policy", "strict-origin");
    if (wantsJson(request)) sendJson(response, shown, factsOf(request).requestId);
    else sendErrorHtml(context, request, response, { ...shown, needs: failure?.details?.["needs"] });
  };
}

function sendJson(response: Response, shown: Shown, requestId: string): void {
  const { code, message, hint } = shown;
  response.json({ ok: false, error: { code, message, hint: hint ?? null }, requestId });
}

function sendErrorHtml(context: WebContext, request: Request, response: Response, shown: Shown): void {
  const isSignedOut = shown.needs !== undefined && currentReader(request) === undefined;
  const typed = toTypedForm(request, isSignedOut);
  try {
    sendHtml(context, request, response, {
      view: "error",
      title: STATUS_CODES[shown.status] ?? "Error",
      model: {
        status: shown.status,
        title: STATUS_CODES[shown.status] ?? "Error",
        message: shown.message,
        hint: shown.hint ?? null,
        code: shown.code,
        requestId: factsOf(request).requestId,
        // What was looked for, so that the reader can ask why it is not there.
        find: shown.code === "ENTRY_NOT_FOUND" ? pathOf(request) : null,
        typed,
        // Beside a form that can be sent again stands a link of its own.
        signInHref:
          shown.needs === undefined || (typed?.again ?? null) !== null ? null : signInAgain(request),
        signInText: isSignedOut ? "Sign in" : "Sign in with another token",
      },
      json: {},
      secretAddress: SIGN_IN.test(request.path),
    });
  } catch (error) {
    context.services.log.error({ err: error }, "the error page could not be printed");
    response.type("text/plain").send(`${shown.status} ${shown.message}`);
  }
}

/** Back to the page that was refused, or to that of the form; to no page of another site. */
function signInAgain(request: Request): string {
  if (request.method === "GET") return signInHref(request.originalUrl);
  const text = request.get("referer") ?? "";
  const referrer = URL.canParse(text) ? new URL(text) : undefined;
  const isOurs = referrer !== undefined && referrer.host === request.get("host");
  return signInHref(isOurs ? `${referrer.pathname}${referrer.search}` : "/");
}

/** The path of the entry that a request is about. */
function pathOf(request: Request): string {
  try {
    return decodeURIComponent(request.path).replace(/^\/entries\//, "");
  } catch {
    return "";
  }
}

/** What it was caused by is for the log only, and the reader's hint may lead there. */
function noteFailure({ services }: WebContext, err: ExecatError, request: Request): void {
  const { requestId } = factsOf(request);
  services.log.warn({ err, requestId, path: request.path }, "a request could not be answered");
}

function known(error: ExecatError): Shown {
  return { status: error.status, code: error.code, message: error.message, hint: error.hint };
}

function unexpected(context: WebContext, error: unknown, request: Request): Shown {
  const { requestId } = factsOf(request);
  context.services.log.error({ err: error, requestId, path: request.path }, "a request failed unexpectedly");
  return {
    status: 500,
    code: "INTERNAL",
    message: "Something went wrong here that should not have.",
    hint: "Try again; if it stays, tell the operator the request's number.",
  };
}

/** What Express and its body parsers throw carries a status and a type; the rest is ours, or a surprise. */
function toExecatError(error: unknown): ExecatError | undefined {
  if (error instanceof ExecatError) return error;
  if (typeof error !== "object" || error === null) return undefined;
  const type = "type" in error && typeof error.type === "string" ? error.type : "";
  const status = "status" in error && typeof error.status === "number" ? error.status : 500;
  if (type === "entity.too.large") {
    const limit = "limit" in error ? Number(error.limit) : 0;
    return new ExecatError("TOO_LARGE", `The request's body is over ${limit} bytes.`, {
      hint: "Send less at once.",
      cause: error,
    });
  }
  if (status === 415) {
    return new ExecatError(
      "UNSUPPORTED_MEDIA_TYPE",
      "The request's body has a charset or encoding we cannot read.",
      {
        hint: "Send UTF-8, uncompressed or gzip.",
        cause: error,
      },
    );
  }
  if (status >= 400 && status < 500) {
    return new ExecatError("INVALID_REQUEST", "The request could not be read.", {
      hint: "Look at the address's percent signs and the body's syntax.",
      cause: error,
    });
  }
  return undefined;
}
