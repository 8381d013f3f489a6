import type { FakeAnswer } from "../faults.ts";

export interface FakeLimit {
  readonly limit: number;
  remaining: number;
  resetsAt: Date;
}

/** Counts as GitHub does: each caller has a window for each resource, and headers tell of it. */
export interface FakeLimits {
  /** Sets how much a caller (a token, or `anonymous`) may do until when. */
  set(who: string, resource: string, limit: FakeLimit): void;
  get(who: string, resource: string): FakeLimit;
  apply(
    who: string,
    resource: string,
    answer: () => { readonly points: number; readonly answer: FakeAnswer },
  ): FakeAnswer;
}

const SIGNED_IN: ReadonlyMap<string, number> = new Map([
  ["core", 5_000],
  ["graphql", 5_000],
  ["search", 30],
  ["code_search", 10],
]);
const ANONYMOUS: ReadonlyMap<string, number> = new Map([
  ["core", 60],
  ["search", 10],
]);

export function createLimits(now: () => Date): FakeLimits {
  const windows = new Map<string, FakeLimit>();
  const get = (who: string, resource: string): FakeLimit => {
    const key = `${who} ${resource}`;
    const known = windows.get(key);
    if (known !== undefined && known.resetsAt > now()) return known;
    const limit = known?.limit ?? (who === "anonymous" ? ANONYMOUS : SIGNED_IN).get(resource) ?? 0;
    const lengthMs = resource.includes("search") ? 60_000 : 3_600_000;
    const fresh = { limit, remaining: limit, resetsAt: new Date(now().getTime() + lengthMs) };
    windows.set(key, fresh);
    return fresh;
  };
  return {
    get,
    set: (who, resource, limit) => void windows.set(`${who} ${resource}`, limit),
    apply(who, resource, answer) {
      const window = get(who, resource);
      const isSpent = window.remaining <= 0;
      const { points, answer: right } = isSpent ? spent(resource) : answer();
      // An anonymous caller pays for "not modified" as well.
      const isFree = right.status === 304 && who !== "anonymous";
      if (!isFree) window.remaining = Math.max(0, window.remaining - points);
      return { ...right, headers: { ...headersOf(window, resource), ...right.headers } };
    },
  };
}

function spent(resource: string): { readonly points: number; readonly answer: FakeAnswer } {
  const message = "API rate limit exceeded for this caller.";
  return {
    points: 0,
    answer:
      resource === "graphql"
        ? { status: 200, body: { errors: [{ type: "RATE_LIMITED", message }] } }
        : { status: 403, body: { message } },
  };
}

function headersOf({ limit, remaining, resetsAt }: FakeLimit, resource: string): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-used": String(limit - remaining),
    "x-ratelimit-reset": String(Math.floor(resetsAt.getTime() / 1000)),
    "x-ratelimit-resource": resource,
  };
}
