import { ExecatError } from "../src/errors.ts";
import type { Failure, Repository } from "../src/catalogue/sources.ts";

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Anything that was thrown, as it is kept with a source or a repository. */
export function toFailure(error: unknown, at: string): Failure {
  if (error instanceof ExecatError) {
    const { code, message, hint } = error;
    return { code, message, hint, at, retryAt: retryTime(error) };
  }
  return {
    code: "INTERNAL",
    message: "The repository could not be looked at because of a fault in Execat.",
    hint: "The log of the server says more; please report it.",
    at,
  };
}

/** Until when a forge whose limits are spent asked for patience. */
export function retryTime(error: unknown): string | undefined {
  if (!(error instanceof ExecatError) || error.code !== "TOO_MANY_REQUESTS") return undefined;
  const time = error.details?.["retryAt"];
  return typeof time === "string" ? time : undefined;
}

/**
 * A repository after a failed look: its entries stay, and the next look comes later each time, up to a day.
 * The wait is spread by `random`, so that repositories which failed together do not return together.
 */
export function afterFailure(repository: Repository, failure: Failure, random: () => number): Repository {
  const attempts = repository.attempts + 1;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
  const spread = wait * (0.75 + random() * 0.5);
  return {
    ...repository,
    state: "unreachable",
    failure,
    attempts,
    nextLookAt: new Date(Date.parse(failure.at) + spread).toISOString(),
    lastLookedAt: failure.at,
  };
}

/** True when a failure asked for patience and the time has not come. */
export function isDeferred(repository: Repository, now: Date): boolean {
  return repository.nextLookAt !== undefined && Date.parse(repository.nextLookAt) > now.getTime();
}
