import type { Request, Response } from "express";
import { ExecatError } from "../../errors.ts";
import { findCaller, mayUpdate, type AccessOptions, type Caller } from "./access.ts";
import { direct, offer, refuse, type BookOptions } from "./book.ts";
import { Findings, toWireMessage, type Message } from "./findings.ts";
import { bodyFormat, send, wantedFormat, wantsPage } from "./negotiate.ts";
import { readRequest } from "./read-request.ts";
import { renderOfferset, renderSession, type RenderContext } from "./render.ts";
import { findOfferset, findSession, sessionsOf } from "./rows.ts";
import { readUpdate, update } from "./updates.ts";
import { readBody } from "./wire-body.ts";
import type { WireDialect } from "./wire-dialect.ts";

/** What the calls of the service are made with. */
export interface Service extends AccessOptions {
  readonly book: BookOptions;
  readonly publicBase: (request: Request) => string;
  readonly pageOf: ((kind: PageKind, uuid: string) => Promise<string | undefined>) | undefined;
}

export type PageKind = "offerset" | "session";

/** A call of the service. It answers, or throws the `ExecatError` that the router's error handler answers. */
export type Call = (service: Service, request: Request, response: Response) => Promise<void>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A call that takes requests. A request that does not show its dialect is of the one that the address stands for. */
type RequestCall = (ofAddress: WireDialect) => Call;

/** `POST /requests`, and `POST /offersets` in dialect C: looks for offers. */
export const ask: RequestCall = (ofAddress) => async (service, request, response) => {
  const { book } = service;
  const findings = new Findings();
  const wish = readRequest(takeBody(request), ofAddress, findings);
  if (findings.bad.length > 0) throw unreadable(findings);
  const client = callerOf(service, request);
  const dialect = wish?.dialect ?? ofAddress;
  const remarks = findings.allRemarks();
  const refused = wish === undefined || findings.refusals.length > 0;
  const messages = [...findings.refusals, ...remarks];
  const outcome = refused
    ? { offerset: await refuse(book, { messages, client, dialect }), sessions: [] }
    : await offer(book, { request: wish, remarks, client });
  if ("limitedForSeconds" in outcome) throw tooMany(book.openAnswers, outcome.limitedForSeconds);
  const context = contextOf(service, request);
  response.set("Location", `${context.base}/offersets/${outcome.offerset.id}`);
  send(request, response, 303, renderOfferset(outcome.offerset, outcome.sessions, context));
};

/** `POST /direct`, and `POST /sessions` in dialect C: takes the earliest place at once. */
export const runDirect: RequestCall = (ofAddress) => async (service, request, response) => {
  const findings = new Findings();
  const wish = readRequest(takeBody(request), ofAddress, findings);
  if (findings.bad.length > 0) throw unreadable(findings);
  const client = callerOf(service, request);
  const outcome =
    wish === undefined || findings.refusals.length > 0
      ? { refusals: findings.refusals }
      : await direct(service.book, { request: wish, remarks: findings.allRemarks(), client });
  if ("refusals" in outcome) throw refusedDirect(outcome.refusals, service.book.now());
  const context = contextOf(service, request);
  response.set("Location", `${context.base}/sessions/${outcome.id}`);
  send(request, response, 303, renderSession(outcome, context));
};

/** `GET /offersets/{uuid}` */
export const readOfferset: Call = async (service, request, response) => {
  const uuid = uuidOf(request);
  if (await answeredWithPage(service, "offerset", { request, response, uuid })) return;
  const { db } = service.book;
  const offerset = await findOfferset(db, uuid);
  if (offerset === undefined) throw new ExecatError("NOT_FOUND", `There is no offer set "${uuid}".`);
  const sessions = await sessionsOf(db, uuid);
  send(request, response, 200, renderOfferset(offerset, sessions, contextOf(service, request)));
};

/** `GET /sessions/{uuid}` */
export const readSession: Call = async (service, request, response) => {
  const uuid = uuidOf(request);
  if (await answeredWithPage(service, "session", { request, response, uuid })) return;
  const session = await findSession(service.book.db, uuid);
  if (session === undefined) throw noSession(uuid);
  send(request, response, 200, renderSession(session, contextOf(service, request)));
};

