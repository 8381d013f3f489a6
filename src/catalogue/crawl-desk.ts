import type { DeliveryRecord, LookReason, LookStage } from "./looks.ts";
import type { EntryEvent } from "./entry-event.ts";
import type { CrawlStatus, Failure, Repository } from "./sources.ts";

/** What is left of a forge's rate limit. */
export interface BudgetState {
  readonly host: string;
  /** The forge's name of the limit, for instance `graphql`. */
  readonly resource: string;
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** What this process used of the window that goes on. */
  readonly used: number;
  readonly resetsAt: Date | undefined;
  /** The forge asked for patience until then. */
  readonly waitUntil: Date | undefined;
}

export interface LookNow {
  readonly repositoryId: string;
  readonly reason: LookReason;
  readonly signal: AbortSignal;
  /** Told of each step as it begins. */
  readonly onStage?: ((stage: LookStage) => void) | undefined;
}

/** What a look came to, as far as a page tells it. */
export interface LookResult {
  readonly repository: Repository;
  readonly outcome: "unchanged" | "looked" | "failed" | "deferred";
  readonly events: readonly EntryEvent[];
  readonly failure: Failure | undefined;
}

/** A webhook's call as it came in. */
export interface RawDelivery {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** The crawler, as readers and forges reach it. */
export interface CrawlDesk {
  status(): CrawlStatus;
  /**
   * Looks at one repository now, also beside a crawl. Throws `NOT_FOUND` for one that is not crawled, and `CONFLICT`
   * while another process looks at it.
   */
  look(request: LookNow): Promise<LookResult>;
  /**
   * Takes a webhook's call of a host: what it concerns is looked at within a second or so. Nothing of it is believed
   * but that something may have happened. Throws `NOT_FOUND` for a host that no webhook secret is known of,
   * `FORBIDDEN` for a wrong signature and `CONFLICT` for a call that came before.
   */
  receive(host: string, delivery: RawDelivery): Promise<DeliveryRecord>;
  /** Of this process, by host and limit. */
  budgets(): readonly BudgetState[];
}
