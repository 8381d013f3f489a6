import { ExecatError, type ErrorCode } from "../../errors.ts";
import type { HttpResponse } from "../../http/http-client.ts";
import { objectAt, textAt } from "../json-value.ts";

interface StatusText {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

const BY_STATUS: ReadonlyMap<number, StatusText> = new Map([
  [
    400,
    {
      code: "UPSTREAM_FAILED",
      says: "could not read the request (400)",
      hint: "Brokers differ in what they read: look at the request on this page for an unusual value, for instance a duration.",
    },
  ],
  [
    401,
    {
      code: "UPSTREAM_FAILED",
      says: "wants other credentials (401)",
      hint: "The operator sets them with EXECAT_BROKERS (username and passwordFile); `execat doctor` tries them.",
    },
  ],
  [
    403,
    {
      code: "UPSTREAM_FAILED",
      says: "does not let us do that (403)",
      hint: "The session belongs to somebody else there, or our account may not change it.",
    },
  ],
  [
    404,
    {
      code: "NOT_FOUND",
      says: "does not know it, or not any more (404)",
      hint: "Brokers forget when they are restarted: ask again.",
    },
  ],
  [
    405,
    {
      code: "UPSTREAM_FAILED",
      says: "has no such call (405)",
      hint: "It may speak an older dialect, or the address in EXECAT_BROKERS is not the broker's base.",
    },
  ],
  [
    406,
    {
      code: "UPSTREAM_FAILED",
      says: "does not answer in JSON (406)",
      hint: "This catalogue speaks JSON with brokers: is the address in EXECAT_BROKERS right?",
    },
  ],
  [
    415,
    {
      code: "UPSTREAM_FAILED",
      says: "does not take JSON (415)",
      hint: "This catalogue speaks JSON with brokers: is the address in EXECAT_BROKERS right?",
    },
  ],
]);

/** The error for an answer that is none of those that a call hopes for. `about` says what was asked for. */
export function failureOf(label: string, response: HttpResponse, about: string): ExecatError {
  const { status } = response;
  const reason = reasonIn(response);
  const details = { status, about };
  if (status === 429) {
    const wait = Number(response.headers.get("retry-after"));
    const when = Number.isFinite(wait) && wait > 0 ? `in ${Math.ceil(wait)} s` : "in a few minutes";
    return new ExecatError("TOO_MANY_REQUESTS", `"${label}" takes no further request now (429).${reason}`, {
      hint: `Accept or decline the offers that are still open, or try again ${when}.`,
      details: { ...details, retryAfterSeconds: Number.isFinite(wait) ? wait : undefined },
    });
  }
  const known = BY_STATUS.get(status);
  if (known !== undefined) {
    // A 404 on the way to ask means a wrong address, not a forgotten session.
    const code = status === 404 && about === "request" ? "UPSTREAM_FAILED" : known.code;
    const hint = code === known.code ? known.hint : "Is the address in EXECAT_BROKERS the broker's base?";
    return new ExecatError(code, `"${label}" ${known.says}: ${about}.${reason}`, { hint, details });
  }
  const says = status >= 500 ? `failed inside (${status})` : `answered with the status ${status}`;
  return new ExecatError("UPSTREAM_FAILED", `"${label}" ${says}: ${about}.${reason}`, {
    hint: "The fault is at the broker: try again later, and tell its operator when it stays.",
    details,
  });
}

/** The error for an answer that is no offer set and no session, with how it begins. */
export function nonsense(label: string, response: HttpResponse): ExecatError {
  const start = plainStart(response.body);
  return new ExecatError(
    "UPSTREAM_FAILED",
    start === ""
      ? `"${label}" sent an empty answer (${response.status}).`
      : `"${label}" sent an answer that makes no sense. It begins: "${start}"`,
    {
      hint: "Is the address in EXECAT_BROKERS that of an execution broker?",
      details: { status: response.status },
    },
  );
}

/** The body's first characters on one line, without control characters. */
function plainStart(body: string): string {
  return body
    .slice(0, 400)
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 120);
}

/** Only JSON bodies are read: a 401 or 500 may come with a page for people, or with nothing. */
function reasonIn(response: HttpResponse): string {
  if (!(response.headers.get("content-type") ?? "").includes("json")) return "";
  const body = parseJson(response.body);
  const text = textAt(body, "message") ?? textAt(objectAt(body, "error"), "message");
  return text === undefined ? "" : ` It says: "${text.slice(0, 500)}"`;
}

/** The value of JSON text; `undefined` for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
