import { ExecatError } from "../../errors.ts";

/** What the official client throws, known by name: it is imported only when an engine is made. */
interface ApiFailure extends Error {
  readonly response: { readonly status: number };
  readonly cause?: { readonly message: string; readonly code: string } | undefined;
}

/** Meilisearch's code for a failure that it answered, for instance `index_not_found`. */
export function codeOf(error: unknown): string | undefined {
  return isApiFailure(error) ? error.cause?.code : undefined;
}

/**
 * Any failure of Meilisearch as the one that the port knows. `details.refused` says that it was reached and did not
 * want what it was given, so that less at once may do.
 */
export function toUnavailable(error: unknown): ExecatError {
  if (error instanceof ExecatError) return error;
  if (!isApiFailure(error)) return unreachable(error);
  const { status } = error.response;
  if (status === 401 || status === 403) {
    return new ExecatError("ENGINE_UNAVAILABLE", "Meilisearch refuses the key that it was given.", {
      hint: "Set EXECAT_MEILI_MASTER_KEY, or EXECAT_MEILI_SEARCH_KEY and EXECAT_MEILI_INDEX_KEY, to keys of this server.",
      cause: error,
    });
  }
  const reason = error.cause?.message ?? `status ${status}`;
  return new ExecatError("ENGINE_UNAVAILABLE", `Meilisearch cannot do what it was asked: ${reason}`, {
    hint: "See the log of Meilisearch; `execat doctor` says how the index stands.",
    details: { refused: status < 500 },
    cause: error,
  });
}

/** A task that Meilisearch took and could not do. */
export function taskFailed(type: string, reason: string | undefined): ExecatError {
  return new ExecatError(
    "ENGINE_UNAVAILABLE",
    `Meilisearch failed at ${type}: ${reason ?? "it gives no reason."}`,
    {
      hint: "See the log of Meilisearch, and whether its disk is full; the change is tried again later.",
      details: { refused: true },
    },
  );
}

/** A task that waits behind others for too long. It may yet be done: doing it again does no harm. */
export function stillBusy(type: string): ExecatError {
  return new ExecatError("ENGINE_UNAVAILABLE", `Meilisearch is still busy with ${type}.`, {
    hint: "The change is tried again later. See its list of tasks for what keeps it busy.",
  });
}

export function closed(cause?: unknown): ExecatError {
  return new ExecatError("ENGINE_UNAVAILABLE", "The search engine is closed.", {
    hint: "Try again when the server has started.",
    cause,
  });
}

/** No address in it: readers see this. */
function unreachable(cause: unknown): ExecatError {
  return new ExecatError("ENGINE_UNAVAILABLE", "The search engine, Meilisearch, cannot be reached.", {
    hint: "Try again in a minute; the pages of entries work meanwhile. Operators: start it, or correct EXECAT_MEILI_URL.",
    cause,
  });
}

function isApiFailure(error: unknown): error is ApiFailure {
  return error instanceof Error && error.name === "MeilisearchApiError";
}
