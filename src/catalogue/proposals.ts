import type { Source } from "./sources.ts";

/** Repositories that readers propose. */
export interface Proposals {
  readonly policy: "open" | "ask" | "closed";
  /**
   * Keeps a proposed repository: a source that waits for the operator's word, or one that is crawled at once.
   * Throws `SOURCE_INVALID` for an address that is not one of git's (https:, ssh:), `FORBIDDEN` when closed,
   * `CONFLICT` when it is a source already.
   */
  propose(url: string, actorId: string): Promise<Source>;
}
