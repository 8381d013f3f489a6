import type { HttpResponse } from "../../../src/http/http-client.ts";
import { withinADay } from "../../../src/http/retry-after.ts";
import type { LimitFacts } from "../request-budget.ts";

/** REST and GraphQL share one limit. */
export const RESOURCE = "api";

/** `RateLimit-*`, which an instance sends only where its operator turned limits on. */
export function readLimits(
  { headers }: Pick<HttpResponse, "headers">,
  now: Date,
): { readonly resource: string; readonly facts: LimitFacts } | undefined {
  const remaining = wholeNumber(headers.get("ratelimit-remaining"));
  if (remaining === undefined) return undefined;
  const reset = wholeNumber(headers.get("ratelimit-reset"));
  return {
    resource: RESOURCE,
    facts: {
      limit: wholeNumber(headers.get("ratelimit-limit")),
      remaining,
      resetsAt: reset === undefined ? undefined : withinADay(reset * 1000, now),
    },
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
