import { randomUUID } from "node:crypto";
import express, { Router, type NextFunction, type Request, type Response } from "express";
import type { Kysely } from "kysely";
import type { Database } from "../../catalogue/sql/schema.ts";
import { ExecatError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import { findCaller } from "./access.ts";
import { limitPosts, refuseBrowsers } from "./guard.ts";
import type { Amounts } from "./calendar.ts";
import {
  ask,
  readOfferset,
  readSession,
  runDirect,
  updateSession,
  type Call,
  type PageKind,
  type Service,
} from "./handlers.ts";
import { sendFailure, type Failure } from "./negotiate.ts";
import { createSweep } from "./sweep.ts";
import { MAX_BODY_BYTES } from "./wire-body.ts";

export interface EmbeddedBrokerOptions {
  readonly db: Kysely<Database>;
  readonly capacity: Amounts;
  /** How long an offer stands. */
  readonly offerSeconds: number;
  /** Answers with open offers that one client may hold; 0 sets no limit. */
  readonly openAnswers: number;
  /** Requests that one address may post a minute, our own client apart; 0 sets no limit. */
  readonly postRate: number;
  /** How many times faster than the clock a rehearsal goes once it has begun. */
  readonly rehearsalSpeed: number;
  /** What strangers must give to ask and to update; open when absent. */
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** The secret with which our own client says for whom it asks. */
  readonly clientToken: string | undefined;
  /** Address of this service as the client sees it, for `Location` and `meta.url`. */
  readonly publicBase: (request: Request) => string;
  /** The catalogue's page of an offer set or a session, for browsers; none by default. */
  readonly pageOf?: (kind: PageKind, uuid: string) => Promise<string | undefined>;
  readonly now: () => Date;
  readonly log: Logger;
  readonly newId?: () => string;
}

export interface EmbeddedBroker {
  /** To be mounted before anything that reads bodies. */
  readonly router: Router;
}

/**
 * An execution broker of dialects D and C as a service. It rehearses: sessions go through their phases in time and
 * nothing is executed.
 *
 * All its truth is in the store: what is offered and accepted survives the process, and each of both is one
 * transaction. See `docs/broker.md` for what it takes and answers.
 */
export function createEmbeddedBroker(options: EmbeddedBrokerOptions): EmbeddedBroker {
  const { credentials, clientToken, publicBase, pageOf, now } = options;
  const book = {
    db: options.db,
    capacity: options.capacity,
    offerMs: options.offerSeconds * 1000,
    openAnswers: options.openAnswers,
    rehearsalSpeed: options.rehearsalSpeed,
    now,
    newId: options.newId ?? randomUUID,
    sweep: createSweep(options.rehearsalSpeed),
  };
  return {
    router: createRouter({ book, credentials, clientToken, publicBase, pageOf }, options),
  };
}

function createRouter(service: Service, { log, postRate }: EmbeddedBrokerOptions): Router {
  const { now } = service.book;
  const router = Router();
  const fail = (request: Request, response: Response, failure: Failure): void =>
    sendFailure(request, response, failure, now());
  const body = express.raw({ type: () => true, limit: MAX_BODY_BYTES });
  const authorise = (request: Request, response: Response, next: NextFunction): void => {
    if (findCaller(request, service) !== undefined) {
      next();
      return;
    }
    response.set("WWW-Authenticate", 'Basic realm="execution broker", charset="UTF-8"');
    fail(request, response, { status: 401, message: "Give the user name and password of this broker." });
  };
  const call = (work: Call) => (request: Request, response: Response) => work(service, request, response);
  const notAllowed = (allow: string) => (request: Request, response: Response) => {
    response.set("Allow", allow);
    fail(request, response, {
      status: 405,
      message: `"${request.method}" is not possible here, only ${allow}.`,
    });
  };

  router.use(refuseBrowsers, limitPosts(postRate, service.clientToken));
  const takes = (path: string, work: Call) =>
    router.route(path).post(authorise, body, call(work)).all(notAllowed("POST"));
  takes("/requests", ask("D"));
  takes("/direct", runDirect("D"));
  takes("/offersets", ask("C"));
  takes("/sessions", runDirect("C"));
  router.route("/offersets/:uuid").get(call(readOfferset)).all(notAllowed("GET, HEAD"));
  const session = router.route("/sessions/:uuid").get(call(readSession));
  session.post(authorise, body, call(updateSession)).all(notAllowed("GET, HEAD, POST"));
  router.use((request: Request, response: Response) => {
    fail(request, response, { status: 404, message: "There is nothing here. Ask with POST /requests." });
  });
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const failure = toFailure(error, log);
    if (failure.retryAfterSeconds !== undefined) {
      response.set("Retry-After", String(failure.retryAfterSeconds));
    }
    fail(request, response, failure);
  });
  return router;
}

type ReportedFailure = Failure & { readonly retryAfterSeconds?: number | undefined };

/** What we threw on purpose and what the body reader reports is said; everything else is a bug, and logged. */
function toFailure(error: unknown, log: Logger): ReportedFailure {
  if (error instanceof ExecatError) {
    if (error.status >= 500) log.error({ err: error }, "embedded broker failed");
    return { ...error.details, status: error.status, message: error.message };
  }
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 413) return { status, message: `The body is longer than ${MAX_BODY_BYTES} bytes.` };
  if (status === 415) return { status, message: "The body's encoding is not supported." };
  if (typeof status === "number" && status >= 400 && status < 500) {
    return { status: 400, message: "The request could not be read." };
  }
  log.error({ err: error }, "embedded broker failed");
  return { status: 500, message: "The broker failed. Its operator finds the reason in the log." };
}
