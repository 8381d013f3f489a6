import { ExecatError } from "../../../src/errors.ts";
import type { ApiAnswer } from "../forge-api.ts";
import { recordOf, textOf } from "../json-fields.ts";

const SCOPES = 'A classic token needs "public_repo", or "repo" for private repositories';

/** What an answer that is no success means; `what` is asked for, in words: `the organisation "x"`. */
export function failureOf(answer: ApiAnswer, host: string, what: string): ExecatError {
  const said = saidIn(answer);
  const options = { details: { status: answer.status } };
  switch (answer.status) {
    case 401:
      return tokenRefused(host, said);
    case 403:
    case 451:
      return new ExecatError("SOURCE_INVALID", `"${host}" does not let us read ${what}: ${said}`, {
        ...options,
        hint: `${SCOPES}; where single sign-on is on, authorise the token for the organisation.`,
      });
    case 404:
    case 410:
      return notFound(host, what);
    default:
      return new ExecatError(
        "UPSTREAM_FAILED",
        `"${host}" answered with status ${String(answer.status)} for ${what}: ${said}`,
        { ...options, hint: "It is tried again later." },
      );
  }
}

/** What GitHub says in words, as the end of a sentence. */
export function saidIn(answer: ApiAnswer): string {
  return closed(textOf(recordOf(answer.json)["message"]) ?? "no reason given");
}

/** A hint may follow: what GitHub says ends with a point or does not. */
export function closed(said: string): string {
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

export function tokenRefused(host: string, said: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", `"${host}" refuses the token: ${said}`, {
    hint: `It may have expired or been revoked; put a new one in its place. ${SCOPES}; a fine-grained one "Contents" and "Metadata" to read.`,
    details: { status: 401 },
  });
}

export function notFound(host: string, what: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", `There is no such thing at "${host}": ${what}.`, {
    hint: "Check how the source is written in sources.yaml; what is private needs a token that may see it.",
    details: { status: 404 },
  });
}

export function upstreamFailed(message: string, cause?: unknown): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", message, { hint: "It is tried again later.", cause });
}

export function askedToWait(host: string, until: Date): ExecatError {
  const retryAt = until.toISOString();
  return new ExecatError(
    "TOO_MANY_REQUESTS",
    `The limit of "${host}" is reached; deferred until ${retryAt.slice(11, 16)} UTC.`,
    { hint: "It goes on by itself; a token allows more requests.", details: { retryAt } },
  );
}

/** True when a question was too heavy for GitHub, which gives up after ten seconds: a smaller one may succeed. */
export function isTooHeavy(error: unknown): boolean {
  if (!(error instanceof ExecatError)) return false;
  if (error.code === "UPSTREAM_TIMEOUT") return true;
  const status = error.details?.["status"];
  return error.code === "UPSTREAM_FAILED" && (status === 502 || status === 504 || status === "timeout");
}
