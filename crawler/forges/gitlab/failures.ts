import { ExecatError } from "../../../src/errors.ts";
import type { ApiAnswer } from "../forge-api.ts";
import { recordOf, textOf } from "../json-fields.ts";

export interface Asked {
  readonly host: string;
  /** What is asked for, in words: `the group "x"`. */
  readonly what: string;
  readonly isSignedIn: boolean;
}

/** What an answer that is no success means. */
export function failureOf(answer: ApiAnswer, asked: Asked): ExecatError {
  const { host, what } = asked;
  const said = saidIn(answer.json);
  const because = said === undefined ? "" : `: ${said}`;
  const details = { status: answer.status };
  if (asksToSignIn(answer)) {
    return new ExecatError("SOURCE_INVALID", `"${host}" asks to sign in before it shows ${what}.`, {
      hint: "Give the host a token in EXECAT_FORGES, or check its address.",
      details,
    });
  }
  switch (answer.status) {
    case 401:
      return new ExecatError("SOURCE_INVALID", `"${host}" refuses the token${because}.`, {
        hint: 'It may have expired or been revoked; put a new one with the scope "read_api" in its place.',
        details,
      });
    case 403:
      return new ExecatError("SOURCE_INVALID", `"${host}" does not let us read ${what}${because}.`, {
        hint: 'The token needs the scope "read_api", and "api" to write commit statuses.',
        details,
      });
    case 404:
    case 410:
      return notFound(asked);
    default:
      return upstreamFailed(`"${host}" answered with status ${String(answer.status)} for ${what}${because}.`);
  }
}

/** GitLab answers 404, or nothing, for what is private. */
export function notFound({ host, what, isSignedIn }: Asked): ExecatError {
  return new ExecatError("SOURCE_INVALID", `"${host}" shows no such thing: ${what}.`, {
    hint: isSignedIn
      ? "Check how it is written in sources.yaml, and whether the token's owner may see it."
      : "Check how it is written in sources.yaml; when it is private, a token is needed in EXECAT_FORGES.",
    details: { status: 404 },
  });
}

export function upstreamFailed(message: string, hint = "It is tried again later."): ExecatError {
  return new ExecatError("UPSTREAM_FAILED", message, { hint });
}

export function sourceInvalid(message: string, hint: string): ExecatError {
  return new ExecatError("SOURCE_INVALID", message, { hint });
}

/** A question that costs more than GitLab allows, or that took it longer than it waits: a smaller one may succeed. */
export function isTooHeavy(error: unknown): boolean {
  return error instanceof ExecatError && error.details?.["tooHeavy"] === true;
}

/** What GitLab says in words: `message`, `error`, or GraphQL's `errors`. */
export function saidIn(json: unknown): string | undefined {
  const record = recordOf(json);
  const { message, error } = record;
  const [first] = messagesOf(record["errors"]);
  const told = textOf(message) ?? textOf(error) ?? first;
  if (told !== undefined) return told.slice(0, 300).replace(/\.+$/, "");
  return typeof message === "object" && message !== null ? JSON.stringify(message).slice(0, 300) : undefined;
}

export function messagesOf(errors: unknown): readonly string[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((one) => textOf(recordOf(one)["message"]) ?? "no reason given");
}

function asksToSignIn({ status, headers }: ApiAnswer): boolean {
  return status >= 300 && status < 400 && /\/users\/sign_in\b/.test(headers.get("location") ?? "");
}
