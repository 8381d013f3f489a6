import { ExecatError } from "../../../src/errors.ts";
import { listOf, recordOf, textOf, type JsonRecord } from "../json-fields.ts";
import type { GitHubApi } from "./access.ts";
import { closed, failureOf, upstreamFailed } from "./failures.ts";
import { graphQlLimitFailure } from "./limits.ts";

/** What went wrong in a part of an answer. */
export interface PartError {
  /** `NOT_FOUND`, `FORBIDDEN` and the like. */
  readonly type: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

export interface GraphQlAnswer {
  readonly data: JsonRecord;
  /** Each is about the part at its path; without a path the call fails. */
  readonly errors: readonly PartError[];
}

export interface GraphQlQuestion {
  readonly query: string;
  readonly variables: JsonRecord;
  readonly cost: number;
  /** What is asked for, in words. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/**
 * Asks one GraphQL question. Data may be there in part: what is missing has an error with its path.
 *
 * Fails as `ForgeApi`, and with `SOURCE_INVALID` for a token that is refused.
 */
export async function askGraphQl(api: GitHubApi, question: GraphQlQuestion): Promise<GraphQlAnswer> {
  const { query, variables, cost, what, signal } = question;
  const answer = await api.request({
    url: api.addresses.graphql,
    method: "POST",
    body: { query, variables },
    onlyAsks: true,
    resource: "graphql",
    cost,
    signal,
  });
  if (answer.status !== 200) throw failureOf(answer, api.host, what);
  const body = recordOf(answer.json);
  const errors = listOf(body["errors"]).map(readError);
  if (errors.some(({ type }) => type === "RATE_LIMITED")) {
    throw graphQlLimitFailure(answer.headers, api.limitContext("graphql"));
  }
  const whole = errors.find(({ path }) => path.length === 0);
  if (whole !== undefined) throw wholeFailure(api.host, what, whole.message);
  if (typeof body["data"] !== "object" || body["data"] === null) {
    throw errors.length === 0
      ? upstreamFailed(`"${api.host}" answered without data for ${what}.`)
      : wholeFailure(api.host, what, errors[0]?.message ?? "");
  }
  return { data: recordOf(body["data"]), errors };
}

/** The errors about a part of the answer, or about something in it. */
export function errorsAt(errors: readonly PartError[], ...path: readonly (string | number)[]): PartError[] {
  return errors.filter((error) => path.every((step, index) => error.path[index] === step));
}

/** What an error about one part is to a reader; `undefined` says that the part is not there. */
export function partFailure(host: string, what: string, error: PartError): ExecatError {
  if (error.type === "FORBIDDEN" || error.type === "INSUFFICIENT_SCOPES") {
    return new ExecatError("SOURCE_INVALID", `"${host}" does not let us read ${what}: ${error.message}`, {
      hint: "Give the token what it lacks; where single sign-on is on, authorise it for the organisation.",
    });
  }
  return upstreamFailed(`"${host}" could not answer for ${what}: ${error.message}`);
}

function wholeFailure(host: string, what: string, said: string): ExecatError {
  const isTimeout = /timeout|couldn't respond to your request in time|something went wrong/i.test(said);
  return new ExecatError("UPSTREAM_FAILED", `"${host}" could not answer for ${what}: ${said}`, {
    hint: "It is tried again later.",
    ...(isTimeout ? { details: { status: "timeout" } } : {}),
  });
}

function readError(value: unknown): PartError {
  const error = recordOf(value);
  return {
    type: textOf(error["type"]) ?? "",
    message: closed((textOf(error["message"]) ?? "no reason given").slice(0, 300)),
    path: listOf(error["path"]).filter((step) => typeof step === "string" || typeof step === "number"),
  };
}
