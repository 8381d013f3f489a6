import type { ApiAnswer } from "../forge-api.ts";
import type { GitHubApi } from "./access.ts";

export interface KeptQuestion<T> {
  readonly url: string;
  readonly resource: string;
  readonly signal: AbortSignal;
  /** An answer that is younger is used without asking: so a listing that ran into a limit goes on where it stopped. */
  readonly maxAgeMs: number;
  /** Throws for answers that are no success. Only what it gives is kept. */
  readonly read: (answer: ApiAnswer) => T;
}

/** Remembers the last answers of the REST API, and asks whether they have changed (`If-None-Match`). */
export interface KeptAnswers {
  get<T>(api: GitHubApi, question: KeptQuestion<T>): Promise<T>;
}

interface Kept {
  readonly etag: string | undefined;
  readonly value: unknown;
  readonly at: number;
}

const MOST_KEPT = 1_000;

export function createKeptAnswers(now: () => Date): KeptAnswers {
  const kept = new Map<string, Kept>();
  const keep = (url: string, value: Kept): void => {
    kept.delete(url);
    kept.set(url, value);
    const oldest = kept.keys().next();
    if (kept.size > MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
  };
  return {
    async get<T>(api: GitHubApi, { url, resource, signal, maxAgeMs, read }: KeptQuestion<T>): Promise<T> {
      // What a token may see, nobody else gets to see.
      const key = `${api.isSignedIn ? "signed in" : "anonymous"} ${url}`;
      const known = kept.get(key);
      const at = now().getTime();
      // The cast holds because one URL is always read by the same function.
      if (known !== undefined && at - known.at < maxAgeMs) return known.value as T;
      const headers = known?.etag === undefined ? {} : { "if-none-match": known.etag };
      const answer = await api.request({ url, resource, signal, headers });
      if (answer.status === 304 && known !== undefined) {
        keep(key, { ...known, at });
        return known.value as T;
      }
      const value = read(answer);
      keep(key, { etag: answer.headers.get("etag"), value, at });
      return value;
    },
  };
}
