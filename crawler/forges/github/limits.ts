import type { HttpResponse } from "../../../src/http/http-client.ts";
import { withinADay } from "../../../src/http/retry-after.ts";
import type { ExecatError } from "../../../src/errors.ts";
import type { ApiAnswer } from "../forge-api.ts";
import { recordOf, textOf } from "../json-fields.ts";
import type { LimitFacts, RequestBudget } from "../request-budget.ts";
import { askedToWait } from "./failures.ts";

/** GitHub asks for a minute at least when it does not say until when. */
const SECONDARY_WAIT_MS = 60_000;

type Headers = HttpResponse["headers"];

/** `x-ratelimit-*`; an Enterprise Server sends none unless its operator turned limits on. */
export function readLimits(
  headers: Headers,
  now: Date,
): { readonly resource: string; readonly facts: LimitFacts } | undefined {
  const resource = headers.get("x-ratelimit-resource");
  const remaining = wholeNumber(headers.get("x-ratelimit-remaining"));
  if (resource === undefined || remaining === undefined) return undefined;
  const reset = wholeNumber(headers.get("x-ratelimit-reset"));
  const resetsAt = reset === undefined ? undefined : withinADay(reset * 1000, now);
  return { resource, facts: { limit: wholeNumber(headers.get("x-ratelimit-limit")), remaining, resetsAt } };
}

export interface LimitContext {
  readonly host: string;
  readonly budget: RequestBudget;
  readonly resource: string;
  readonly now: () => Date;
}

/** A 403 that means "too many", without a `Retry-After`: the window's limit, or a secondary one. */
export function limitFailure(answer: ApiAnswer, context: LimitContext): ExecatError | undefined {
  if (answer.status !== 403) return undefined;
  const facts = readLimits(answer.headers, context.now())?.facts;
  const said = textOf(recordOf(answer.json)["message"]) ?? "";
  if (facts?.remaining === 0 && facts.resetsAt !== undefined) return wait(context, facts.resetsAt);
  return /rate limit|abuse detection/i.test(said) ? waitAMinute(context) : undefined;
}

/** GraphQL says in an answer of status 200 that its points are spent. */
export function graphQlLimitFailure(headers: Headers, context: LimitContext): ExecatError {
  const facts = readLimits(headers, context.now())?.facts;
  return facts?.remaining === 0 && facts.resetsAt !== undefined
    ? wait(context, facts.resetsAt)
    : waitAMinute(context);
}

/** A secondary limit is one for everything that is asked. */
function waitAMinute({ host, budget, now }: LimitContext): ExecatError {
  const until = new Date(now().getTime() + SECONDARY_WAIT_MS);
  budget.pause(until);
  return askedToWait(host, until);
}

function wait({ host, budget, resource }: LimitContext, until: Date): ExecatError {
  budget.note(resource, { waitUntil: until });
  return askedToWait(host, until);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
