import type { Checker } from "../../src/catalogue/checker.ts";
import type { Store } from "../../src/catalogue/store.ts";
import type { Logger } from "../../src/log.ts";
import type { Forges } from "../forges/forge.ts";
import type { WithdrawalLimit } from "../withdrawal-limit.ts";

/** What every stage may use. */
export interface CrawlContext {
  readonly store: Store;
  readonly checker: Checker;
  readonly forges: Forges;
  /** Names the checker: its model's version and its vocabularies. */
  readonly checkedWith: string;
  /** Whether other processes crawl on the same store, so that a repository must be claimed before a look. */
  readonly sharesStore: boolean;
  readonly limit: WithdrawalLimit;
  readonly now: () => Date;
  readonly newId: () => string;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Logger;
}
