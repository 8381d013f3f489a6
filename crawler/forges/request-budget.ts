import { ExecatError } from "../../src/errors.ts";
import type { BudgetState } from "../../src/catalogue/crawl-desk.ts";

/** What an answer of a forge says of its limits. */
export interface LimitFacts {
  /** Requests (or points) a window. */
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
  readonly resetsAt?: Date | undefined;
  /** The forge asks for patience until then, whatever is left. */
  readonly waitUntil?: Date | undefined;
}

/** Keeps our requests to one host below the share of its limits that the operator gives the crawler. */
export interface RequestBudget {
  readonly host: string;
  /** Counts one request of `cost` points. Throws `TOO_MANY_REQUESTS` with `details.retryAt` (ISO 8601) when none is left. */
  take(resource: string, cost?: number): void;
  note(resource: string, facts: LimitFacts): void;
  /** The host asks to be left alone until then, whatever it is asked for. */
  pause(until: Date): void;
  /** One a resource that was used. */
  states(): readonly BudgetState[];
}

export interface RequestBudgetOptions {
  readonly host: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly now: () => Date;
}

interface Window {
  limit: number | undefined;
  remaining: number | undefined;
  used: number;
  resetsAt: Date | undefined;
  waitUntil: Date | undefined;
}

/** A window begins anew when the time that the forge gave for it has come. Counts are this process's own. */
export function createRequestBudget({ host, share, now }: RequestBudgetOptions): RequestBudget {
  const windows = new Map<string, Window>();
  let pausedUntil: Date | undefined;
  const windowOf = (resource: string): Window => {
    let window = windows.get(resource);
    if (window === undefined) {
      window = { limit: undefined, remaining: undefined, used: 0, resetsAt: undefined, waitUntil: undefined };
      windows.set(resource, window);
    }
    const at = now();
    if (window.resetsAt !== undefined && window.resetsAt <= at) {
      Object.assign(window, { remaining: window.limit, used: 0, resetsAt: undefined });
    }
    window.waitUntil = later(window.waitUntil, pausedUntil);
    if (window.waitUntil !== undefined && window.waitUntil <= at) window.waitUntil = undefined;
    return window;
  };
  return {
    host,
    take(resource, cost = 1) {
      const window = windowOf(resource);
      const { limit, remaining, used, resetsAt, waitUntil } = window;
      if (waitUntil !== undefined) throw spent(host, waitUntil);
      const ours = limit === undefined ? undefined : Math.max(1, Math.floor(limit * share));
      const isSpent =
        (remaining !== undefined && remaining < cost) || (ours !== undefined && used + cost > ours);
      if (isSpent && resetsAt !== undefined) throw spent(host, resetsAt);
      window.used += cost;
      if (remaining !== undefined) window.remaining = remaining - cost;
    },
    note(resource, facts) {
      const window = windowOf(resource);
      if (isLaterWindow(window.resetsAt, facts.resetsAt)) window.used = 0;
      window.limit = facts.limit ?? window.limit;
      window.remaining = facts.remaining ?? window.remaining;
      window.resetsAt = facts.resetsAt ?? window.resetsAt;
      window.waitUntil = facts.waitUntil ?? window.waitUntil;
    },
    pause(until) {
      pausedUntil = later(pausedUntil, until);
    },
    states: () => [...windows.keys()].map((resource) => ({ host, resource, ...windowOf(resource) })),
  };
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}

/** The forge's clock may begin a window before ours ends the last one; the same end differs by a second or two. */
function isLaterWindow(before: Date | undefined, after: Date | undefined): boolean {
  return before !== undefined && after !== undefined && after.getTime() - before.getTime() > 10_000;
}

function spent(host: string, until: Date): ExecatError {
  const time = until.toISOString();
  return new ExecatError(
    "TOO_MANY_REQUESTS",
    `The requests to "${host}" are spent; deferred until ${time.slice(11, 16)} UTC.`,
    {
      hint: "It goes on by itself; a token, or a larger share in EXECAT_FORGES, allows more.",
      details: { retryAt: time },
    },
  );
}
