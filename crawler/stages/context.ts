import type { GuardedChecker } from "../../src/catalogue/guarded-checker.ts";
import type { Store } from "../../src/catalogue/store.ts";
import type { Vocabularies } from "../../src/vocabulary/vocabulary.ts";
import type { Logger } from "../../src/log.ts";
import type { Forges } from "../forges/forge.ts";
import type { CrawlMeter } from "../meter.ts";
import type { WithdrawalLimit } from "../withdrawal-limit.ts";

/** What every stage may use. */
export interface CrawlContext {
  readonly store: Store;
  readonly checker: GuardedChecker;
  /** Those of now, for the catalogue's own terms. */
  readonly vocabularies: () => Vocabularies;
  readonly forges: Forges;
  /** Names what a repository is checked with: when it is another, all are checked anew. */
  readonly checkedWith: string;
  /** Whether other processes crawl on the same store, so that a repository must be claimed before a look. */
  readonly sharesStore: boolean;
  readonly limit: WithdrawalLimit;
  readonly meter: CrawlMeter;
  /** A repository's page, for the forge; absent while the catalogue does not know its own address. */
  readonly pageOf: (repositoryId: string) => string | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Logger;
}