/** `POST /sessions/{uuid}`: one update. */
export const updateSession: Call = async (service, request, response) => {
  const uuid = uuidOf(request);
  const session = await findSession(service.book.db, uuid);
  if (session === undefined) throw noSession(uuid);
  if (!mayUpdate(callerOf(service, request), session.owner)) {
    throw new ExecatError("FORBIDDEN", "The session belongs to somebody else.");
  }
  const findings = new Findings();
  const wish = readUpdate(takeBody(request), findings);
  if (wish === undefined) throw unreadable(findings);
  const outcome = await update(service.book, uuid, wish);
  if (outcome === undefined) throw noSession(uuid);
  const body = renderSession(outcome.session, contextOf(service, request), outcome.reasons);
  send(request, response, 200, body);
};

function contextOf(service: Service, request: Request): RenderContext {
  return {
    base: service.publicBase(request).replace(/\/+$/, ""),
    nowMs: service.book.now().getTime(),
    speed: service.book.rehearsalSpeed,
  };
}

function callerOf(service: Service, request: Request): Caller {
  const caller = findCaller(request, service);
  if (caller === undefined) throw new ExecatError("FORBIDDEN", "The call was not authorised.");
  return caller;
}

function uuidOf(request: Request): string {
  const uuid = String(request.params["uuid"]);
  if (UUID.test(uuid)) return uuid.toLowerCase();
  throw new ExecatError("INVALID_REQUEST", `"${uuid.slice(0, 100)}" is no UUID.`);
}

async function answeredWithPage(
  service: Service,
  kind: PageKind,
  at: { readonly request: Request; readonly response: Response; readonly uuid: string },
): Promise<boolean> {
  const page = wantsPage(at.request) ? await service.pageOf?.(kind, at.uuid) : undefined;
  if (page !== undefined) {
    at.response.redirect(303, page);
    return true;
  }
  checkAccept(at.request);
  return false;
}

function checkAccept(request: Request): void {
  if (wantedFormat(request) !== undefined) return;
  throw new ExecatError("NOT_ACCEPTABLE", "This broker answers in application/json and application/yaml.");
}

function takeBody(request: Request): unknown {
  checkAccept(request);
  const format = bodyFormat(request);
  if (format === undefined) {
    const message = "Send application/json or application/yaml, in UTF-8.";
    throw new ExecatError("UNSUPPORTED_MEDIA_TYPE", message);
  }
  const bytes: unknown = request.body;
  const read = readBody(bytes instanceof Uint8Array ? bytes : new Uint8Array(), format);
  if ("value" in read) return read.value;
  const problems = [{ pointer: "", sentence: read.problem }];
  throw new ExecatError("INVALID_REQUEST", read.problem, { details: { problems } });
}

function noSession(uuid: string): ExecatError {
  return new ExecatError("NOT_FOUND", `There is no session "${uuid}".`);
}

function unreadable(findings: Findings): ExecatError {
  const [first] = findings.bad;
  const where = first === undefined || first.pointer === "" ? "" : ` (at ${first.pointer})`;
  const message = `${first?.sentence ?? "The body cannot be read."}${where}`;
  return new ExecatError("INVALID_REQUEST", message, { details: { problems: findings.bad } });
}

function tooMany(limit: number, retryAfterSeconds: number): ExecatError {
  return new ExecatError(
    "TOO_MANY_REQUESTS",
    `You hold ${limit} answers with open offers, and more are not possible at a time. ` +
      `Accept or reject one, or wait ${retryAfterSeconds} s.`,
    { details: { retryAfterSeconds } },
  );
}

function refusedDirect(refusals: readonly Message[], now: Date): ExecatError {
  const messages = refusals.map((refusal) => toWireMessage(refusal, now.toISOString()));
  const words = messages.map((message) => String(message["message"])).join(" ");
  return new ExecatError("INVALID_REQUEST", `Nothing was started: ${words}`, { details: { messages } });
}
